"""Case numbers people can say over the telephone, and the code that opens a case's status page.

A number is eight characters in two groups, such as 4H7K-29RX. Its 23 letters and digits leave out 0 1 5 8 B E I L O S
U V Z, which are mistaken for others when written or said, and can hardly spell a word. The last character checks the
others: 23 is prime and each place has a weight of its own, so one wrong character and any two swapped are noticed.
"""

from __future__ import annotations

import hmac
import re
import secrets

from kartu.registry.sealing import keyring

ALPHABET = "234679ACDFGHJKMNPQRTWXY"
LENGTH, GROUP = 8, 4
# The code is in Crockford's base 32 (kartu/base/digits.py): what is read as another letter means that letter.
CODE_READ_AS = str.maketrans("OIL", "011")


def new_number() -> str:
    """A random number; 3.4 thousand million of them."""
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return written(plain + _check(plain))


def written(plain: str) -> str:
    """As on papers: two groups."""
    return f"{plain[:GROUP]}-{plain[GROUP:]}"


def number_as_written(said: str) -> str | None:
    """The number somebody typed or said, in its stored form; None when it cannot be one."""
    plain = re.sub(r"[^0-9A-Z]", "", said.upper())
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET) or plain[-1] != _check(plain[:-1]):
        return None
    return written(plain)


def stand_in_number(claim: str) -> str:
    """The number told to whoever reports without a proof, member or not: it follows from `claim` and the keyring.

    The same claim is told the same number, so that neither asking once nor asking twice tells who is a member.
    """
    digest = hmac.digest(keyring().secret("stand-in"), claim.encode(), "sha256")
    plain = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[: LENGTH - 1])
    return written(plain + _check(plain))


def follow_digest(number: str, code: str) -> bytes:
    """The keyed digest of a code, bound to its case, so that neither fits elsewhere nor can be guessed from a dump."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(CODE_READ_AS)
    return hmac.digest(keyring().secret("follow"), f"{number}:{plain}".encode(), "sha256")


def same_digest(one: bytes, other: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one, other)


def _check(plain: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(plain, start=2))
    return ALPHABET[-total % len(ALPHABET)]
