"""What somebody claims to be. It opens nothing by itself, and it is compared with the register only in a job: a page
that asks somebody who he is does the same for a member and for nobody.

Between two pages, and until the job has run, a claim is kept sealed, for a session is a row like any other.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date

from kartu.base.crypto import DataKey
from kartu.registry.lookups import member_by_identity
from kartu.registry.models import Member
from kartu.registry.sealing import keyring

PLACE = "session.claim"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says to be."""

    identity_kind: str
    identity: str
    birth_date: date


def seal_claim(claim: Claim) -> str:
    """The claim as sealed text."""
    return base64.b64encode(seal_words(PLACE, as_words(claim))).decode()


def open_claim(sealed: str) -> Claim:
    """Read what `seal_claim` wrote. Raises Unreadable."""
    return as_claim(open_words(PLACE, base64.b64decode(sealed)))


def seal_words(place: str, words: list[str]) -> bytes:
    """Words bound to `place`, sealed with a key of the fund: whose they are is not known yet."""
    return _key().seal(place, 0, json.dumps(words))


def open_words(place: str, sealed: bytes) -> list[str]:
    """Read what `seal_words` wrote at the same place. Raises Unreadable."""
    words: list[str] = json.loads(_key().open(place, 0, sealed))
    return words


def as_words(claim: Claim) -> list[str]:
    return [claim.identity_kind, claim.identity, claim.birth_date.isoformat()]


def as_claim(words: list[str]) -> Claim:
    kind, identity, born = words
    return Claim(kind, identity, date.fromisoformat(born))


def member_claimed(claim: Claim) -> Member | None:
    """The member a claim fits, or None. For jobs: what this costs tells whether there is one.

    Where the fund knows no birth date any will do; what proves is the code.
    """
    member = member_by_identity(claim.identity_kind, claim.identity)
    if member is None or member.birth_date not in (None, claim.birth_date):
        return None
    return member


def _key() -> DataKey:
    return DataKey(keyring().secret("session-claim"))
