"""Who signs. `Signer` is all the rest of Kartu knows, so that a key can live in a file or in hardware."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from kartu.credential.errors import KeyRefused

KID_SIZE = 8


class Signer(Protocol):
    """One key. `sign` hashes with SHA-256; ES256 answers 64 bytes, r || s (RFC 9053 section 2.1)."""

    @property
    def alg(self) -> str: ...

    @property
    def kid(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...

    def public_jwk(self) -> dict[str, str]: ...

    def x5c(self) -> list[str]: ...


class PemSigner:
    """A P-256 key in a PKCS#8 PEM file that only its owner may read."""

    alg = "ES256"

    def __init__(self, path: Path) -> None:
        """Raises `KeyRefused` when the file is missing, readable by others, or no P-256 key."""
        key = read_pem(path)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise KeyRefused(f"{path.name} is not a P-256 key")
        self._key = key
        self.kid = kid_of(key.public_key())

    def sign(self, message: bytes) -> bytes:
        """r || s, 64 bytes."""
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def public_jwk(self) -> dict[str, str]:
        """The public half (RFC 7517), `kid` included."""
        return jwk_of(self._key.public_key())

    def x5c(self) -> list[str]:
        """No certificate belongs to a key in a file."""
        return []


def create_pem(folder: Path) -> bytes:
    """A new key in `folder`, mode 0600, named by its kid, whole or not at all. Answers the kid."""
    return write_pem(folder, ec.generate_private_key(ec.SECP256R1()))


def read_pem(path: Path) -> PrivateKeyTypes:
    """The private key in a PKCS#8 PEM file. Raises `KeyRefused` when it is missing, readable by others, or no key."""
    if not path.is_file():
        raise KeyRefused(f"no key file {path.name}")
    if path.stat().st_mode & 0o077:
        raise KeyRefused(f"key file {path.name} may be read by others; mode 0600 is wanted")
    try:
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"{path.name} is not a PEM private key") from error


def write_pem(folder: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    """Keep `key` in `folder`, mode 0600, named by its kid. Answers the kid."""
    kid = kid_of(key.public_key())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(pem_path(folder, kid), pem)
    return kid


def pem_path(folder: Path, kid: bytes) -> Path:
    """Where the key of this identifier lies."""
    return folder / f"{kid.hex()}.pem"


def write_private(path: Path, content: bytes) -> None:
    """Replace `path` by `content` in one step, mode 0600, on disk before this returns."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mkstemp gives 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kid_of(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes:
    """The first 8 bytes of SHA-256 of the SubjectPublicKeyInfo."""
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()[:KID_SIZE]


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The key as a JWK (RFC 7518 section 6.2) with use, alg and kid."""
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(numbers.x.to_bytes(32, "big")),
        "y": base64url(numbers.y.to_bytes(32, "big")),
        "use": "sig",
        "alg": "ES256",
        "kid": base64url(kid_of(key)),
    }


def base64url(raw: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of unpadded base64url in its one spelling; anything else is a `ValueError`."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(raw) != text:
        raise ValueError("not the one spelling of base64url")
    return raw
