"""Codes that attack the reader: bombs, doubled keys, respelled values, cut and stretched texts."""

from __future__ import annotations

import zlib

import cbor2

from tests.vectors.codes import Row
from tests.vectors.parts import CARD, base45, cbor, code, payload, sign1, signed_bytes, wrap

NOT = ("not-ours", "not-a-code")


def text_and_zlib() -> list[Row]:
    """Below CBOR."""
    whole = cbor2.dumps(cbor2.CBORTag(18, sign1(cbor(payload()))))
    packed = zlib.compress(whole, 9)
    text = base45(packed)
    check = bytes([packed[-1] ^ 1])
    even = next(one for one in (zlib.compress(whole, level) for level in range(10)) if len(one) % 2 == 0)
    return [
        ("truncated-by-one", "the last character is missing", text[:-1], *NOT),
        ("truncated-by-half", "half of it", text[: len(text) // 6 * 3], *NOT),
        ("first-character-missing", "shifted by one", text[1:], *NOT),
        ("lone-zero-at-the-end", "a lone last letter that means nothing", base45(even) + "0", *NOT),
        ("lower-case", "not the alphabet", text.lower(), *NOT),
        ("newline-at-the-end", "a character outside the alphabet", text + "\n", *NOT),
        ("group-too-large", "':::' is beyond two bytes: not canonical Base45", text[:3] + ":::" + text[6:], *NOT),
        (
            "pair-too-large",
            "'::' is beyond one byte: not canonical Base45",
            base45(packed[: len(packed) // 2 * 2]) + "::",
            *NOT,
        ),
        ("bytes-after-zlib", "bytes after the zlib stream", base45(packed + b"\x00\x00"), *NOT),
        ("two-zlib-streams", "a second stream after the first", base45(packed + packed), *NOT),
        ("zlib-checksum", "the checksum is wrong", base45(packed[:-1] + check), *NOT),
        ("no-zlib", "not compressed", base45(whole), *NOT),
        ("raw-deflate", "deflate without zlib's frame", base45(packed[2:-4]), *NOT),
        ("text-too-long", "60,000 characters", text * 150, "not-ours", "too-large"),
        (
            "zlib-bomb",
            "400 bytes that unpack to 400,000",
            base45(zlib.compress(bytes(400_000), 9)),
            "not-ours",
            "too-large",
        ),
        (
            "zlib-bomb-behind-a-code",
            "a good code with 300,000 zeros behind it",
            wrap(whole + bytes(300_000)),
            "not-ours",
            "too-large",
        ),
    ]


def cbor_forms() -> list[Row]:
    """Outside the signature: forms a careless reader accepts."""
    protected, unprotected, body, signature = sign1(cbor(payload()))
    whole = cbor2.dumps([protected, unprotected, body, signature])
    head, tail = whole[1 : 1 + len(cbor2.dumps(protected))], cbor2.dumps(signature)
    body_item = cbor2.dumps(body)
    forms = {
        "bytes-after-cbor": ("bytes after the end", whole + b"\x00"),
        "second-item": ("a second item after the first", whole + whole),
        "cbor-cut-short": ("the signature is cut", whole[:-1]),
        "indefinite-array": ("an array without a length", b"\x9f" + whole[1:] + b"\xff"),
        "indefinite-bytes": ("a byte string in pieces", b"\x84" + head + b"\xa0\x5f" + body_item + b"\xff" + tail),
        "length-not-shortest": ("array length in two bytes", b"\x98\x04" + whole[1:]),
        "tag-not-shortest": ("tag 18 in two bytes", b"\xd8\x12" + whole),
        "five-elements": ("an array of five", b"\x85" + whole[1:] + b"\xa0"),
        "three-elements": ("no signature", b"\x83" + head + b"\xa0" + body_item),
        "detached-payload": ("nil for a payload", b"\x84" + head + b"\xa0\xf6" + tail),
        "unprotected-doubled-key": ("a key twice", b"\x84" + head + b"\xa2\x18\x63\x01\x18\x63\x01" + body_item + tail),
        "unprotected-float-key": ("a float for a key", b"\x84" + head + b"\xa1\xf9\x3c\x00\x01" + body_item + tail),
        "unprotected-big-number": ("a big number", b"\x84" + head + b"\xa1\x18\x63\xc2\x41\x01" + body_item + tail),
        "deep-arrays": ("300 arrays in each other", b"\x81" * 300),
        "deep-tags": ("300 tags in each other", b"\xd2" * 300 + b"\x00"),
        "huge-array-length": ("an array of 2^64 - 1", b"\x9b" + b"\xff" * 8),
        "huge-string-length": ("a string of 2^63", b"\x5b\x80" + bytes(7)),
        "huge-map-length": ("a map of 2^32 - 1", b"\xba" + b"\xff" * 4),
        "reserved-length": ("additional information 28", b"\x1c"),
        "text-not-utf8": ("text that is no UTF-8", b"\x84" + head + b"\xa1\x18\x63\x62\xc3\x28" + body_item + tail),
    }
    return [(name, fault, wrap(data), *NOT) for name, (fault, data) in forms.items()]


def signed_forms() -> list[Row]:
    """Inside the signature: spelled by a careless writer who holds our key."""
    plain = cbor(payload())
    count = plain[0]
    stretched = {
        "claim-doubled": ("iss twice, the second another's", bytes([count + 1, 0x01, 0x61, 0x41]) + plain[1:]),
        "claim-doubled-as-float": ("iss again under 1.0", bytes([count + 1]) + plain[1:] + b"\xf9\x3c\x00\x61\x41"),
        "claim-doubled-as-big-number": (
            "iss again under a big number 1",
            bytes([count + 1]) + plain[1:] + b"\xc2\x41\x01\x61\x41",
        ),
        "claims-out-of-order": ("keys not sorted", cbor2.dumps(dict(reversed(payload().items())))),
        "bytes-after-claims": ("bytes after the claims", plain + b"\x00"),
        "expiry-as-float": ("exp is a float", cbor2.dumps(payload(c4=1.9e9), canonical=True)),
        "claims-no-map": ("an array of claims", cbor([1, 2, 3])),
        "claims-empty": ("no bytes", b""),
    }
    rows = [(name, fault, signed_bytes(body), "not-ours", "bad-claims") for name, (fault, body) in stretched.items()]
    doubled = b"\xa3\x01\x26\x01\x38\x22\x04\x48" + CARD.kid
    floated = b"\xa3\x01\x26\x04\x48" + CARD.kid + b"\xf9\x3c\x00\x05"
    return [
        *rows,
        ("algorithm-doubled", "alg twice in the protected header", code(protected=doubled), *NOT),
        ("algorithm-doubled-as-float", "alg again under 1.0", code(protected=floated), *NOT),
    ]
