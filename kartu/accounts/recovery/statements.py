"""What HR signs when it vouches. A statement that was ever signed stays as it was; new words get a new code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kartu.base.language import say

VOUCH = "vouch-1"

STATEMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        VOUCH: (
            (
                "Saya menyatakan: {member} bekerja di {employer}, hadir di depan saya hari ini, dan saya mencocokkan"
                " orangnya dengan dokumen yang saya pilih. Saya menyerahkan lembar kodenya langsung kepada orang ini."
                " Saya tahu bahwa pernyataan palsu dapat dituntut, dan bahwa nama perusahaan serta akun saya dicatat."
            ),
            (
                "I state: {member} works at {employer}, is before me today, and I compared the person with the"
                " documents I chose. I hand the slip with the code to this very person. I know that a false"
                " statement may be prosecuted, and that the company's name and my account are recorded."
            ),
        )
    }
)


def statement_words(code: str, *, member: str, employer: str, language: str) -> str:
    """The statement in full."""
    words = STATEMENTS[code]
    return say(language, id=words[0], en=words[1]).format(member=member, employer=employer)
