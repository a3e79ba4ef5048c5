"""What a passkey is asked to sign: 16 random bytes, until when they are good, and our mark on both.

Nothing is stored when a challenge is made, so that asking costs nobody a row; a used one is remembered until it would
have run out anyway.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from kartu.base.errors import DomainError
from kartu.base.throttle import TooMany, take
from kartu.registry.sealing import keyring

LIFE = timedelta(hours=1)
RANDOM, EXPIRY, MARK = 16, 8, 16


class ChallengeRefused(DomainError):
    """Not ours, too old or answered before; the browser has to be asked anew."""

    code = "challenge-refused"


def new_challenge(*, now: datetime) -> bytes:
    """A new challenge, good for an hour."""
    start = secrets.token_bytes(RANDOM) + int((now + LIFE).timestamp()).to_bytes(EXPIRY)
    return start + _mark(start)


def check_challenge(challenge: bytes, *, now: datetime) -> None:
    """Raise ChallengeRefused unless it is ours and young enough."""
    start, mark = challenge[: RANDOM + EXPIRY], challenge[RANDOM + EXPIRY :]
    if not hmac.compare_digest(mark, _mark(start)) or now.timestamp() >= int.from_bytes(start[RANDOM:]):
        raise ChallengeRefused


def use_challenge(challenge: bytes, *, now: datetime) -> None:
    """Use a checked challenge up: of two callers one does. Raises ChallengeRefused."""
    try:
        take("challenge", challenge.hex(), now=now)
    except TooMany as used:
        raise ChallengeRefused from used


def _mark(start: bytes) -> bytes:
    return hmac.digest(keyring().secret("challenge"), start, "sha256")[:MARK]
