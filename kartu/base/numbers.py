"""Numbers people can say over the telephone: of a case, of a report, of a way back in.

A number is eight characters in two groups, such as 4H7K-29RX. Its 23 letters and digits leave out 0 1 5 8 B E I L O S
U V Z, which are mistaken for others when written or said, and can hardly spell a word. The last character checks the
others: 23 is prime and each place has a weight of its own, so one wrong character and any two swapped are noticed.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "234679ACDFGHJKMNPQRTWXY"
LENGTH, GROUP = 8, 4


def new_number() -> str:
    """A random number; 3.4 thousand million of them."""
    return checked("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def checked(plain: str) -> str:
    """Seven characters with their check, as on papers: two groups."""
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


def _check(plain: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(plain, start=2))
    return ALPHABET[-total % len(ALPHABET)]
