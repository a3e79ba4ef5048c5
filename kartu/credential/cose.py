"""COSE_Sign1 (RFC 9052 section 4.2) with one algorithm, ES256, and an 8-byte key identifier in the protected header."""

from __future__ import annotations

from dataclasses import dataclass

from kartu.credential import cbor
from kartu.credential.drafts import COSE_ALG, COSE_CRIT, COSE_KID, COSE_TYP, ES256, TAG_CWT, TAG_SIGN1
from kartu.credential.errors import ForeignTag, NotACode, UnknownKey, WrongAlgorithm
from kartu.credential.squeeze import SIGNATURE_SIZE

KID_SIZE = 8
_CONTEXT = "Signature1"


@dataclass(frozen=True, slots=True)
class Signed:
    """A COSE_Sign1 taken apart; nothing in it is proved before `keys.KeySet.verify` said so."""

    kid: bytes
    typ: str | None
    to_be_signed: bytes
    payload: bytes
    signature: bytes


def bytes_to_sign(payload: bytes, kid: bytes, typ: str | None = None) -> bytes:
    """The Sig_structure (RFC 9052 section 4.4). It holds everything but the signature, so it is what is stored."""
    if len(kid) != KID_SIZE:
        raise ValueError("a kid has 8 bytes")
    headers: dict[cbor.Key, cbor.Value] = {COSE_ALG: ES256, COSE_KID: kid}
    if typ is not None:
        headers[COSE_TYP] = typ
    return cbor.dumps([_CONTEXT, cbor.dumps(headers), b"", payload])


def front(stored: bytes) -> bytes:
    """All of the tagged COSE_Sign1 that stands before the 64 signature bytes, rebuilt from `bytes_to_sign`."""
    match cbor.loads(stored):
        case ["Signature1", bytes(protected), b"", bytes(payload)]:
            whole = cbor.dumps(cbor.Tag(TAG_SIGN1, [protected, {}, payload, bytes(SIGNATURE_SIZE)]))
            return whole[:-SIGNATURE_SIZE]
    raise NotACode("not the bytes of a signature")


def open_sign1(data: bytes) -> Signed:
    """Take a COSE_Sign1 apart: tagged 18, 61(18) or not at all. The unprotected header is not looked at."""
    match _untagged(cbor.loads(data)):
        case [bytes(protected), dict(), bytes(payload), bytes(signature)] if len(signature) == SIGNATURE_SIZE:
            return _signed(protected, payload, signature)
    raise NotACode("not a COSE_Sign1")


def _untagged(value: cbor.Value) -> cbor.Value:
    if isinstance(value, cbor.Tag) and value.number == TAG_CWT and isinstance(value.value, cbor.Tag):
        value = value.value
    if not isinstance(value, cbor.Tag):
        return value
    if value.number != TAG_SIGN1:
        raise ForeignTag
    return value.value


def _signed(protected: bytes, payload: bytes, signature: bytes) -> Signed:
    headers = cbor.loads(protected)
    if not isinstance(headers, dict):
        raise NotACode("a header that is no map")
    # The algorithm belongs to the key; the header may only agree. Keys and addresses of keys in it (COSE_Key, x5chain,
    # x5u) are never looked at. An unknown critical header must be refused (RFC 9052 section 3.1).
    if headers.get(COSE_ALG) != ES256 or COSE_CRIT in headers:
        raise WrongAlgorithm
    kid, typ = headers.get(COSE_KID), headers.get(COSE_TYP)
    if not isinstance(kid, bytes) or len(kid) != KID_SIZE:
        raise UnknownKey
    to_be_signed = cbor.dumps([_CONTEXT, protected, b"", payload])
    return Signed(kid, typ if isinstance(typ, str) else None, to_be_signed, payload, signature)
