"""Codes and link tokens that follow from a seed and the keyring: whoever reads the tables alone reads none."""

from __future__ import annotations

import hmac
import secrets
from string import ascii_lowercase

from django.conf import settings

from kartu.base.crypto import load_keyring

LENGTH, SEED_LENGTH = 6, 24
# Crockford's base 32: no letter in it is mistaken for a digit.
CHARACTERS, FOLLOW_LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 10


def new_seed() -> str:
    """24 random letters, 112 bits."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(SEED_LENGTH))


def six_digits(seed: str) -> str:
    """The code of this seed; the same every time."""
    # 64 of 256 bits are reduced to a million codes: the bias is below 2^-44.
    number = int.from_bytes(_keyed("digits", seed)[:8])
    return f"{number % 10**LENGTH:0{LENGTH}}"


def ten_characters(seed: str) -> str:
    """The longer code of this seed, fifty bits; the same every time."""
    number = int.from_bytes(_keyed("follow", seed)[:8])
    return "".join(CHARACTERS[number >> 5 * place & 31] for place in range(FOLLOW_LENGTH))


def link_token(purpose: str, number: int) -> str:
    """What makes a link to row `number` unguessable: 128 bits as hex."""
    return _keyed(f"link:{purpose}", str(number))[:16].hex()


def _keyed(purpose: str, text: str) -> bytes:
    return hmac.digest(load_keyring(settings.KEYS / "personal.json").secret(purpose), text.encode(), "sha256")
