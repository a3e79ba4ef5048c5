"""The fund's signing keys: one store in the key folder. Their public halves: `publishing.keys`."""

from __future__ import annotations

from django.conf import settings

from kartu.credential.keys import KeyStore
from kartu.credential.signers import Signer
from kartu.registry.sealing import keyring


def key_store() -> KeyStore:
    """The store of signing keys in the key folder."""
    return KeyStore(settings.KEYS)


def active_signer(purpose: str) -> Signer:
    """Who begins new signatures; the first signature ever creates the key, whichever process comes first.

    Raises MissingKeyring in a folder that is not the fund's, rather than make a key there that nobody would know.
    """
    keyring()
    return key_store().active(purpose)
