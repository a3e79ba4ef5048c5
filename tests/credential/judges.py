"""Independent judges: they share no line with Kartu's reader and come to an answer of their own.

`by_rust`: the claim169 package, another team's reader in Rust (its own Base45, inflate, CBOR, COSE and P-256).
`by_cbor2`: the same standard read with cbor2, a general CBOR library, down to the fund's own claims and the status.
`list_by_joserfc`, `list_by_cbor2`: the status list's two forms.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import cbor2
import claim169  # type: ignore[import-untyped]  # the package carries no marker
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jwt as jose_jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LEEWAY = 300
BY_STATUS = {0: "good", 1: "blocked", 2: "blocked", 3: "not-handed-over"}


class Refused(Exception):
    """The judge says: not a good signature of these keys over a sound content."""


def by_rust(text: str, card: dict[str, Any], now: int) -> tuple[str, dict[str, Any] | None]:
    """genuine, expired, not-yet-valid or refused; with the claims of Claim 169 itself."""
    try:
        kid = claim169.inspect(text).key_id
        jwk = next((jwk for jwk in card["keys"] if unpadded(jwk["kid"]) == kid), None)
        if jwk is None:
            return "refused", None
        point = b"\x04" + unpadded(jwk["x"]) + unpadded(jwk["y"])
        read = claim169.decode_with_ecdsa_p256(text, point, validate_timestamps=False)
        meta, person = read.cwt_meta, read.claim169
        day = _day(person.date_of_birth)
        datetime.fromtimestamp(meta.expires_at or 0, UTC)
    except (claim169.Claim169Exception, ValueError, OverflowError, OSError):
        return "refused", None
    if meta.issuer != card["issuer"] or meta.expires_at is None or person.full_name is None or person.id is None:
        return "refused", None
    claims = {
        "issuer": meta.issuer,
        "issued_at": meta.issued_at,
        "expires_at": meta.expires_at,
        "not_before": meta.not_before,
        "number": person.id,
        "name": person.full_name,
        "birth_date": day,
        "language": person.language,
        "country": person.country_of_issuance,
    }
    if meta.expires_at <= now:
        return "expired", claims
    if max(meta.issued_at or 0, meta.not_before or 0) > now + LEEWAY:
        return "not-yet-valid", claims
    return "genuine", claims


def by_cbor2(
    text: str, card: dict[str, Any], now: int, status_at: Callable[[str, int], int | None]
) -> tuple[str, dict[str, Any] | None]:
    """The whole verdict; `status_at` answers None for a list nobody has."""
    try:
        claims = _claims_of(text, card)
    except (Refused, cbor2.CBORError, zlib.error, ArithmeticError, LookupError, OSError, TypeError, ValueError):
        return "not-ours", None
    if claims["expires_at"] <= now:
        return "expired", claims
    if max(claims["issued_at"], claims["not_before"] or 0) > now + LEEWAY:
        return "could-not-check", claims
    status = status_at(claims["status_uri"], claims["status_index"])
    return ("could-not-check" if status is None else BY_STATUS[status]), claims


def list_by_joserfc(token: str, keys: dict[str, Any], uri: str, now: int, index: int) -> int:
    """The status at `index`; raises `Refused`."""
    registry = JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    registry.max_payload_length = 600_000
    try:
        key_set = KeySet([ECKey.import_key(jwk) for jwk in keys["keys"]])
        read = jose_jwt.decode(token, key_set, algorithms=["ES256"], registry=registry)
        if read.header.get("typ") not in ("statuslist+jwt", "application/statuslist+jwt"):
            raise Refused("typ")
        body = json.loads(json.dumps(read.claims))
        times = [body["iat"], body["exp"], body["ttl"]]
        packed = unpadded(body["status_list"]["lst"])
        return _status(body["sub"] == uri, times, body["status_list"]["bits"], packed, now=now, index=index)
    except (JoseError, ValueError, LookupError, TypeError, zlib.error, RecursionError) as error:
        raise Refused(str(error)) from error


def list_by_cbor2(token: bytes, keys: dict[str, Any], uri: str, now: int, index: int) -> int:
    """The status at `index`; raises `Refused`."""
    try:
        protected, body = _opened(token, keys)
        if protected.get(16) != "application/statuslist+cwt":
            raise Refused("typ")
        times = [body[6], body[4], body[65534]]
        return _status(body[2] == uri, times, body[65533]["bits"], body[65533]["lst"], now=now, index=index)
    except (cbor2.CBORError, ValueError, LookupError, TypeError, zlib.error) as error:
        raise Refused(str(error)) from error


def unpadded(text: str) -> bytes:
    """Base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _claims_of(text: str, card: dict[str, Any]) -> dict[str, Any]:
    if len(text) % 3 == 1:
        raise Refused("a lone letter")
    packed = b""
    for at in range(0, len(text), 3):
        group = [ALPHABET.index(letter) for letter in text[at : at + 3]]
        packed += sum(value * 45**place for place, value in enumerate(group)).to_bytes(len(group) - 1, "big")
    opener = zlib.decompressobj()
    raw = opener.decompress(packed, 5_000)
    if opener.unconsumed_tail or opener.unused_data or not opener.eof:
        raise Refused("zlib")
    _, body = _opened(raw, card)
    if body[1] != card["issuer"] or len(body[7]) != 8:
        raise Refused("issuer or serial")
    for time in (body[4], body[6], body.get(5, 0)):
        if type(time) is not int:
            raise Refused("a time that is no whole second")
        datetime.fromtimestamp(time, UTC)
    person, fund, status = body[169], body[-65537], body[65535]["status_list"]
    if not 0 <= status["idx"] < 1 << 20:
        raise Refused("no such place")
    return {
        "issuer": body[1],
        "issued_at": body[6],
        "expires_at": body[4],
        "not_before": body.get(5),
        "serial": body[7].hex(),
        "number": person[1] + "",
        "name": person[4] + "",
        "birth_date": _day(person.get(8)),
        "language": person[3],
        "country": person[23],
        "programmes": fund[1],
        "employer": fund.get(2),
        "status_uri": status["uri"],
        "status_index": status["idx"],
    }


def _day(text: str | None) -> str | None:
    return None if text is None else date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()


def _loads(raw: bytes) -> Any:
    return cbor2.loads(raw, max_depth=10, allow_indefinite=False, allow_duplicate_keys=False)


def _opened(raw: bytes, keys: dict[str, Any]) -> tuple[dict[Any, Any], dict[Any, Any]]:
    item = _loads(raw)
    tags = []
    while isinstance(item, cbor2.CBORTag):
        tags.append(item.tag)
        item = item.value
    if tags not in ([], [18], [61, 18]):
        raise Refused("tags")
    protected, _, payload, signature = item
    header = _loads(protected)
    if header[1] != -7 or 2 in header or len(signature) != 64:
        raise Refused("header")
    jwk = next((jwk for jwk in keys["keys"] if unpadded(jwk["kid"]) == header[4]), None)
    if jwk is None:
        raise Refused("no such key")
    x, y = (int.from_bytes(unpadded(jwk[part]), "big") for part in "xy")
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    halves = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        public.verify(
            encode_dss_signature(*halves),
            cbor2.dumps(["Signature1", protected, b"", payload]),
            ec.ECDSA(hashes.SHA256()),
        )
    except InvalidSignature:
        raise Refused("signature") from None
    return dict(header), dict(_loads(payload))


def _status(same_subject: bool, times: list[Any], bits: Any, packed: bytes, *, now: int, index: int) -> int:
    issued, expires, ttl = times
    if not same_subject or expires <= now or issued > now + LEEWAY or ttl <= 0 or bits != 2:
        raise Refused("subject, time or bits")
    opener = zlib.decompressobj()
    raw = opener.decompress(packed, 262_145)
    if len(raw) > 262_144 or opener.unused_data or not opener.eof:
        raise Refused("size")
    digits = "".join(f"{byte:08b}"[::-1] for byte in raw[index // 4 : index // 4 + 1])
    pair = digits[index % 4 * 2 : index % 4 * 2 + 2]
    if not pair:
        raise Refused("no such place")
    return int(pair[::-1], 2)
