"""Deterministic CBOR (RFC 8949 section 4.2.1), written and read: integers, strings, arrays, maps, tags. Nothing else.

A general reader knows big numbers, regular expressions, shared references and floats that equal integers; each is a
door for a hostile code. This one reads exactly what the writer writes: shortest lengths, definite lengths, keys
sorted and single. The same value has one spelling, so duplicates and disguised keys cannot exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kartu.credential.errors import NotACode

MAX_DEPTH = 6
MAX_TAGS = 2  # in front of the outermost item; none inside
TAG = 6

Key: TypeAlias = int | str
Value: TypeAlias = "int | bytes | str | list[Value] | dict[Key, Value] | Tag"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tagged item; never interpreted here."""

    number: int
    value: Value


def dumps(value: Value) -> bytes:
    """The one spelling of `value`."""
    if isinstance(value, bool):
        raise TypeError("true and false are not written")
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        raw = value.encode()
        return _head(3, len(raw)) + raw
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(dumps(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((dumps(key), dumps(item)) for key, item in value.items())
        return _head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    return _head(6, value.number) + dumps(value.value)


def loads(data: bytes) -> Value:
    """Read one item that fills `data` exactly; anything else raises `NotACode`.

    Memory and time grow with len(data) only: no length is believed before that many bytes are there.
    """
    tags: list[int] = []
    at = 0
    while data[at : at + 1] and data[at] >> 5 == TAG and len(tags) < MAX_TAGS:
        _, number, at = _read_head(data, at)
        tags.append(number)
    value, at = _read(data, at, MAX_DEPTH)
    if at != len(data):
        raise NotACode("bytes after the end")
    for number in reversed(tags):
        value = Tag(number, value)
    return value


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError("a number longer than 64 bits")


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth == 0:
        raise NotACode("nested too deep")
    major, number, at = _read_head(data, at)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        raw, end = data[at : at + number], at + number
        if end > len(data):
            raise NotACode("cut short")
        return (raw if major == 2 else _text(raw)), end
    if major == TAG:
        raise NotACode("a tag inside, or too many in front")
    if number > len(data) - at:  # each element takes a byte at least
        raise NotACode("cut short")
    return _read_array(data, at, number, depth) if major == 4 else _read_map(data, at, number, depth)


def _read_array(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    for _ in range(count):
        value, at = _read(data, at, depth - 1)
        items.append(value)
    return items, at


def _read_map(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    pairs: dict[Key, Value] = {}
    before = b""
    for _ in range(count):
        start = at
        key, at = _read(data, at, depth - 1)
        # RFC 8949 section 4.2.1: keys rise bytewise; equal keys are duplicates.
        if not isinstance(key, int | str) or data[start:at] <= before:
            raise NotACode("map keys out of order, doubled or of a foreign type")
        before = data[start:at]
        pairs[key], at = _read(data, at, depth - 1)
    return pairs, at


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(data):
        raise NotACode("cut short")
    major, info = data[at] >> 5, data[at] & 31
    # 28-30 are reserved, 31 is an indefinite length; major 7 holds floats and simple values.
    if major == 7 or info > 27:
        raise NotACode("floats, simple values and indefinite lengths are not read")
    if info < 24:
        return major, info, at + 1
    size = 1 << (info - 24)
    raw = data[at + 1 : at + 1 + size]
    number = int.from_bytes(raw, "big")
    if len(raw) < size or _head(major, number) != data[at : at + 1 + size]:
        raise NotACode("cut short, or a length not in its shortest form")
    return major, number, at + 1 + size


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise NotACode("text that is not UTF-8") from None
