"""The words a member agrees to. An edition that was ever shown stays as it was; new words are a new edition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kartu.accounts.consent_models import Consent
from kartu.base.language import say

# purpose -> editions, the first is number 1; each in Indonesian and English. {who} is the employer or the site.
EDITIONS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        Consent.EMPLOYER_ACTS: (
            (
                "{who} boleh melaporkan kartu saya hilang dan meminta yang baru, selama saya bekerja di sana.",
                "{who} may report my card lost and ask for a new one for me, while I work there.",
            ),
        ),
        Consent.EMPLOYER_DOWNLOADS: (
            (
                "{who} boleh mengunduh kartu digital saya bersama kartu pekerja lain, selama saya bekerja di sana.",
                "{who} may download my digital card together with those of other workers, while I work there.",
            ),
        ),
        Consent.SITE: (
            (
                "Situs {who} boleh membaca nama, nomor peserta, dan status kepesertaan saya saat saya masuk di sana.",
                "The site {who} may read my name, membership number and member status when I sign in there.",
            ),
        ),
    }
)


def edition_of(purpose: str) -> int:
    """The number of the words shown today."""
    return len(EDITIONS[purpose])


def wording(purpose: str, version: int, who: str, language: str) -> str:
    """What was, or is to be, agreed to, in full."""
    words = EDITIONS[purpose][version - 1]
    return say(language, id=words[0], en=words[1]).format(who=who)
