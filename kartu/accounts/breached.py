"""Passwords that were in breaches, asked offline: Django's list, the one laid at set-up, and the one an operator names.

The last two are files of eight-byte records in order, the first bytes of each password's SHA-1 (the public collections
come as SHA-1), so that a file of a hundred million is searched where it lies. Made by `kartu breached-passwords`.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

RECORD = 8
LAID = Path(__file__).parent / "breached.bin"
SHORTEST_PART = 4


def was_breached(password: str) -> bool:
    """Whether this password, or the one it repeats, or both halves it is put together of, stand in a list."""
    plain = password.casefold()
    bare = plain.strip("0123456789 !?.,-_*#@$%&+=")
    candidates = {password, plain, bare, _repeated(plain), _repeated(bare)}
    if any(_listed(each) for each in candidates if each):
        return True
    cuts = range(SHORTEST_PART, len(plain) - SHORTEST_PART + 1)
    return any(_listed(plain[:cut]) and _listed(plain[cut:]) for cut in cuts)


def record_of(password: str) -> bytes:
    """What stands for a password in a file."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).digest()[:RECORD]


def write_list(records: Iterable[bytes], path: Path) -> int:
    """Write records that come in order, each once; returns how many. A record out of order is a ValueError."""
    count, last = 0, b""
    with path.open("wb") as file:
        for record in records:
            if record < last:
                raise ValueError(f"record {count} is out of order")
            if record != last:
                file.write(record)
                count, last = count + 1, record
    return count


def records_of(lines: Iterable[str], *, least_seen: int = 1) -> Iterator[bytes]:
    """Records of lines "SHA1:how often seen" in order of the SHA-1, as the public collections come."""
    for line in lines:
        digest, _, seen = line.strip().partition(":")
        if digest and int(seen or 1) >= least_seen:
            yield bytes.fromhex(digest)[:RECORD]


class BreachedList:
    """One file of records, searched by halving where it lies."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.records = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.length = len(self.records) // RECORD

    def __contains__(self, password: str) -> bool:
        wanted, low, high = record_of(password), 0, self.length
        while low < high:
            middle = (low + high) // 2
            found = self.records[middle * RECORD : (middle + 1) * RECORD]
            if found == wanted:
                return True
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return False


def _listed(password: str) -> bool:
    return password in _common() or any(password in each for each in _lists(settings.BREACHED_PASSWORDS))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@lru_cache(maxsize=4)
def _lists(named: str) -> list[BreachedList]:
    return [BreachedList(path) for path in (LAID, Path(named)) if path.is_file() and path.stat().st_size >= RECORD]


def _repeated(text: str) -> str:
    """What is repeated, when the text is nothing but one thing several times."""
    at = (text + text).find(text, 1)
    return text[:at] if at < len(text) else ""
