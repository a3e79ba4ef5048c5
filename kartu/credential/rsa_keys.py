"""RSA keys for sign-on (RS256): the algorithm every OpenID Connect client must read. They live as all keys do."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kartu.credential.errors import BadSignature, KeyRefused, UnknownKey
from kartu.credential.keys import KeyLife, KeyStore
from kartu.credential.signers import Signer, base64url, from_base64url, kid_of, pem_path, read_pem, write_pem

BITS = 3072
EXPONENT = 65537


class RsaSigner:
    """An RSA key in a PKCS#8 PEM file that only its owner may read."""

    alg = "RS256"

    def __init__(self, path: Path) -> None:
        """Raises `KeyRefused` when the file is missing, readable by others, or no RSA key."""
        key = read_pem(path)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise KeyRefused(f"{path.name} is not an RSA key")
        self._key = key
        self.kid = kid_of(key.public_key())

    def sign(self, message: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3)."""
        return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def public_jwk(self) -> dict[str, str]:
        """The public half (RFC 7517), `kid` included."""
        numbers = self._key.public_key().public_numbers()
        return {
            "kty": "RSA",
            "n": _base64url_number(numbers.n),
            "e": _base64url_number(numbers.e),
            "use": "sig",
            "alg": self.alg,
            "kid": base64url(self.kid),
        }

    def x5c(self) -> list[str]:
        """No certificate belongs to a key in a file."""
        return []


class RsaKeyStore(KeyStore):
    """As `KeyStore`, with RSA keys."""

    def published(self, purpose: str) -> list[dict[str, str]]:
        """The public halves of every key that is not retired, as JWKs."""
        return [record.jwk for record in self.records(purpose) if record.life is not KeyLife.RETIRED]

    def verify(self, purpose: str, kid: bytes, message: bytes, signature: bytes) -> None:
        """Raise `UnknownKey` or `BadSignature` unless a published key signed `message`."""
        for jwk in self.published(purpose):
            if from_base64url(jwk["kid"]) == kid:
                break
        else:
            raise UnknownKey
        numbers = [int.from_bytes(from_base64url(jwk[part])) for part in ("e", "n")]
        try:
            key = rsa.RSAPublicNumbers(*numbers).public_key()
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise BadSignature from None

    def _open(self, purpose: str, kid: bytes) -> Signer:
        return _opened(pem_path(self._folder / purpose, kid))

    def _create(self, folder: Path) -> bytes:
        key = rsa.generate_private_key(EXPONENT, BITS)
        # A key's name is typed after a command, where one that begins with a hyphen would be an option.
        while base64url(kid_of(key.public_key())).startswith("-"):
            key = rsa.generate_private_key(EXPONENT, BITS)
        return write_pem(folder, key)


@lru_cache(maxsize=16)
def _opened(path: Path) -> RsaSigner:
    # A file is named by the key in it and never rewritten; checking an RSA key takes longer than signing with it.
    return RsaSigner(path)


def _base64url_number(number: int) -> str:
    return base64url(number.to_bytes((number.bit_length() + 7) // 8))
