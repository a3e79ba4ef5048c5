"""Base45 (RFC 9285): three characters of the QR alphanumeric alphabet for two bytes. One spelling for each value."""

from __future__ import annotations

from kartu.credential.errors import NotACode

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Base45 text, length 3 for each 2 bytes and 2 for a last single byte."""
    text: list[str] = []
    for at in range(0, len(data) - 1, 2):
        high, low = divmod(data[at] << 8 | data[at + 1], 45 * 45)
        text += ALPHABET[low % 45], ALPHABET[low // 45], ALPHABET[high]
    if len(data) % 2:
        text += ALPHABET[data[-1] % 45], ALPHABET[data[-1] // 45]
    return "".join(text)


def decode(text: str) -> bytes:
    """The bytes; a letter outside the alphabet, a group too large or a lone last letter raises `NotACode`."""
    try:
        values = [_VALUES[letter] for letter in text]
    except KeyError:
        raise NotACode("not Base45") from None
    data = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        # RFC 9285 section 6: a group beyond its bytes must be refused, not wrapped.
        if len(group) == 1 or number >= 1 << (8 * (len(group) - 1)):
            raise NotACode("not Base45")
        data += number.to_bytes(len(group) - 1, "big")
    return bytes(data)
