"""What an authenticator app on the member's phone does, written anew from RFC 6238: not the code that is tested."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime


def app_code(secret: str, now: datetime, *, steps: int = 0) -> str:
    """The six digits shown at `now`, or so many steps of 30 seconds later."""
    counter = int(now.timestamp()) // 30 + steps
    mac = hmac.digest(base64.b32decode(secret), counter.to_bytes(8), hashlib.sha1)
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06}"
