"""What the vectors are made of: test keys, one good card, ways to break each layer. Built with cbor2, not with Kartu.

Everything is deterministic: keys come from their names, signatures from RFC 6979.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

NOW = 1_795_000_000  # 2026-11-18
DAY = 86_400
ISSUER = "https://kartu.example"
URI = "https://kartu.example/s/1"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


class TestKey:
    """A P-256 key derived from its name; worth nothing outside the tests."""

    __test__ = False

    def __init__(self, name: str) -> None:
        number = int.from_bytes(hashlib.sha256(b"kartu test key " + name.encode()).digest(), "big")
        self._key = ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())
        spki = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.kid = hashlib.sha256(spki).digest()[:8]

    def sign(self, message: bytes) -> bytes:
        """r || s, the same for the same message."""
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def point(self) -> tuple[bytes, bytes]:
        """The public point, x and y."""
        numbers = self._key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def jwk(self) -> dict[str, str]:
        """The public half."""
        x, y = self.point()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": b64(x),
            "y": b64(y),
            "use": "sig",
            "alg": "ES256",
            "kid": b64(self.kid),
        }


CARD, OLD, STRANGER, STATUS = TestKey("card"), TestKey("old card"), TestKey("stranger"), TestKey("status")


def b64(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def base45(data: bytes) -> str:
    """RFC 9285."""
    groups = [data[at : at + 2] for at in range(0, len(data), 2)]
    text = ""
    for group in groups:
        number = int.from_bytes(group, "big")
        for _ in range(len(group) + 1):
            text += ALPHABET[number % 45]
            number //= 45
    return text


def payload(**changes: Any) -> dict[Any, Any]:
    """The claims of a good card as a CWT; `changes` name claims as `c<key>`; None takes one away."""
    claims: dict[Any, Any] = {
        1: ISSUER,
        4: NOW + 5 * 365 * DAY,
        6: NOW - DAY,
        7: bytes.fromhex("0102030405060708"),
        169: {1: "26011234567", 3: "id", 4: "Siti Rahmawati", 8: "19900102", 23: "ID"},
        65535: {"status_list": {"idx": 10, "uri": URI}},
        -65537: {1: 31, 2: "12345678"},
    }
    for name, value in changes.items():
        key = int(name[1:])
        claims.pop(key, None)
        if value is not None:
            claims[key] = value
    return claims


def identity(**changes: Any) -> dict[int, Any]:
    """Claim 169 of a good card with changes (`a<key>`)."""
    values = payload()[169]
    for name, value in changes.items():
        values.pop(int(name[1:]), None)
        if value is not None:
            values[int(name[1:])] = value
    return dict(values)


def at_index(index: int) -> dict[str, Any]:
    """The status claim for another place of the list."""
    return {"status_list": {"idx": index, "uri": URI}}


def cbor(value: Any) -> bytes:
    """Deterministic CBOR by cbor2."""
    return cbor2.dumps(value, canonical=True)


def sign1(
    body: bytes,
    *,
    key: TestKey = CARD,
    protected: bytes | None = None,
    unprotected: Any = None,
    kid: bytes | None = None,
) -> list[Any]:
    """The four elements of a COSE_Sign1 over `body`."""
    if protected is None:
        protected = cbor({1: -7, 4: kid if kid is not None else key.kid})
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", body]))
    return [protected, {} if unprotected is None else unprotected, body, signature]


def wrap(cose: bytes) -> str:
    """zlib and Base45."""
    return base45(zlib.compress(cose, 9))


def code(claims: dict[Any, Any] | None = None, **how: Any) -> str:
    """A whole code: tag 18 over `sign1`."""
    return wrap(cbor2.dumps(cbor2.CBORTag(18, sign1(cbor(claims or payload()), **how))))


def signed_bytes(body: bytes, **how: Any) -> str:
    """A whole code over any payload bytes, well signed."""
    return wrap(cbor2.dumps(cbor2.CBORTag(18, sign1(body, **how))))


STATUSES = {10: 0, 11: 1, 12: 2, 13: 3, 1_048_575: 1}


def shard(entries: dict[int, int] | None = None, size: int = 262_144) -> bytes:
    """Two bits a place, lowest first."""
    packed = bytearray(size)
    for index, status in (STATUSES if entries is None else entries).items():
        packed[index // 4] |= status << (index % 4 * 2)
    return bytes(packed)


def jwt(
    payload_changes: dict[str, Any] | None = None,
    header_changes: dict[str, Any] | None = None,
    *,
    key: TestKey = STATUS,
    lst: bytes | None = None,
    bits: Any = 2,
) -> str:
    """A signed status list token; a change to None takes a member away."""
    header: dict[str, Any] = {"alg": "ES256", "kid": b64(key.kid), "typ": "statuslist+jwt"}
    body: dict[str, Any] = {
        "sub": URI,
        "iat": NOW - 3600,
        "exp": NOW + DAY,
        "ttl": 43_200,
        "status_list": {"bits": bits, "lst": b64(zlib.compress(shard(), 6) if lst is None else lst)},
    }
    header = {name: value for name, value in (header | (header_changes or {})).items() if value is not None}
    body = {name: value for name, value in (body | (payload_changes or {})).items() if value is not None}
    return jwt_of(json.dumps(header), json.dumps(body), key)


def jwt_of(header: str, body: str, key: TestKey = STATUS) -> str:
    """A signed JWT of any two texts."""
    to_sign = f"{b64(header.encode())}.{b64(body.encode())}"
    return f"{to_sign}.{b64(key.sign(to_sign.encode()))}"


def cwt(
    changes: dict[int, Any] | None = None, *, key: TestKey = STATUS, typ: Any = "application/statuslist+cwt"
) -> bytes:
    """A signed status list in the CWT form."""
    body: dict[int, Any] = {
        2: URI,
        4: NOW + DAY,
        6: NOW - 3600,
        65533: {"bits": 2, "lst": zlib.compress(shard(), 6)},
        65534: 43_200,
    }
    body = {name: value for name, value in (body | (changes or {})).items() if value is not None}
    protected = cbor({1: -7, 4: key.kid, 16: typ} if typ else {1: -7, 4: key.kid})
    return cbor2.dumps(cbor2.CBORTag(18, sign1(cbor(body), key=key, protected=protected)))
