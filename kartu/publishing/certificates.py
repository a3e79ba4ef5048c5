"""The public check of an interim certificate: signature, and whether it was withdrawn or is over. No person."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError

from kartu.credential.certificate import read_certificate
from kartu.credential.errors import CredentialError
from kartu.credential.keys import KeySet, KeyStore
from kartu.publishing.letters import CheckedLetter, LetterVerdict, standing
from kartu.publishing.models import PublishedCertificate

CERTIFICATE = "certificate"


def certificate_keys() -> KeySet:
    """Those that judge certificates' codes, in the fund's own name."""
    return KeyStore(settings.KEYS).public(CERTIFICATE, settings.PROFILE.issuer)


def check_certificate(text: str, *, now: datetime) -> CheckedLetter:
    """Judge the code of a certificate: signature first (not ours), then withdrawn, then its last day.

    One that is signed and was never published is not ours: a stolen key alone makes none.
    """
    keys = certificate_keys()
    if not keys.kids:
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, "no-keys")  # "not ours" would be a guess
    try:
        claims = read_certificate(text, keys)
        found = PublishedCertificate.objects.filter(serial=claims.serial).first()
    except CredentialError as error:
        return CheckedLetter(LetterVerdict.NOT_OURS, error.code)
    except (OperationalError, InterfaceError):
        return CheckedLetter(LetterVerdict.COULD_NOT_CHECK, "status-unreachable")
    return standing(claims, found, settings.PROFILE.name, now=now)


def publish_certificate(serial: bytes, until: date, *, withdrawn_at: datetime | None = None) -> None:
    """Say how a certificate stands from now on; in the caller's transaction."""
    PublishedCertificate.objects.update_or_create(
        serial=serial, defaults={"until": until, "withdrawn_at": withdrawn_at}, create_defaults={"until": until}
    )
