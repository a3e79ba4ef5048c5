"""Keeping what somebody claims to be between two pages: sealed, for a session is a row like any other."""

from __future__ import annotations

import base64
import json
from datetime import date

from kartu.accounts.codes import Claim
from kartu.base.crypto import DataKey
from kartu.registry.sealing import keyring

PLACE = "session.claim"


def seal_claim(claim: Claim) -> str:
    """The claim as sealed text."""
    plain = json.dumps([claim.identity_kind, claim.identity, claim.birth_date.isoformat()])
    return base64.b64encode(_key().seal(PLACE, 0, plain)).decode()


def open_claim(sealed: str) -> Claim:
    """Read what `seal_claim` wrote. Raises Unreadable."""
    kind, identity, born = json.loads(_key().open(PLACE, 0, base64.b64decode(sealed)))
    return Claim(kind, identity, date.fromisoformat(born))


def _key() -> DataKey:
    return DataKey(keyring().secret("session-claim"))
