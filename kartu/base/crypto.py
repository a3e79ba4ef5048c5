"""Personal columns: sealed with a key per member, found again by blind index.

A member's data key is random and stored wrapped by a key of the keyring; erasing the wrapped key erases the person.
Every sealed value is bound to its column and row, so a value moved elsewhere does not open. A blind index is an HMAC
of the normalised value: equal values meet, nothing can be read back. Both kinds of keyring key carry a number, so that
a new one can be added and the rows moved over by a job while the old one still opens.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kartu.base.errors import DomainError

NONCE = 12
KEY = 32
INDEX = 16


class Unreadable(DomainError):
    """A sealed value does not open: wrong key, wrong row, or changed bytes."""

    code = "unreadable"
    id = "Data tersegel ini tidak dapat dibuka dengan kunci yang terpasang."
    en = "This sealed value does not open with the installed keys."


class MissingKeyring(DomainError):
    """The keyring's file is not there."""

    code = "missing-keyring"
    id = "Berkas kunci {path} tidak ada. Kembalikan dari cadangan; untuk dana baru jalankan `kartu migrate`."
    en = "The key file {path} is missing. Restore it from the backup; for a new fund run `kartu migrate`."


class DataKey:
    """One member's key; opens and seals that member's columns."""

    def __init__(self, raw: bytes) -> None:
        self._box = AESGCM(raw)

    def seal(self, place: str, row: int, text: str | bytes) -> bytes:
        """Seal `text` for one cell: `place` is "table.column", `row` the primary key. Returns nonce, text and tag."""
        nonce = os.urandom(NONCE)
        plain = text.encode() if isinstance(text, str) else text
        return nonce + self._box.encrypt(nonce, plain, f"{place}:{row}".encode())

    def open_bytes(self, place: str, row: int, sealed: bytes) -> bytes:
        """Open what `seal` made for the same cell. Raises Unreadable for anything else."""
        try:
            return self._box.decrypt(sealed[:NONCE], sealed[NONCE:], f"{place}:{row}".encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error

    def open(self, place: str, row: int, sealed: bytes) -> str:
        """As `open_bytes`, for text."""
        return self.open_bytes(place, row, sealed).decode()


@dataclass(frozen=True, slots=True)
class Keyring:
    """Wrapping keys and index keys by number (1 to 255); the highest number is the one in use."""

    wrapping: Mapping[int, bytes]
    index: Mapping[int, bytes]

    @classmethod
    def fresh(cls) -> Self:
        """A new keyring with one key of each kind."""
        return cls({1: secrets.token_bytes(KEY)}, {1: secrets.token_bytes(KEY)})

    def new_data_key(self, row: int, *, of: str = "member") -> tuple[DataKey, bytes]:
        """A new key for a member (or a row of another kind, `of`) and its wrapped form for the database."""
        raw = os.urandom(KEY)
        return DataKey(raw), self._wrap(raw, f"{of}:{row}")

    def unwrap(self, wrapped: bytes, row: int, *, of: str = "member") -> DataKey:
        """The data key of a row. Raises Unreadable when erased, foreign or wrapped by an unknown key."""
        return DataKey(self._unwrap(wrapped, f"{of}:{row}"))

    def rewrap(self, wrapped: bytes, row: int, *, of: str = "member") -> bytes:
        """The same data key under the newest wrapping key; the sealed columns stay as they are."""
        return self._wrap(self._unwrap(wrapped, f"{of}:{row}"), f"{of}:{row}")

    def blind(self, purpose: str, value: str) -> bytes:
        """The blind index of `value` under the newest key: its number and 16 bytes of HMAC-SHA-256."""
        number = max(self.index)
        return self._blind(number, purpose, value)

    def blinds(self, purpose: str, value: str) -> list[bytes]:
        """The index under every key still in use, for look-ups while a rotation runs."""
        return [self._blind(number, purpose, value) for number in sorted(self.index, reverse=True)]

    def secret(self, purpose: str) -> bytes:
        """32 bytes for one more keyed purpose (such as the shuffle of status positions), stable for ever."""
        return hmac.digest(self.index[min(self.index)], b"secret:" + purpose.encode(), "sha256")

    def _blind(self, number: int, purpose: str, value: str) -> bytes:
        mac = hmac.digest(self.index[number], f"{purpose}:{value}".encode(), "sha256")
        return bytes([number]) + mac[:INDEX]

    def _wrap(self, raw: bytes, whose: str) -> bytes:
        number = max(self.wrapping)
        nonce = os.urandom(NONCE)
        box = AESGCM(self.wrapping[number])
        return bytes([number]) + nonce + box.encrypt(nonce, raw, whose.encode())

    def _unwrap(self, wrapped: bytes, whose: str) -> bytes:
        if not wrapped or wrapped[0] not in self.wrapping:
            raise Unreadable
        box = AESGCM(self.wrapping[wrapped[0]])
        try:
            return box.decrypt(wrapped[1 : NONCE + 1], wrapped[NONCE + 1 :], whose.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error


def save_keyring(keyring: Keyring, path: Path) -> None:
    """Write a new keyring file, mode 0600. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"wrapping": _as_text(keyring.wrapping), "index": _as_text(keyring.index)}, indent=1)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)


def ensure_keyring(path: Path, *, known_members: bool) -> None:
    """Make a keyring for a new fund; leave one that is there alone.

    Raises MissingKeyring when members are sealed already: a new ring would open nothing and hide the loss.
    """
    if path.exists():
        return
    if known_members:
        raise MissingKeyring(path=str(path))
    with suppress(FileExistsError):
        save_keyring(Keyring.fresh(), path)


@lru_cache(maxsize=4)
def load_keyring(path: Path) -> Keyring:
    """Read the keyring once per process. Raises MissingKeyring."""
    if not path.exists():
        raise MissingKeyring(path=str(path))
    stored = json.loads(path.read_text())
    return Keyring(_as_bytes(stored["wrapping"]), _as_bytes(stored["index"]))


def _as_text(keys: Mapping[int, bytes]) -> dict[str, str]:
    return {str(number): base64.b64encode(key).decode() for number, key in keys.items()}


def _as_bytes(keys: Mapping[str, str]) -> dict[int, bytes]:
    return {int(number): base64.b64decode(key) for number, key in keys.items()}
