"""The code on every card: written, and read with suspicion.

claims -> CBOR -> COSE_Sign1 (ES256) -> zlib -> Base45 -> QR. docs/credential-format.md has the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kartu.credential import base45, cose, squeeze
from kartu.credential.claims import MAX_TEXT, CardClaims, from_payload, to_payload
from kartu.credential.errors import CodeTooLong, Expired, NotACode, NotYetValid, TooLarge, WrongIssuer
from kartu.credential.keys import KeySet

MAX_READ_TEXT = 1_000  # characters looked at; ours have 419 at most
MAX_UNPACKED = 1_024  # bytes; ours have fewer than 400
CLOCK_LEEWAY = 300  # seconds a verifier's clock may be slow


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A genuine code of ours, within its time. Whether the copy is blocked is the status list's to say."""

    claims: CardClaims
    kid: bytes


def bytes_to_sign(claims: CardClaims, kid: bytes) -> bytes:
    """What is stored before signing and then signed: the COSE Sig_structure. The same in, the same out.

    Pass claims through `fit` first; claims that do not fit raise `CodeTooLong` here, before anything is signed.
    """
    stored = cose.bytes_to_sign(to_payload(claims), kid)
    assemble(stored, bytes(squeeze.SIGNATURE_SIZE))
    return stored


def assemble(stored: bytes, signature: bytes) -> str:
    """The Base45 text of `bytes_to_sign` and its raw 64-byte signature (r || s). May be repeated: same in, same out."""
    if len(signature) != squeeze.SIGNATURE_SIZE:
        raise ValueError("an ES256 signature has 64 bytes")
    text = base45.encode(squeeze.pack(cose.front(stored), signature))
    if len(text) > MAX_TEXT:
        raise CodeTooLong
    return text


def read_code(text: str, keys: KeySet, *, now: datetime) -> ReadCode:
    """Read and judge a code; every doubt raises a `CredentialError`. `now` is aware.

    Order: form, tag, algorithm, key, signature, issuer, then time; nothing of the content is believed before the
    signature holds.
    """
    signed = cose.open_sign1(unpacked(text))
    keys.verify(signed.kid, signed.to_be_signed, signed.signature)
    claims = from_payload(signed.payload)
    if keys.issuer is not None and claims.issuer != keys.issuer:
        raise WrongIssuer
    seconds = now.timestamp()
    if claims.expires_at <= seconds:
        raise Expired(claims)
    # A lower limit on iat too: a card from the future means a wrong clock, and a wrong clock must not say "good".
    if max(claims.issued_at, claims.not_before or 0) > seconds + CLOCK_LEEWAY:
        raise NotYetValid(claims)
    return ReadCode(claims, signed.kid)


def unpacked(text: str) -> bytes:
    """The COSE bytes in the text of a code; nothing in them is proved. Raises `NotACode` or `TooLarge`."""
    if len(text) > MAX_READ_TEXT:
        raise TooLarge("longer than any code of ours")
    try:
        return squeeze.unpack(base45.decode(text), MAX_UNPACKED)
    except squeeze.Burst as error:
        raise TooLarge(str(error)) from error
    except ValueError as error:
        raise NotACode(str(error)) from error
