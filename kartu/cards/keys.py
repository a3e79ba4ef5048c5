"""The fund's signing keys: one store in the key folder, a purpose for codes and another for status lists."""

from __future__ import annotations

from django.conf import settings

from kartu.credential.keys import KeySet, KeyStore

CARD, STATUS = "card", "status"


def key_store() -> KeyStore:
    """The store of signing keys; the first signature ever creates its key, whichever process comes first."""
    return KeyStore(settings.KEYS)


def card_keys() -> KeySet:
    """The public halves that judge codes, in the fund's own name: next, active and verify-only."""
    return key_store().public(CARD, settings.PROFILE.issuer)


def status_keys() -> KeySet:
    """The public halves that judge status lists."""
    return key_store().public(STATUS)
