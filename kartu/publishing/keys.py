"""The public halves of the fund's keys. Whoever signs opens the private ones elsewhere (`cards.keys`)."""

from __future__ import annotations

from django.conf import settings

from kartu.credential.keys import KeySet, KeyStore

CARD, STATUS = "card", "status"


def card_keys() -> KeySet:
    """Those that judge codes, in the fund's own name: next, active and verify-only."""
    return KeyStore(settings.KEYS).public(CARD, settings.PROFILE.issuer)


def status_keys() -> KeySet:
    """Those that judge status lists."""
    return KeyStore(settings.KEYS).public(STATUS)
