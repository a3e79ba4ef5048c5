"""Every message Kartu sends, in both languages, for a tired person on a small screen.

Stored with a message are ids, codes, dates and case numbers only (`values`); what a person reads in their place is
filled in when it is sent (kartu/notifications/filling.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.account_words import ACCOUNT_KINDS
from kartu.notifications.acting_words import ACTING_KINDS
from kartu.notifications.consent_words import CONSENT_KINDS
from kartu.notifications.employer_words import EMPLOYER_KINDS
from kartu.notifications.kinds import Kind, Words, kind
from kartu.notifications.letter_words import LETTER_KINDS
from kartu.notifications.printing_words import PRINTING_KINDS
from kartu.notifications.recovery_words import RECOVERY_KINDS
from kartu.notifications.security_words import SECURITY_KINDS
from kartu.notifications.visit_words import VISIT_KINDS

CARD_BLOCKED: Final = "card_blocked"
LOSS_FLAGGED: Final = "loss_flagged"
FLAG_DISMISSED: Final = "flag_dismissed"
CARD_FOUND: Final = "card_found"
REPLACEMENT_OPENED: Final = "replacement_opened"
EVIDENCE_ASKED: Final = "evidence_asked"
REPLACEMENT_APPROVED: Final = "replacement_approved"
REPLACEMENT_REJECTED: Final = "replacement_rejected"
REPLACEMENT_CANCELLED: Final = "replacement_cancelled"
CARD_READY: Final = "card_ready"
CARD_AT_EMPLOYER: Final = "card_at_employer"
CARD_BY_POST: Final = "card_by_post"
COLLECT_REMINDER: Final = "collect_reminder"
CARD_HANDED_OVER: Final = "card_handed_over"
CARD_UNCOLLECTED: Final = "card_uncollected"


CLOSING: Final = Words(
    "Semua layanan kartu gratis. Kami tidak pernah meminta kata sandi atau kode Anda. {fund}, telepon {telephone}.",
    "Every card service is free. We never ask for your password or a code. {fund}, telephone {telephone}.",
)
"""The last line of every message: `subject` in Indonesian, `text` in English."""

CATALOGUE: Mapping[str, Kind] = MappingProxyType(
    {
        CARD_BLOCKED: kind(
            "number membership_id",
            id=(
                "Kartu Anda sudah diblokir",
                (
                    "Kartu peserta Anda yang berakhiran {ending} sudah diblokir dan ditolak di mana pun."
                    " Kepesertaan dan hak Anda tetap. Nomor laporan: {number}. Kartunya ketemu, atau bukan Anda"
                    " yang melapor? Beri tahu kami."
                ),
            ),
            en=(
                "Your card is blocked",
                (
                    "Your membership card ending in {ending} is blocked and refused everywhere. Your membership"
                    " and your rights stay. Report number: {number}. Found it, or was it not you who reported it?"
                    " Tell us."
                ),
            ),
        ),
        LOSS_FLAGGED: kind(
            "number membership_id",
            id=(
                "Apakah kartu Anda hilang?",
                (
                    "Seseorang melaporkan kartu Anda yang berakhiran {ending} hilang, tanpa bukti. Kartu Anda"
                    " BELUM diblokir. Benar hilang? Masuk ke akun atau telepon kami, sebutkan {number}. Tidak"
                    " hilang? Abaikan pesan ini."
                ),
            ),
            en=(
                "Have you lost your card?",
                (
                    "Somebody reported your card ending in {ending} as lost, without proof. Your card is NOT"
                    " blocked yet. Really lost? Log in or call us and say {number}. Not lost? Ignore this message."
                ),
            ),
        ),
        FLAG_DISMISSED: kind(
            "number membership_id",
            id=(
                "Laporan kehilangan ditutup",
                "Laporan {number} tentang kartu Anda yang berakhiran {ending} sudah ditutup. Kartu Anda tetap berlaku.",
            ),
            en=(
                "The loss report is closed",
                "Report {number} about your card ending in {ending} is closed. Your card stays valid.",
            ),
        ),
        CARD_FOUND: kind(
            "number membership_id",
            id=(
                "Kartu Anda berlaku lagi",
                (
                    "Kartu Anda yang berakhiran {ending} berlaku lagi (laporan {number}). Untuk kartu digital"
                    " pakai yang baru di akun Anda; gambar yang lama tetap ditolak. Bukan Anda? Segera telepon"
                    " kami."
                ),
            ),
            en=(
                "Your card is valid again",
                (
                    "Your card ending in {ending} is valid again (report {number}). For the digital card use the"
                    " new one in your account; the old picture stays refused. Not you? Call us at once."
                ),
            ),
        ),
        REPLACEMENT_OPENED: kind(
            "number branch_id until papers follow",
            id=(
                "Permohonan kartu {number} diterima",
                (
                    "Permohonan penggantian kartu {number} kami terima. Yang diperlukan: {papers}. Kantor:"
                    " {branch}. Keputusan paling lambat {until}. Lihat perkembangannya dengan nomor ini dan kode"
                    " {code}."
                ),
            ),
            en=(
                "We have your request {number}",
                (
                    "We have your request {number} for a new card. Needed: {papers}. Office: {branch}. You will"
                    " have a decision by {until}. See where it stands with this number and the code {code}."
                ),
            ),
        ),
        EVIDENCE_ASKED: kind(
            "number papers",
            id=(
                "Ada berkas yang kurang untuk {number}",
                (
                    "Untuk permohonan {number} kami masih perlu: {papers}. Kirim fotonya lewat halaman permohonan"
                    " atau bawa ke kantor, lalu tekan Kirim Ulang. Sampai itu permohonan Anda menunggu."
                ),
            ),
            en=(
                "Something is missing for {number}",
                (
                    "For your request {number} we still need: {papers}. Send a photo on the request's page or"
                    " bring it to the office, then press Send Again. Until then your request waits."
                ),
            ),
        ),
        REPLACEMENT_APPROVED: kind(
            "number",
            id=(
                "Permohonan {number} disetujui",
                "Permohonan {number} disetujui. Kartu Anda sedang dibuat. Kami kabari bila siap diambil.",
            ),
            en=(
                "Request {number} is approved",
                "Request {number} is approved. Your card is being made. We will tell you when it is ready.",
            ),
        ),
        REPLACEMENT_REJECTED: kind(
            "number decision",
            id=(
                "Permohonan {number} ditolak",
                (
                    "Permohonan {number} tidak dapat disetujui: {decision} Anda boleh mengajukan lagi kapan saja,"
                    " atau datang ke kantor untuk bertanya."
                ),
            ),
            en=(
                "Request {number} is refused",
                (
                    "Request {number} could not be approved: {decision} You may ask again at any time, or come to"
                    " an office to talk about it."
                ),
            ),
        ),
        REPLACEMENT_CANCELLED: kind(
            "number",
            id=("Permohonan {number} dibatalkan", "Permohonan {number} dibatalkan. Tidak ada kartu yang dibuat."),
            en=("Request {number} is cancelled", "Request {number} is cancelled. No card will be made."),
        ),
        CARD_READY: kind(
            "number branch_id until",
            id=(
                "Kartu Anda siap diambil",
                (
                    "Kartu untuk permohonan {number} siap di {branch}, {address}. Bawa satu dokumen identitas apa"
                    " pun dan ambil sebelum {until}."
                ),
            ),
            en=(
                "Your card is ready",
                (
                    "The card for request {number} is ready at {branch}, {address}. Bring any one identity"
                    " document and collect it before {until}."
                ),
            ),
        ),
        CARD_AT_EMPLOYER: kind(
            "number branch_id until",
            id=(
                "Kartu Anda siap",
                (
                    "Kartu untuk permohonan {number} sudah dicetak dan diserahkan kepada Anda lewat perusahaan. Belum"
                    " diterima sampai {until}? Hubungi {branch}. Kartu berlaku setelah Anda terima."
                ),
            ),
            en=(
                "Your card is ready",
                (
                    "The card for request {number} has been printed and reaches you through your employer. Not there"
                    " by {until}? Ask {branch}. It becomes valid once you have it."
                ),
            ),
        ),
        CARD_BY_POST: kind(
            "number branch_id until",
            id=(
                "Kartu Anda dikirim lewat pos",
                (
                    "Kartu untuk permohonan {number} dikirim ke alamat Anda yang kami simpan. Kalau sudah sampai,"
                    " pindai kodenya supaya berlaku: {site}/permohonan/{number}/sampai Belum sampai pada {until}?"
                    " Katakan di halaman itu, atau hubungi {branch}."
                ),
            ),
            en=(
                "Your card is on its way",
                (
                    "The card for request {number} goes to the address we hold for you. Once it is there, scan its code"
                    " so that it becomes valid: {site}/permohonan/{number}/sampai Not there by {until}? Say so on that"
                    " page, or ask {branch}."
                ),
            ),
        ),
        COLLECT_REMINDER: kind(
            "number branch_id until",
            id=(
                "Kartu Anda masih menunggu",
                (
                    "Kartu untuk permohonan {number} masih menunggu di {branch}, {address}. Setelah {until} kartu"
                    " itu dimusnahkan."
                ),
            ),
            en=(
                "Your card is still waiting",
                (
                    "The card for request {number} is still waiting at {branch}, {address}. After {until} it will"
                    " be destroyed."
                ),
            ),
        ),
        CARD_HANDED_OVER: kind(
            "number branch_id",
            id=(
                "Kartu baru sudah Anda terima",
                (
                    "Kartu untuk permohonan {number} sudah diserahkan di {branch} dan berlaku sekarang; kartu"
                    " yang lama tidak berlaku lagi. Bukan Anda yang menerima? Segera telepon kami."
                ),
            ),
            en=(
                "You have your new card",
                (
                    "The card for request {number} was handed over at {branch} and is valid now; the old one is"
                    " not. Was it not you who took it? Call us at once."
                ),
            ),
        ),
        CARD_UNCOLLECTED: kind(
            "number branch_id",
            id=(
                "Kartu tidak diambil",
                (
                    "Kartu untuk permohonan {number} tidak diambil di {branch}, jadi kami musnahkan. Kartu"
                    " digital Anda tetap berlaku. Anda boleh meminta kartu baru kapan saja, gratis."
                ),
            ),
            en=(
                "Your card was not collected",
                (
                    "The card for request {number} was not collected at {branch}, so we destroyed it. Your"
                    " digital card stays valid. You may ask for a new one at any time, free of charge."
                ),
            ),
        ),
        **ACCOUNT_KINDS,
        **CONSENT_KINDS,
        **LETTER_KINDS,
        **RECOVERY_KINDS,
        **EMPLOYER_KINDS,
        **PRINTING_KINDS,
        **VISIT_KINDS,
        **SECURITY_KINDS,
        **ACTING_KINDS,
    }
)

PAPERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "police_letter": ("surat keterangan kehilangan dari polisi", "the police loss letter"),
        "identity": ("satu dokumen identitas (KTP atau yang lain)", "one identity document (KTP or another)"),
        "damaged_card": ("kartu yang rusak", "the damaged card"),
        "authority_letter": ("surat polisi atau instansi untuk semua", "the authority's letter for all"),
        "correct_data": ("dokumen dengan data yang benar", "a document with the correct data"),
    }
)

DECISIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "not_the_person": ("dokumen tidak cocok dengan data peserta.", "the documents do not fit the member's data."),
        "papers_not_genuine": (
            "keaslian dokumen tidak dapat kami pastikan.",
            "we could not make sure that the documents are genuine.",
        ),
        "papers_incomplete": ("berkas belum lengkap.", "the papers are not complete."),
        "card_in_use": ("kartu Anda masih dipakai dan tidak rusak.", "your card is in use and not damaged."),
        "limit": ("batas jumlah penggantian sudah tercapai.", "the limit of replacements is reached."),
    }
)
"""Why a case was refused, by the code the officer chose."""
