"""Messages about what a member allows others: consents and powers of attorney."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

CONSENT_GIVEN: Final = "consent_given"
CONSENT_ENDED: Final = "consent_ended"

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
