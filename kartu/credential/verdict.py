"""The one answer a verifier gets, and the order in which it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kartu.credential import status
from kartu.credential.claims import CardClaims
from kartu.credential.code import read_code
from kartu.credential.errors import (
    CredentialError,
    Expired,
    NotYetValid,
    StatusError,
    StatusExpired,
    StatusWrongSubject,
)
from kartu.credential.keys import KeySet
from kartu.credential.status import StatusList

Lists = Callable[[str], StatusList]


class Verdict(StrEnum):
    """Four answers about a card of ours, and two plain words about what is none."""

    GOOD = "good"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    COULD_NOT_CHECK = "could-not-check"
    NOT_OURS = "not-ours"
    NOT_HANDED_OVER = "not-handed-over"


@dataclass(frozen=True, slots=True)
class Checked:
    """`claims` is set whenever the signature held; `list_age` whenever a list was asked; `reason` is a stable code."""

    verdict: Verdict
    claims: CardClaims | None
    list_age: timedelta | None
    reason: str


_BY_STATUS = {
    status.VALID: (Verdict.GOOD, "valid"),
    status.REVOKED: (Verdict.BLOCKED, "revoked"),
    status.SUSPENDED: (Verdict.BLOCKED, "suspended"),
    status.PREPARED: (Verdict.NOT_HANDED_OVER, "prepared"),
}


def check_text(text: str, keys: KeySet, lists: Lists, *, now: datetime) -> Checked:
    """Judge the text of a code. `lists` answers a verified list for an address or raises `StatusError`.

    In this order: signature (not ours), time (expired; a clock that is behind: could not check), list (missing or too
    old: could not check), status. A failing network can never say "blocked", an unsigned code never "good".
    """
    try:
        claims = read_code(text, keys, now=now).claims
    except Expired as error:
        return Checked(Verdict.EXPIRED, error.claims, None, error.code)
    except NotYetValid as error:
        return Checked(Verdict.COULD_NOT_CHECK, error.claims, None, error.code)
    except CredentialError as error:
        return Checked(Verdict.NOT_OURS, None, None, error.code)
    try:
        found = _usable(lists(claims.status_uri), claims, now)
        answer, reason = _BY_STATUS[found.status(claims.status_index)]
    except StatusError as error:
        return Checked(Verdict.COULD_NOT_CHECK, claims, None, error.code)
    return Checked(answer, claims, max(now - found.issued_at, timedelta()), reason)


def _usable(found: StatusList, claims: CardClaims, now: datetime) -> StatusList:
    # The list may have been read, and judged, hours ago by whoever keeps it.
    if found.uri != claims.status_uri:
        raise StatusWrongSubject
    if found.expires_at <= now:
        raise StatusExpired
    return found
