"""The signed code on a loss letter: the machinery of the card's code, with keys, claims and a type of its own.

claims -> CBOR -> COSE_Sign1 (ES256, typ "loss-letter") -> zlib -> Base45 -> QR. The station is known by its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kartu.credential import base45, cbor, cose, drafts, names
from kartu.credential.code import assemble, unpacked
from kartu.credential.errors import BadClaims, CodeTooLong, CredentialError, NotACode, WrongIssuer
from kartu.credential.keys import KeySet
from kartu.credential.squeeze import SIGNATURE_SIZE

SERIAL_SIZE = 8
SHORTEST = 150  # characters; ours have more than 200, and other papers carry addresses


@dataclass(frozen=True, slots=True)
class LetterClaims:
    """Times are Unix seconds; `serial` is 8 bytes and stays through extensions; `items` are codes of things lost.

    `identity` is the number of the reporter's identity document as typed, "" when unknown.
    """

    issuer: str
    issued_at: int
    expires_at: int
    serial: bytes
    number: str
    name: str
    identity: str
    birth_date: date | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A genuine code. Whether the letter is withdrawn, extended or over is not in it."""

    claims: LetterClaims
    kid: bytes


def fit(claims: LetterClaims, kid: bytes) -> LetterClaims:
    """The same claims with a name as short as it has to be (see `names`). Raises `CodeTooLong`."""
    for candidate in _candidates(replace(claims, name=names.tidy(claims.name))):
        try:
            assemble(cose.bytes_to_sign(to_payload(candidate), kid, drafts.LETTER_TYPE), bytes(SIGNATURE_SIZE))
        except CodeTooLong:
            continue
        return candidate
    raise CodeTooLong


def bytes_to_sign(claims: LetterClaims, kid: bytes) -> bytes:
    """The COSE Sig_structure, for `code.assemble` with its signature. Pass claims through `fit` first."""
    return cose.bytes_to_sign(to_payload(claims), kid, drafts.LETTER_TYPE)


def is_letter(text: str) -> bool:
    """Whether the text calls itself a loss letter's code, genuine or not. Anything else may be on a paper too."""
    try:
        claimed_kid(text)
    except CredentialError:
        return False
    return True


def is_damaged(text: str) -> bool:
    """Whether the text has the look of a signed code and does not unpack: a QR code mends itself, so it was changed."""
    if len(text) < SHORTEST or not set(text) <= set(base45.ALPHABET):
        return False
    try:
        unpacked(text)
    except NotACode:
        return True
    return False


def claimed_kid(text: str) -> bytes:
    """The key a letter's code says it is signed with, for whoever looks keys up one by one. Raises `NotACode`."""
    signed = cose.open_sign1(unpacked(text))
    if signed.typ != drafts.LETTER_TYPE:
        raise NotACode("no loss letter")
    return signed.kid


def read_letter(text: str, keys: KeySet) -> ReadLetter:
    """Read a letter's code; every doubt raises a `CredentialError`. Order: form, type, key, signature, issuer.

    Time is not judged: an extended letter is good beyond what an earlier code of it says.
    """
    signed = cose.open_sign1(unpacked(text))
    if signed.typ != drafts.LETTER_TYPE:
        raise NotACode("no loss letter")
    keys.verify(signed.kid, signed.to_be_signed, signed.signature)
    claims = from_payload(signed.payload)
    if keys.issuer is not None and claims.issuer != keys.issuer:
        raise WrongIssuer
    return ReadLetter(claims, signed.kid)


def to_payload(claims: LetterClaims) -> bytes:
    """The CWT claims set (RFC 8392) as deterministic CBOR."""
    identity: dict[cbor.Key, cbor.Value] = {drafts.ID_FULL_NAME: claims.name}
    if claims.identity:
        identity[drafts.ID_NUMBER] = claims.identity
    if claims.birth_date is not None:
        identity[drafts.ID_BIRTH_DATE] = claims.birth_date.strftime("%Y%m%d").zfill(8)
    return cbor.dumps(
        {
            drafts.ISS: claims.issuer,
            drafts.EXP: claims.expires_at,
            drafts.IAT: claims.issued_at,
            drafts.CTI: claims.serial,
            drafts.IDENTITY: identity,
            drafts.LETTER: {drafts.LETTER_NUMBER: claims.number, drafts.LETTER_ITEMS: list(claims.items)},
        }
    )


def from_payload(payload: bytes) -> LetterClaims:
    """Read a claims set whose signature holds; a missing or mistyped claim raises `BadClaims`."""
    match cbor.loads(payload):
        case {
            drafts.ISS: str(issuer),
            drafts.EXP: int(expires_at),
            drafts.IAT: int(issued_at),
            drafts.CTI: bytes(serial),
            drafts.IDENTITY: dict(person),
            drafts.LETTER: {drafts.LETTER_NUMBER: str(number), drafts.LETTER_ITEMS: list(items)},
        } if len(serial) == SERIAL_SIZE:
            name, identity = person.get(drafts.ID_FULL_NAME), person.get(drafts.ID_NUMBER, "")
            if not isinstance(name, str) or not isinstance(identity, str):
                raise BadClaims("not the claims of a letter")
            return LetterClaims(
                issuer=issuer,
                issued_at=issued_at,
                expires_at=expires_at,
                serial=serial,
                number=number,
                name=name,
                identity=identity,
                birth_date=_day(person.get(drafts.ID_BIRTH_DATE, "")),
                items=tuple(item for item in items if isinstance(item, str)),
            )
    raise BadClaims("not the claims of a letter")


def _candidates(claims: LetterClaims) -> Iterator[LetterClaims]:
    yield claims
    for name in names.shortenings(claims.name):
        yield replace(claims, name=name)


def _day(text: object) -> date | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise BadClaims("a birth date is YYYYMMDD") from error
