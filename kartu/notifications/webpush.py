"""Web push by the book: a message sealed for one browser (RFC 8291, RFC 8188) and our word for it (VAPID, RFC 8292).

Few lines on `cryptography` instead of a package: those there are bring two HTTP clients and resolve and follow
addresses themselves, which is just what must not happen with an address a stranger has named (decision 15).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# Order of the curve (SEC 2, 2.4.2): a private key lies below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT, AUTH, SALT, RECORD = 65, 16, 16, 4096
# Every notice is as long as every other: the push service learns nothing from its length.
PADDED = 512
GOOD_FOR = timedelta(hours=12)  # RFC 8292, 2: at most 24 hours
LONGEST_ADDRESS = 700


class BadTarget(ValueError):
    """This is no subscription a browser would give."""


@dataclass(frozen=True, slots=True)
class Target:
    """One browser at one push service: its address, its public key, its shared secret."""

    address: str
    key: bytes
    auth: bytes

    @classmethod
    def from_browser(cls, address: str, key: str, auth: str) -> Self:
        """Read what PushSubscription.toJSON() gave. Raises BadTarget."""
        target = cls(address, _bytes(key), _bytes(auth))
        if len(target.key) != POINT or len(target.auth) != AUTH or not 0 < len(address) <= LONGEST_ADDRESS:
            raise BadTarget
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(CURVE, target.key)
        except ValueError as error:
            raise BadTarget from error
        return target

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `text` wrote."""
        address, key, auth = json.loads(text)
        return cls(address, _bytes(key), _bytes(auth))

    @property
    def text(self) -> str:
        return json.dumps([self.address, _base64url(self.key), _base64url(self.auth)])


def private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The fund's VAPID key: it follows from a secret of the keyring and is stored nowhere else."""
    number = int.from_bytes(hashlib.sha512(secret).digest())
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as a browser wants it when it subscribes."""
    return _base64url(_point(key.public_key()))


def sealed(
    text: bytes, target: Target, *, salt: bytes | None = None, ours: ec.EllipticCurvePrivateKey | None = None
) -> bytes:
    """`text` sealed for one browser, as one record of aes128gcm. `salt` and `ours` are for test vectors alone."""
    salt = salt or os.urandom(SALT)
    ours = ours or ec.generate_private_key(CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, target.key)
    our_point = _point(ours.public_key())
    # RFC 8291, 3.4
    shared = ours.exchange(ec.ECDH(), theirs)
    key = _derived(shared, target.auth, b"WebPush: info\0" + target.key + our_point, 32)
    # RFC 8188, 2.2 and 2.3
    box = AESGCM(_derived(key, salt, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derived(key, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4) + bytes([len(our_point)]) + our_point
    return header + box.encrypt(nonce, text, None)


def padded(text: bytes) -> bytes:
    """`text` as the only and last record: its end is marked by 2, zeros follow (RFC 8188, 2)."""
    return (text + b"\x02").ljust(PADDED, b"\0")


def headers(target: Target, key: ec.EllipticCurvePrivateKey, *, contact: str, now: datetime) -> Mapping[str, str]:
    """The headers of a push: our word for it, how long it is worth keeping, one notice in place of the last."""
    parts = urlsplit(target.address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + GOOD_FOR).timestamp()),
        "sub": contact,
    }
    return {
        "Authorization": f"vapid t={_signed(claims, key)}, k={public_text(key)}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": "86400",
        "Topic": "kabar",
        "Urgency": "normal",
    }


def _signed(claims: Mapping[str, object], key: ec.EllipticCurvePrivateKey) -> str:
    parts = ({"typ": "JWT", "alg": "ES256"}, claims)
    start = ".".join(_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(start.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{start}.{_base64url(r.to_bytes(32) + s.to_bytes(32))}"


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Base64url with or without its padding. Raises BadTarget."""
    try:
        return base64.b64decode(text.rstrip("=").encode() + b"=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except ValueError as error:
        raise BadTarget from error
