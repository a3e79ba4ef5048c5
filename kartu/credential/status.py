"""Two-bit status lists (Token Status List): built, signed, read; and the places that neighbours cannot guess."""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kartu.credential import cbor, cose, squeeze
from kartu.credential.claims import LAST_SECOND
from kartu.credential.drafts import (
    EXP,
    IAT,
    STATUS_CWT_TYPE,
    STATUS_JWT_TYPE,
    STATUS_LIST,
    STATUS_TTL,
    SUB,
)
from kartu.credential.errors import (
    BadSignature,
    CredentialError,
    StatusBadSignature,
    StatusExpired,
    StatusMalformed,
    StatusNotYetValid,
    StatusOutOfRange,
    StatusTooLarge,
    StatusUnknownKey,
    StatusWrongSubject,
    StatusWrongType,
    UnknownKey,
    WrongAlgorithm,
)
from kartu.credential.keys import KeySet
from kartu.credential.signers import Signer, base64url, from_base64url

VALID, REVOKED, SUSPENDED, PREPARED = 0, 1, 2, 3
SHARD_SIZE = 2**20
BITS = 2
LIST_BYTES = SHARD_SIZE * BITS // 8
MAX_TOKEN = 512 * 1024  # characters or bytes: a full shard that does not shrink at all, signed, has 350,000
MAX_HEADER = 1_024
CLOCK_LEEWAY = timedelta(minutes=5)
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list whose signature held when it was read. `packed` holds four statuses a byte, lowest bits first."""

    uri: str
    issued_at: datetime
    expires_at: datetime
    ttl: timedelta
    packed: bytes

    def status(self, index: int) -> int:
        """0 valid, 1 revoked, 2 suspended, 3 prepared; a place beyond the list raises `StatusOutOfRange`."""
        if not 0 <= index < len(self.packed) * 4:
            raise StatusOutOfRange
        return self.packed[index // 4] >> (index % 4 * BITS) & 3

    def is_due(self, now: datetime) -> bool:
        """Whether a fresher one should be fetched by now (`ttl`); it stays usable until `expires_at`."""
        return now >= self.issued_at + self.ttl


def build_list(entries: Iterable[tuple[int, int]]) -> bytes:
    """A whole shard, compressed (zlib level 6), from the (index, status) pairs; a place not named is valid."""
    packed = bytearray(LIST_BYTES)
    for index, status in entries:
        if not (0 <= index < SHARD_SIZE and 0 <= status <= 3):
            raise ValueError("an index or a status out of range")
        shift = index % 4 * BITS
        packed[index // 4] = packed[index // 4] & ~(3 << shift) | status << shift
    return zlib.compress(packed, 6)


def sign_status_token(
    lst: bytes, signer: Signer, *, uri: str, issued_at: datetime, expires_at: datetime, ttl: timedelta
) -> str:
    """The JWT form (`application/statuslist+jwt`) of a list made by `build_list`."""
    header = {"alg": signer.alg, "kid": base64url(signer.kid), "typ": STATUS_JWT_TYPE}
    payload = {
        "sub": uri,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "ttl": int(ttl.total_seconds()),
        "status_list": {"bits": BITS, "lst": base64url(lst)},
    }
    parts = [base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload)]
    to_sign = ".".join(parts)
    return f"{to_sign}.{base64url(signer.sign(to_sign.encode()))}"


def sign_status_cwt(
    lst: bytes, signer: Signer, *, uri: str, issued_at: datetime, expires_at: datetime, ttl: timedelta
) -> bytes:
    """The CWT form (`application/statuslist+cwt`), a COSE_Sign1 under tag 18."""
    payload = cbor.dumps(
        {
            SUB: uri,
            EXP: int(expires_at.timestamp()),
            IAT: int(issued_at.timestamp()),
            STATUS_LIST: {"bits": BITS, "lst": lst},
            STATUS_TTL: int(ttl.total_seconds()),
        }
    )
    stored = cose.bytes_to_sign(payload, signer.kid, STATUS_CWT_TYPE)
    return cose.front(stored) + signer.sign(stored)


def read_status_token(token: str, keys: KeySet, *, uri: str, now: datetime) -> StatusList:
    """Read the JWT form and check size, typ, algorithm, key, signature, sub, times, ttl, bits; raises `StatusError`."""
    if len(token) > MAX_TOKEN:
        raise StatusTooLarge
    parts = token.split(".")
    if len(parts) != 3 or len(parts[0]) > MAX_HEADER:
        raise StatusMalformed("not a signed JWT")
    header = _json(parts[0])
    # typ may be spelled with "application/" (RFC 7515 section 4.1.9). jwk, jku, x5u and x5c are never looked at.
    typ = header.get("typ")
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") != STATUS_JWT_TYPE:
        raise StatusWrongType
    if header.get("alg") != "ES256" or "crit" in header:
        raise StatusWrongType
    _verify(keys, _raw(header.get("kid")), f"{parts[0]}.{parts[1]}".encode(), _raw(parts[2]))
    payload = _json(parts[1])
    status_list = payload.get("status_list")
    if isinstance(status_list, dict):
        payload["status_list"] = status_list | {"lst": _raw(status_list.get("lst"))}
    return _judged(payload, uri=uri, now=now)


def read_status_cwt(token: bytes, keys: KeySet, *, uri: str, now: datetime) -> StatusList:
    """Read the CWT form; the same checks as `read_status_token`."""
    if len(token) > MAX_TOKEN:
        raise StatusTooLarge
    try:
        signed = cose.open_sign1(token)
        payload = cbor.loads(signed.payload)
    except UnknownKey as error:
        raise StatusUnknownKey from error
    except WrongAlgorithm as error:
        raise StatusWrongType from error
    except CredentialError as error:
        raise StatusMalformed(str(error)) from error
    if signed.typ != STATUS_CWT_TYPE:
        raise StatusWrongType
    _verify(keys, signed.kid, signed.to_be_signed, signed.signature)
    if not isinstance(payload, dict):
        raise StatusMalformed("no map")
    labels = {"sub": SUB, "iat": IAT, "exp": EXP, "ttl": STATUS_TTL, "status_list": STATUS_LIST}
    return _judged({name: payload.get(label) for name, label in labels.items()}, uri=uri, now=now)


def shuffle(counter: int, key: bytes) -> int:
    """The place inside its shard of the copy number `counter`; its shard is `counter // SHARD_SIZE`.

    A keyed permutation of 20 bits, another for each shard (a Feistel network of 8 rounds of HMAC-SHA-256): no two
    counters share a place, and without the key neighbours cannot be told from strangers.
    """
    if counter < 0:
        raise ValueError("a counter begins at 0")
    shard, place = divmod(counter, SHARD_SIZE)
    left, right = divmod(place, 1024)
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(right, turn, shard, key)
    return left * 1024 + right


def unshuffle(index: int, key: bytes, *, shard: int) -> int:
    """The counter that `shuffle` put at `index` of `shard`."""
    if not (0 <= index < SHARD_SIZE and shard >= 0):
        raise ValueError("an index or a shard out of range")
    left, right = divmod(index, 1024)
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(left, turn, shard, key), left
    return shard * SHARD_SIZE + left * 1024 + right


def _mixed(half: int, turn: int, shard: int, key: bytes) -> int:
    message = bytes([turn]) + half.to_bytes(2, "big") + shard.to_bytes(8, "big")
    return int.from_bytes(hmac.digest(key, message, hashlib.sha256)[:2], "big") % 1024


def _judged(payload: dict[str, Any], *, uri: str, now: datetime) -> StatusList:
    """The checks of section 8.3, on a payload whose signature holds."""
    if payload.get("sub") != uri:
        raise StatusWrongSubject
    iat, exp, ttl = (_seconds(payload.get(name)) for name in ("iat", "exp", "ttl"))
    issued_at, expires_at = datetime.fromtimestamp(iat, UTC), datetime.fromtimestamp(exp, UTC)
    if expires_at <= now:
        raise StatusExpired
    if issued_at > now + CLOCK_LEEWAY:
        raise StatusNotYetValid
    status_list = payload.get("status_list")
    if not isinstance(status_list, dict) or status_list.get("bits") != BITS or type(status_list["bits"]) is not int:
        raise StatusMalformed("not a list of two bits")
    return StatusList(uri, issued_at, expires_at, timedelta(seconds=ttl), _unpacked(status_list.get("lst")))


def _seconds(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LAST_SECOND:
        raise StatusMalformed("iat, exp or ttl is missing or no whole second")
    return value


def _unpacked(lst: object) -> bytes:
    if not isinstance(lst, bytes):
        raise StatusMalformed("the list is no byte string")
    try:
        return squeeze.unpack(lst, LIST_BYTES)
    except squeeze.Burst as error:
        raise StatusTooLarge from error
    except ValueError as error:
        raise StatusMalformed(str(error)) from error


def _verify(keys: KeySet, kid: bytes, message: bytes, signature: bytes) -> None:
    try:
        keys.verify(kid, message, signature)
    except UnknownKey as error:
        raise StatusUnknownKey from error
    except BadSignature as error:
        raise StatusBadSignature from error


def _json(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_raw(part), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise StatusMalformed("not JSON") from error
    if not isinstance(value, dict):
        raise StatusMalformed("no JSON object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name twice in one object")
    return dict(pairs)


def _raw(text: object) -> bytes:
    if not isinstance(text, str):
        raise StatusMalformed("no text")
    try:
        return from_base64url(text)
    except ValueError as error:
        raise StatusMalformed("not base64url") from error
