"""The code on a slip: ten characters, bound to its number, stored as a keyed digest."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

from kartu.accounts.activation import CODE_BYTES, CODE_LENGTH, normal_code
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.refusals import SlipRefused
from kartu.base.numbers import number_as_written
from kartu.base.throttle import take
from kartu.registry.sealing import keyring


def new_code() -> str:
    """Ten base32 characters, fifty bits."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()[:CODE_LENGTH]


def code_digest(number: str, code: str) -> bytes:
    return hmac.digest(keyring().secret("recovery"), f"{number}:{normal_code(code)}".encode(), "sha256")


def recovery_by_slip(number: str, code: str, *, address: str, now: datetime) -> Recovery:
    """The way back in of this slip, however it stands. Raises SlipRefused, TooMany; counts a try.

    Five tries a quarter of an hour for each number that is asked for, ours or not.
    """
    take("slip-address", address, now=now)
    known = number_as_written(number[:40]) or ""
    take("slip-number", known or number[:40].upper(), now=now)
    found = Recovery.objects.filter(number=known).select_related("member", "employer", "branch").first()
    stored = bytes(found.code_hash) if found else bytes(32)
    if not hmac.compare_digest(stored, code_digest(known, code[:40])) or found is None:
        raise SlipRefused
    return found
