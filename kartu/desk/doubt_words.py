"""Warnings, second looks and samples in the desk's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from kartu.base.language import say, written_date
from kartu.base.said import said
from kartu.replacements.doubts import Doubt
from kartu.replacements.policy import local_day

DOUBTS: Mapping[str, str] = {
    "letter_used": said(id="Surat kehilangan sudah pernah dipakai", en="Loss letter used before"),
    "letter_lapsed": said(id="Surat kehilangan habis masa berlakunya", en="Loss letter has lapsed"),
    "letter_lapsing": said(id="Surat kehilangan hampir habis masa berlakunya", en="Loss letter about to lapse"),
    "third_loss": said(id="Berulang kali hilang dalam setahun", en="Lost again and again within a year"),
    "same_picture": said(id="Foto yang sama pada orang lain", en="The same picture for another person"),
    "new_browser": said(id="Dilaporkan tak lama setelah akun dibuka di peramban baru", en="Reported from a new device"),
    "contact_changed": said(id="Kontak baru saja diubah", en="Contact changed lately"),
    "employer_vouches": said(id="Pemberi kerja menjamin", en="The employer vouches"),
    "flagged_before": said(id="Pernah dilaporkan tanpa bukti", en="Reported without proof lately"),
}
# What to look at; {count}, {day}, {cases} are filled in.
ADVICE: Mapping[str, tuple[str, str]] = {
    "letter_used": (
        "Nomor dan kantor polisi yang sama ada di permohonan {cases}. Bandingkan, atau telepon kantor polisinya.",
        "The same number and station are in request {cases}. Compare the letters, or call the station.",
    ),
    "letter_lapsed": (
        "Berlaku sampai {day}. Minta diperpanjang di kantor polisi yang sama, gratis.",
        "Good until {day}. Ask for an extension at the same station; it is free.",
    ),
    "letter_lapsing": (
        "Berlaku sampai {day}. Putuskan sebelum itu, supaya peserta tidak perlu kembali ke kantor polisi.",
        "Good until {day}. Decide before that, to spare the member another visit to the station.",
    ),
    "third_loss": (
        "Kehilangan yang ke-{count} dalam setahun. Tanyakan apa yang terjadi; bisa juga ada orang lain yang melapor.",
        "Loss number {count} within a year. Ask what happened; somebody else may be reporting.",
    ),
    "same_picture": (
        "Foto yang sama dikirim di permohonan {cases}. Minta foto baru, atau lihat aslinya.",
        "The same picture was sent in request {cases}. Ask for a new one, or see the original.",
    ),
    "new_browser": (
        "Akunnya pertama kali dibuka di peramban itu pada {day}. Tanyakan apakah itu ponselnya sendiri.",
        "The account was first opened in that browser on {day}. Ask whether that phone is the member's own.",
    ),
    "contact_changed": (
        "Diubah pada {day}. Hubungi peserta lewat kontak yang lama bila ragu.",
        "Changed on {day}. If in doubt, reach the member by the former contact.",
    ),
    "employer_vouches": (
        "Karena itu surat kehilangan tidak diminta.",
        "That is why no loss letter is asked for.",
    ),
    "flagged_before": (
        "{count} laporan, yang terakhir {day}. Pastikan orangnya sendiri yang meminta kartu.",
        "{count} report(s), the last on {day}. Make sure that the request is the person's own.",
    ),
}
SENT_BACK: Mapping[str, str] = {
    "ask_papers": said(id="Minta berkas lagi dari peserta", en="Ask the member for papers again"),
    "compare_again": said(id="Cocokkan lagi orangnya", en="Compare the person again"),
    "letter_doubtful": said(id="Tanyakan surat ke kantor polisinya", en="Ask the station about the letter"),
    "refuse": said(id="Sebaiknya ditolak", en="Better refuse it"),
}
FINDINGS: Mapping[str, str] = {
    "": said(id="Keputusannya tepat", en="The decision was right"),
    "paper_missed": said(id="Berkas tidak memenuhi syarat", en="A paper was not good enough"),
    "wrong_person": said(id="Orangnya tidak terbukti", en="The person was not proved"),
    "warning_ignored": said(id="Peringatan tidak diperhatikan", en="A warning was not heeded"),
    "wrong_refusal": said(id="Ditolak padahal memenuhi syarat", en="Refused though everything was there"),
    "other": said(id="Lainnya", en="Something else"),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning as the case page shows it; `grave` ones ask for a second person by themselves."""

    code: str
    words: str
    advice: str
    grave: bool
    note: bool


def warned(doubt: Doubt) -> Warned:
    """A warning in the reader's language."""
    rules, language = settings.PROFILE.oversight, get_language() or "id"
    day = doubt.day or (local_day(doubt.at, settings.PROFILE.time_zone) if doubt.at else None)
    told = {
        "count": doubt.count,
        "day": written_date(day, language) if day else "",
        "cases": ", ".join(doubt.cases),
    }
    indonesian, english = ADVICE[doubt.code]
    return Warned(
        code=doubt.code,
        words=DOUBTS[doubt.code],
        advice=say(language, id=indonesian, en=english).format_map(told),
        grave=doubt.code in rules.risky,
        note=doubt.code in rules.notes_only,
    )


def doubts_in_words(codes: str) -> list[str]:
    """The warnings a second look was asked for, by their codes."""
    return [DOUBTS[code] for code in codes.split() if code in DOUBTS]
