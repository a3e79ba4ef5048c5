"""Public keys that judge, and the store in which signing keys live: next -> active -> verify_only -> retired."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from kartu.credential.errors import BadSignature, KeyRefused, UnknownKey
from kartu.credential.signers import (
    PemSigner,
    Signer,
    create_pem,
    from_base64url,
    jwk_of,
    kid_of,
    pem_path,
    write_private,
)

PURPOSES = ("card", "status", "police", "signon", "certificate")


class KeySet:
    """The public keys of one purpose, by kid, and the issuer they speak for (None: any). All are P-256, ES256."""

    def __init__(self, keys: Iterable[ec.EllipticCurvePublicKey], issuer: str | None = None) -> None:
        self._keys = {kid_of(key): key for key in keys}
        self.issuer = issuer

    @property
    def kids(self) -> frozenset[bytes]:
        """The identifiers of all keys."""
        return frozenset(self._keys)

    def verify(self, kid: bytes, message: bytes, signature: bytes) -> None:
        """Raise `UnknownKey` or `BadSignature` unless the 64-byte r || s belongs to `message`."""
        key = self._keys.get(kid)
        if key is None:
            raise UnknownKey
        if len(signature) != 64:
            raise BadSignature
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise BadSignature from None

    def to_jwks(self) -> dict[str, list[dict[str, str]]]:
        """The JWK Set (RFC 7517 section 5) to publish."""
        return {"keys": [jwk_of(key) for key in self._keys.values()]}

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, object], issuer: str | None = None) -> KeySet:
        """Read a JWK Set; every key must be a P-256 signing key under its own kid, else `KeyRefused`."""
        keys = jwks.get("keys")
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            raise KeyRefused("not a JWK Set")
        return cls([key_of_jwk(jwk) for jwk in keys], issuer)


class KeyLife(StrEnum):
    """`next` is published ahead of use; `verify_only` may finish what it was stored for, and starts nothing new."""

    NEXT = "next"
    ACTIVE = "active"
    VERIFY_ONLY = "verify_only"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key in the store. `keep_until` (Unix seconds): the last `exp` it signed; it is not retired before."""

    kid: bytes
    jwk: dict[str, str]
    life: KeyLife
    keep_until: int | None


class KeyStore:
    """A folder of keys, one sub-folder a purpose. Processes may share it: writers take turns, files change whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def active(self, purpose: str) -> Signer:
        """The signer to begin new signatures with; the first call ever creates it."""
        for record in self.records(purpose):
            if record.life is KeyLife.ACTIVE:
                return self._open(purpose, record.kid)
        with self._changing(purpose) as records:
            if not any(record.life is KeyLife.ACTIVE for record in records):  # another process may have been first
                records.append(self._created(purpose, KeyLife.ACTIVE))
            active = next(record for record in records if record.life is KeyLife.ACTIVE)
        return self._open(purpose, active.kid)

    def signer(self, purpose: str, kid: bytes) -> Signer:
        """The signer of bytes stored under `kid`: active, or verify_only to finish what was begun."""
        if self._record(self.records(purpose), kid).life not in (KeyLife.ACTIVE, KeyLife.VERIFY_ONLY):
            raise KeyRefused("this key does not sign")
        return self._open(purpose, kid)

    def add(self, purpose: str) -> bytes:
        """Create the next key: published from now on, signs nothing yet. Answers its kid."""
        with self._changing(purpose) as records:
            records.append(self._created(purpose, KeyLife.NEXT))
        return records[-1].kid

    def activate(self, purpose: str, kid: bytes, *, keep_old_until: datetime) -> None:
        """Let a `next` key sign; the active one becomes verify_only until `keep_old_until`, the last exp it signed."""
        with self._changing(purpose) as records:
            new = self._record(records, kid)
            if new.life is not KeyLife.NEXT:
                raise KeyRefused(f"a key that is {new.life} cannot become active")
            for place, record in enumerate(records):
                if record.kid == kid:
                    records[place] = replace(record, life=KeyLife.ACTIVE)
                elif record.life is KeyLife.ACTIVE:
                    keep = int(keep_old_until.timestamp())
                    records[place] = replace(record, life=KeyLife.VERIFY_ONLY, keep_until=keep)

    def retire(self, purpose: str, kid: bytes, *, now: datetime) -> None:
        """End a verify_only key after its last exp: no longer published, its private half destroyed."""
        with self._changing(purpose) as records:
            old = self._record(records, kid)
            if old.life is not KeyLife.VERIFY_ONLY or now.timestamp() < (old.keep_until or 0):
                raise KeyRefused("codes signed with this key are still good")
            records[records.index(old)] = replace(old, life=KeyLife.RETIRED)
        pem_path(self._folder / purpose, kid).unlink(missing_ok=True)

    def public(self, purpose: str, issuer: str | None = None) -> KeySet:
        """The public halves of every key that is not retired."""
        living = [record for record in self.records(purpose) if record.life is not KeyLife.RETIRED]
        return KeySet([key_of_jwk(record.jwk) for record in living], issuer)

    def records(self, purpose: str) -> list[KeyRecord]:
        """All keys of a purpose, oldest first, retired ones too."""
        if purpose not in PURPOSES:
            raise KeyRefused(f"no such purpose: {purpose}")
        path = self._folder / purpose / "keys.json"
        if not path.exists():
            return []
        return [
            KeyRecord(from_base64url(row["jwk"]["kid"]), row["jwk"], KeyLife(row["life"]), row["keep_until"])
            for row in json.loads(path.read_bytes())
        ]

    def _record(self, records: list[KeyRecord], kid: bytes) -> KeyRecord:
        for record in records:
            if record.kid == kid:
                return record
        raise KeyRefused("no such key")

    def _open(self, purpose: str, kid: bytes) -> Signer:
        return PemSigner(pem_path(self._folder / purpose, kid))

    def _create(self, folder: Path) -> bytes:
        return create_pem(folder)

    def _created(self, purpose: str, life: KeyLife) -> KeyRecord:
        kid = self._create(self._folder / purpose)
        return KeyRecord(kid, self._open(purpose, kid).public_jwk(), life, None)

    @contextmanager
    def _changing(self, purpose: str) -> Iterator[list[KeyRecord]]:
        folder = self._folder / purpose
        if purpose not in PURPOSES:
            raise KeyRefused(f"no such purpose: {purpose}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = self.records(purpose)
            yield records
            rows = [{"jwk": row.jwk, "life": row.life, "keep_until": row.keep_until} for row in records]
            write_private(folder / "keys.json", json.dumps(rows, indent=1).encode())
        finally:
            os.close(lock)


def key_of_jwk(jwk: Mapping[str, object]) -> ec.EllipticCurvePublicKey:
    """The public key of a JWK: P-256, for ES256, on the curve, under the kid that is its own; else `KeyRefused`."""
    match jwk:
        case {"kty": "EC", "crv": "P-256", "x": str(x), "y": str(y)} if "d" not in jwk:
            try:
                numbers = [int.from_bytes(from_base64url(part), "big") for part in (x, y)]
                key = ec.EllipticCurvePublicNumbers(numbers[0], numbers[1], ec.SECP256R1()).public_key()
            except ValueError as error:
                raise KeyRefused("not a point of P-256") from error
            if jwk.get("alg", "ES256") != "ES256" or jwk.get("kid") != jwk_of(key)["kid"]:
                raise KeyRefused("another algorithm, or another key's identifier")
            return key
    raise KeyRefused("not a public P-256 key")
