"""Cards and keys for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kartu.credential.claims import CardClaims, fit
from kartu.credential.code import assemble, bytes_to_sign
from kartu.credential.keys import KeyStore
from kartu.credential.signers import Signer

NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
ISSUER = "https://bjp.example"
KID = bytes(range(1, 9))


def card(**changes: Any) -> CardClaims:
    """A good card; `changes` replace its claims."""
    claims: dict[str, Any] = {
        "issuer": ISSUER,
        "issued_at": SECONDS - 3600,
        "expires_at": SECONDS + 5 * 365 * 86_400,
        "not_before": None,
        "serial": bytes.fromhex("8899aabbccddeeff"),
        "number": "26011234567",
        "name": "Siti Rahmawati",
        "birth_date": date(1990, 1, 2),
        "language": "id",
        "country": "ID",
        "programmes": 31,
        "employer": "12345678",
        "status_uri": "https://bjp.example/s/1234",
        "status_index": 1_000_000,
    }
    return CardClaims(**claims | changes)


def signed(claims: CardClaims, signer: Signer) -> str:
    """The finished code."""
    stored = bytes_to_sign(fit(claims, signer.kid), signer.kid)
    return assemble(stored, signer.sign(stored))


def store(folder: Path) -> KeyStore:
    """A store with an active card and status key."""
    keys = KeyStore(folder)
    keys.active("card")
    keys.active("status")
    return keys
