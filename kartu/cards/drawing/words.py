"""Every word printed on the card and on its fold sheet, in Indonesian and English."""

from __future__ import annotations

from datetime import date

INDONESIAN = {
    "title": "Kartu peserta",
    "digital": "Salinan digital",
    "print": "Salinan cetak",
    "plastic": "Kartu plastik",
    "number": "Nomor peserta",
    "valid_until": "Berlaku sampai {date}",
    "programmes": "Program",
    "employer": "Perusahaan",
    "lost": "Kartu hilang?",
    "lost_1": "Laporkan di {report}",
    "lost_2": "Telepon {telephone}",
    "lost_3": "Kartu yang hilang langsung diblokir.",
    "lost_4": "Kepesertaan Anda tetap berlaku.",
    "found": "Menemukan kartu ini?",
    "found_1": "Antar ke kantor cabang terdekat.",
    "check": "Periksa keaslian: {check}",
    "compare": "Cocokkan dengan dokumen identitas pemegang.",
    "free": "Semua layanan gratis",
    "serial": "Nomor seri",
    "document_title": "Kartu peserta {fund}",
    "sheet_title": "Kartu untuk dicetak sendiri",
    "sheet_note": "Cetak di kertas A4, potong, lalu lipat menjadi kartu dua sisi.",
    "fold": "lipat di garis ini",
    "step_1": "Cetak pada skala 100%, bukan “sesuaikan ke halaman”. Kertas tebal lebih baik.",
    "step_2": "Potong mengikuti tanda di keempat sudut.",
    "step_3": "Lipat ke belakang di garis putus-putus, lalu rekatkan atau beri sampul plastik bening.",
    "step_4": "Coba pindai kodenya sekali. Jangan dilipat pada bagian kode.",
    "ruler": "Garis ini harus 50 mm. Jika tidak, periksa skala pencetak Anda.",
}
ENGLISH = {
    "title": "Membership card",
    "digital": "Digital copy",
    "print": "Printed copy",
    "plastic": "Plastic card",
    "number": "Membership number",
    "valid_until": "Valid until {date}",
    "programmes": "Programmes",
    "employer": "Employer",
    "lost": "Card lost?",
    "lost_1": "Report it: {report}",
    "lost_2": "Call {telephone}",
    "lost_3": "The lost card is blocked at once.",
    "lost_4": "Your membership goes on.",
    "found": "Found this card?",
    "found_1": "Bring it to the nearest branch.",
    "check": "Check this card: {check}",
    "compare": "Compare with the holder’s identity document.",
    "free": "All services are free",
    "serial": "Serial number",
    "document_title": "Membership card, {fund}",
    "sheet_title": "Card to print yourself",
    "sheet_note": "Print on A4 paper, cut, and fold into a card with two sides.",
    "fold": "fold on this line",
    "step_1": "Print at 100% scale, not “fit to page”. Thick paper is better.",
    "step_2": "Cut along the marks at the four corners.",
    "step_3": "Fold backwards at the dashed line, then glue or put it into a clear sleeve.",
    "step_4": "Try scanning the code once. Do not fold across the code.",
    "ruler": "This line must be 50 mm long. If it is not, check your printer’s scale.",
}
CATALOGUE = {"id": INDONESIAN, "en": ENGLISH}

MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def written_date(day: date, language: str) -> str:
    """21 Mei 2027, 21 May 2027: the month as a word, so that nobody mistakes it for the day."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
