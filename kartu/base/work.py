"""Proof of work: a browser computes for a moment, so that ten thousand tries cost an attacker hours.

A challenge is "salt.expiry.bits.mac". Its answer is a number n for which SHA-256 of "challenge:n" starts with `bits`
zero bits. Nothing is stored when a challenge is made; a used one is remembered until it would have expired anyway.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings

from kartu.base.crypto import load_keyring
from kartu.base.errors import DomainError
from kartu.base.throttle import TooMany, take

LIFE = timedelta(hours=1)


class NoWork(DomainError):
    """The answer is missing, wrong, too old or used before; a new challenge has to be given."""

    code = "no-work"
    id = "Pemeriksaan keamanan belum selesai atau sudah kedaluwarsa. Silakan tekan tombolnya sekali lagi."
    en = "The security check was not finished or is too old. Please press the button once more."


def challenge(*, now: datetime) -> str:
    """A new challenge, good for an hour."""
    start = f"{secrets.token_hex(6)}.{int((now + LIFE).timestamp())}.{settings.WORK_BITS}"
    return f"{start}.{_mac(start)}"


def check_work(answer: str, *, now: datetime) -> None:
    """Accept "challenge:n" once. Raises NoWork; what was wrong with it is nobody's business."""
    given, _, number = answer.partition(":")
    start, _, mac = given.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(start).encode()):
        raise NoWork
    _, expiry, bits = start.split(".")
    found = hashlib.sha256(answer.encode()).digest()
    if now.timestamp() >= int(expiry) or len(number) > 20 or _zero_bits(found) < int(bits):
        raise NoWork
    try:
        take("work", given, now=now)
    except TooMany as used:
        raise NoWork from used


def solve(given: str) -> str:
    """What the browser's worker does (static/base/work.js); for tests and machines."""
    bits, number = int(given.split(".")[2]), 0
    while _zero_bits(hashlib.sha256(f"{given}:{number}".encode()).digest()) < bits:
        number += 1
    return f"{given}:{number}"


def _mac(start: str) -> str:
    secret = load_keyring(settings.KEYS / "personal.json").secret("work")
    return hmac.digest(secret, start.encode(), "sha256").hex()[:16]


def _zero_bits(digest: bytes) -> int:
    return 256 - int.from_bytes(digest).bit_length()
