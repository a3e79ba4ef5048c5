"""The number told to whoever reports without a proof, and the code that opens a case's status page."""

from __future__ import annotations

import hmac
import re

from kartu.base.numbers import ALPHABET, LENGTH, checked
from kartu.registry.sealing import keyring

# The code is in Crockford's base 32 (kartu/base/digits.py): what is read as another letter means that letter.
CODE_READ_AS = str.maketrans("OIL", "011")


def stand_in_number(claim: str) -> str:
    """The number told to whoever reports without a proof, member or not: it follows from `claim` and the keyring.

    The same claim is told the same number, so that neither asking once nor asking twice tells who is a member.
    """
    digest = hmac.digest(keyring().secret("stand-in"), claim.encode(), "sha256")
    return checked("".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[: LENGTH - 1]))


def follow_digest(number: str, code: str) -> bytes:
    """The keyed digest of a code, bound to its case, so that neither fits elsewhere nor can be guessed from a dump."""
    return code_digest("follow", number, code)


def code_digest(purpose: str, bound: str, code: str) -> bytes:
    """The keyed digest of a ten-character code as somebody types it, bound to what it is for."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(CODE_READ_AS)
    return hmac.digest(keyring().secret(purpose), f"{bound}:{plain}".encode(), "sha256")


def same_digest(one: bytes, other: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one, other)
