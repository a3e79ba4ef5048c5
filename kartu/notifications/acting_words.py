"""Messages about what an employer does, or asks to do, for its worker. Each names the company."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

CONSENT_ASKED: Final = "consent_asked"
CONSENT_ON_PAPER: Final = "consent_on_paper"
EMPLOYER_BLOCKED: Final = "employer_blocked"
EMPLOYER_REQUESTED: Final = "employer_requested"
EMPLOYER_ACTED: Final = "employer_acted"
HAND_OVER_CODE: Final = "hand_over_code"
CARD_HANDED_OVER_AT_WORK: Final = "card_handed_over_at_work"
CARD_DOWNLOADED: Final = "card_downloaded"

ACTING_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        CONSENT_ASKED: kind(
            "employer_id wanted until answer",
            id=(
                "{employer} meminta persetujuan Anda",
                (
                    "{employer} meminta izin untuk {wanted}, paling lama sampai {until}. Jawab ya atau tidak di sini:"
                    " {answer} Tidak menjawab berarti tidak. Boleh dicabut kapan saja."
                ),
            ),
            en=(
                "{employer} asks for your consent",
                (
                    "{employer} asks to be allowed to {wanted}, until {until} at the longest. Say yes or no here:"
                    " {answer} No answer means no. You can withdraw it at any time."
                ),
            ),
        ),
        CONSENT_ON_PAPER: kind(
            "employer_id wanted until answer",
            id=(
                "{employer} mencatat persetujuan Anda",
                (
                    "{employer} menyatakan Anda menandatangani izin untuk {wanted}, paling lama sampai {until}. Tidak"
                    " benar, atau berubah pikiran? Akhiri dengan satu ketukan: {answer}"
                ),
            ),
            en=(
                "{employer} noted your consent",
                (
                    "{employer} says that you signed a consent to {wanted}, until {until} at the longest. Not true, or"
                    " changed your mind? End it with one tap: {answer}"
                ),
            ),
        ),
        EMPLOYER_BLOCKED: kind(
            "number membership_id employer_id",
            id=(
                "Kartu Anda sudah diblokir",
                (
                    "{employer} melaporkan kartu peserta Anda yang berakhiran {ending} hilang (laporan {number}). Kartu"
                    " itu diblokir dan ditolak di mana pun; kepesertaan dan hak Anda tetap. Buka kartu digital yang"
                    " baru di akun Anda. Tidak hilang? Beri tahu kami."
                ),
            ),
            en=(
                "Your card is blocked",
                (
                    "{employer} reported your membership card ending in {ending} as lost (report {number}). It is"
                    " blocked and refused everywhere; your membership and your rights stay. Open a new digital card in"
                    " your account. Not lost? Tell us."
                ),
            ),
        ),
        EMPLOYER_REQUESTED: kind(
            "number branch_id until papers follow employer_id",
            id=(
                "{employer} meminta kartu baru untuk Anda",
                (
                    "{employer} mengajukan permohonan {number} untuk kartu baru Anda. Yang diperlukan: {papers}."
                    " Kantor: {branch}. Keputusan paling lambat {until}. Lihat perkembangannya dengan nomor ini dan"
                    " kode {code}."
                ),
            ),
            en=(
                "{employer} asked for a new card for you",
                (
                    "{employer} made the request {number} for a new card for you. Needed: {papers}. Office: {branch}."
                    " You will have a decision by {until}. See where it stands with this number and the code {code}."
                ),
            ),
        ),
        EMPLOYER_ACTED: kind(
            "number employer_id act",
            id=(
                "{employer} mengurus permohonan {number}",
                "{employer} {act} untuk permohonan {number}. Tidak setuju? Cabut izinnya di Profil, Perusahaan.",
            ),
            en=(
                "{employer} acted on request {number}",
                "{employer} {act} for request {number}. Not what you want? Withdraw your consent at Profile, Employer.",
            ),
        ),
        HAND_OVER_CODE: kind(
            "number employer_id follow",
            id=(
                "Kode serah terima kartu {number}",
                (
                    "Kartu Anda sedang dikirim ke {employer}. Sebutkan kode {code} hanya saat kartunya diserahkan ke"
                    " tangan Anda. Tanpa kode ini kartu tidak berlaku."
                ),
            ),
            en=(
                "Hand-over code for card {number}",
                (
                    "Your card is on its way to {employer}. Say the code {code} only when the card is put into your"
                    " hand. Without this code the card is not valid."
                ),
            ),
        ),
        CARD_HANDED_OVER_AT_WORK: kind(
            "number employer_id",
            id=(
                "Kartu baru sudah Anda terima",
                (
                    "Kartu untuk permohonan {number} diserahkan oleh {employer} dengan kode Anda dan berlaku sekarang;"
                    " yang lama tidak berlaku lagi. Bukan Anda yang menerima? Segera telepon kami."
                ),
            ),
            en=(
                "You have your new card",
                (
                    "The card for request {number} was handed over by {employer} with your code and is valid now; the"
                    " old one is not. Was it not you who took it? Call us at once."
                ),
            ),
        ),
        CARD_DOWNLOADED: kind(
            "number employer_id",
            id=(
                "{employer} mengunduh kartu digital Anda",
                (
                    "{employer} mengunduh gambar kartu digital Anda (unduhan {number}), seperti yang Anda izinkan."
                    " Tidak ada data lain. Berubah pikiran? Cabut izinnya di Profil, Perusahaan."
                ),
            ),
            en=(
                "{employer} downloaded your digital card",
                (
                    "{employer} downloaded the picture of your digital card (download {number}), as you allowed."
                    " Nothing else. Changed your mind? Withdraw your consent at Profile, Employer."
                ),
            ),
        ),
    }
)

WISHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "employer_acts": (
            "mengurus kartu Anda: mengirim berkas, meminta kartu baru, dan menerimanya untuk Anda",
            "look after your card: hand in papers, ask for a new one and receive it for you",
        ),
        "employer_downloads": (
            "mengunduh gambar kartu digital Anda bersama kartu pekerja lain",
            "download the picture of your digital card together with those of other workers",
        ),
    }
)
"""What an employer asks to be allowed, by the purpose of the consent."""

EMPLOYER_ACTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "evidence": ("mengirim berkas", "handed in a paper"),
        "resubmitted": ("mengirim ulang berkas", "sent the papers again"),
        "cancelled": ("membatalkan permintaan", "took the request back"),
    }
)
"""What an employer did about a request."""
