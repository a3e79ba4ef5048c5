"""The public check of a police station's loss letter: trust list, signature, and how the letter stands. No person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError

from kartu.credential.errors import CredentialError, UnknownKey
from kartu.credential.keys import KeySet, key_of_jwk
from kartu.credential.letter import LetterClaims, ReadLetter, claimed_kid, read_letter
from kartu.publishing.models import PublishedCertificate, PublishedLetter, StationKey


class LetterVerdict(StrEnum):
    """Three answers about a letter of a trusted station, and two plain words about what is none, or was not asked."""

    GOOD = "good"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    NOT_OURS = "not-ours"
    COULD_NOT_CHECK = "could-not-check"


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """`claims`, `station` and `until` (the last good day) are set whenever the signature held; `reason` is a code."""

    verdict: LetterVerdict
    reason: str
    claims: LetterClaims | None = None
    station: str = ""
    until: date | None = None


def check_letter(text: str, *, now: datetime) -> CheckedLetter:
    """Judge the code of a letter.

    Signature and trust first (not ours), then whether the station withdrew it, then its last day. A letter that is
    signed and was never issued here is not ours either: a stolen key alone makes no letter.
    """
    try:
        key = StationKey.objects.filter(kid=claimed_kid(text)).first()
        if key is None:
            return _unknown()
        claims = _read(text, key).claims
        published = PublishedLetter.objects.filter(serial=claims.serial).first()
        return standing(claims, published, key.station, now=now)
    except _Untrusted:
        return CheckedLetter(LetterVerdict.NOT_OURS, "untrusted-key")
    except CredentialError as error:
        return CheckedLetter(LetterVerdict.NOT_OURS, error.code)
    except (OperationalError, InterfaceError):
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, "status-unreachable")


def standing(
    claims: LetterClaims, published: PublishedLetter | PublishedCertificate | None, issuer: str, *, now: datetime
) -> CheckedLetter:
    """How a paper whose signature held stands: never published (not ours), withdrawn, over, or good."""
    if published is None:
        return CheckedLetter(LetterVerdict.NOT_OURS, UnknownKey.code)
    until = published.until
    if published.withdrawn_at is not None:
        return CheckedLetter(LetterVerdict.WITHDRAWN, "withdrawn", claims, issuer, until)
    if now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date() > until:
        return CheckedLetter(LetterVerdict.LAPSED, "lapsed", claims, issuer, until)
    return CheckedLetter(LetterVerdict.GOOD, "good", claims, issuer, until)


def publish_letter(serial: bytes, until: date, *, withdrawn_at: datetime | None = None) -> None:
    """Say how a letter stands from now on; in the caller's transaction."""
    PublishedLetter.objects.update_or_create(
        serial=serial, defaults={"until": until, "withdrawn_at": withdrawn_at}, create_defaults={"until": until}
    )


def trusted_keys() -> list[StationKey]:
    """The trust list, oldest first; keys whose trust was withdrawn are not on it."""
    return list(StationKey.objects.filter(withdrawn_at=None).order_by("since", "kid"))


def trusted_stations() -> list[str]:
    """Names of the stations on the trust list, each once, in the order of the alphabet."""
    return sorted(StationKey.objects.filter(withdrawn_at=None).values_list("station", flat=True).distinct())


class _Untrusted(Exception):
    """Signed by a key that was trusted once."""


def _read(text: str, key: StationKey) -> ReadLetter:
    read = read_letter(text, KeySet([key_of_jwk(key.jwk)], key.issuer))
    if key.withdrawn_at is not None:
        raise _Untrusted
    return read


def _unknown() -> CheckedLetter:
    # Without any key "not ours" would be a guess.
    if not StationKey.objects.exists():
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, "no-keys")
    return CheckedLetter(LetterVerdict.NOT_OURS, UnknownKey.code)
