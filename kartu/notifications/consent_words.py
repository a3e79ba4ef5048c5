"""Messages about what a member allows others: consents and powers of attorney."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

CONSENT_GIVEN: Final = "consent_given"
CONSENT_ENDED: Final = "consent_ended"
MANDATE_OFFERED: Final = "mandate_offered"
MANDATE_TAKEN: Final = "mandate_taken"
MANDATE_ENDED: Final = "mandate_ended"

CONSENT_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        CONSENT_GIVEN: kind(
            "allowed",
            id=(
                "Persetujuan Anda dicatat",
                "Anda menyetujui: {allowed}. Bukan Anda, atau berubah pikiran? Cabut di halaman Profil, Persetujuan.",
            ),
            en=(
                "Your consent is noted",
                "You agreed to this: {allowed}. Not you, or changed your mind? Withdraw it at Profile, Consents.",
            ),
        ),
        CONSENT_ENDED: kind(
            "allowed",
            id=(
                "Persetujuan Anda sudah dicabut",
                "Persetujuan untuk {allowed} sudah dicabut. Tidak ada lagi yang berjalan atas dasar itu.",
            ),
            en=(
                "Your consent is withdrawn",
                "Your consent to {allowed} is withdrawn. Nothing that rested on it goes on.",
            ),
        ),
        MANDATE_OFFERED: kind(
            "number",
            id=(
                "Kuasa atas nama Anda dibuat",
                (
                    "Kuasa {number} untuk mengurus kartu Anda sudah dibuat dan menunggu wakil. Bukan Anda yang memberi?"
                    " Cabut di halaman Profil, Wakil, atau telepon kami."
                ),
            ),
            en=(
                "A power of attorney in your name",
                (
                    "The power of attorney {number} to look after your card was made and waits for a representative."
                    " Was it not you? Take it back at Profile, Representatives, or call us."
                ),
            ),
        ),
        MANDATE_TAKEN: kind(
            "number",
            id=(
                "Wakil Anda mulai bertugas",
                (
                    "Kuasa {number} sudah diterima. Lihat siapa wakil Anda, dan apa yang dilakukannya, di halaman"
                    " Profil, Wakil. Cabut kapan saja."
                ),
            ),
            en=(
                "You have a representative now",
                (
                    "The power of attorney {number} was taken up. See who it is and what was done at Profile,"
                    " Representatives. Take it back at any time."
                ),
            ),
        ),
        MANDATE_ENDED: kind(
            "number",
            id=(
                "Kuasa sudah berakhir",
                "Kuasa {number} sudah berakhir. Wakil itu tidak bisa lagi mengurus kartu Anda.",
            ),
            en=(
                "A power of attorney has ended",
                "The power of attorney {number} has ended. That representative can do nothing for you any more.",
            ),
        ),
    }
)

ALLOWED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "employer_acts": (
            "perusahaan mengurus kartu Anda",
            "your employer looking after your card",
        ),
        "employer_downloads": (
            "perusahaan mengunduh kartu digital Anda",
            "your employer downloading your digital card",
        ),
        "site": ("situs lain membaca data kepesertaan Anda", "another site reading your membership details"),
    }
)
"""What was agreed to, in a few words."""
