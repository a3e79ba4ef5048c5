"""What a card's code says: its claims, how they are laid out, and how they are made to fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kartu.credential import base45, cbor, cose, names, squeeze
from kartu.credential.drafts import (
    CTI,
    EXP,
    FUND,
    FUND_EMPLOYER,
    FUND_PROGRAMMES,
    IAT,
    ID_BIRTH_DATE,
    ID_COUNTRY,
    ID_FULL_NAME,
    ID_LANGUAGE,
    ID_NUMBER,
    IDENTITY,
    ISS,
    NBF,
    STATUS,
    STATUS_MECHANISM,
)
from kartu.credential.errors import BadClaims, CodeTooLong, NotACode

MAX_TEXT = 419  # QR version 12, level M, alphanumeric (ISO/IEC 18004 table 7)
MAX_ADDRESSES = 45  # issuer and status address together; `kartu doctor` checks the profile with it
SERIAL_SIZE = 8
LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z, where Python's clock ends


@dataclass(frozen=True, slots=True)
class CardClaims:
    """Times are Unix seconds; `serial` is 8 bytes; `programmes` a bit mask whose meaning is the fund's profile."""

    issuer: str
    issued_at: int
    expires_at: int
    not_before: int | None
    serial: bytes
    number: str
    name: str
    birth_date: date | None
    language: str
    country: str
    programmes: int
    employer: str | None
    status_uri: str
    status_index: int

    def __post_init__(self) -> None:
        """Refuse (`ValueError`) what could be written but never read back."""
        times = (self.issued_at, self.expires_at, self.not_before or 0)
        words = (self.issuer, self.number, self.name, self.language, self.country, self.status_uri)
        if not all(0 <= time <= LAST_SECOND for time in times):
            raise ValueError("a time outside the years 1970 to 9999")
        if len(self.serial) != SERIAL_SIZE:
            raise ValueError("a serial has 8 bytes")
        if not all(words) or self.employer == "":
            raise ValueError("an empty word")
        if not names.tidy(self.name):
            raise ValueError("a name with no written sign")
        if not (0 <= self.programmes < 1 << 32 and 0 <= self.status_index < 1 << 20):
            raise ValueError("programmes or status index out of range")


def fit(claims: CardClaims, kid: bytes) -> CardClaims:
    """The same claims, with as little left out as makes a code of at most 419 characters under key `kid`.

    The name is tidied; then the employer goes, then the name is shortened by the rule in `names`; a long name never
    fails. What cannot fit with a name of one letter (addresses too long, a bad profile) raises `CodeTooLong`.
    """
    for candidate in _candidates(replace(claims, name=names.tidy(claims.name))):
        if text_length(candidate, kid) <= MAX_TEXT:
            return candidate
    raise CodeTooLong


def text_length(claims: CardClaims, kid: bytes) -> int:
    """Characters of the finished code; known before it is signed (see `squeeze.pack`)."""
    front = cose.front(cose.bytes_to_sign(to_payload(claims), kid))
    return len(base45.encode(squeeze.pack(front, bytes(squeeze.SIGNATURE_SIZE))))


def to_payload(claims: CardClaims) -> bytes:
    """The CWT claims set (RFC 8392) as deterministic CBOR."""
    identity: dict[cbor.Key, cbor.Value] = {
        ID_NUMBER: claims.number,
        ID_LANGUAGE: claims.language,
        ID_FULL_NAME: claims.name,
        ID_COUNTRY: claims.country,
    }
    fund: dict[cbor.Key, cbor.Value] = {FUND_PROGRAMMES: claims.programmes}
    whole: dict[cbor.Key, cbor.Value] = {
        ISS: claims.issuer,
        EXP: claims.expires_at,
        IAT: claims.issued_at,
        CTI: claims.serial,
        IDENTITY: identity,
        FUND: fund,
        STATUS: {STATUS_MECHANISM: {"idx": claims.status_index, "uri": claims.status_uri}},
    }
    if claims.not_before is not None:
        whole[NBF] = claims.not_before
    if claims.birth_date is not None:
        identity[ID_BIRTH_DATE] = claims.birth_date.strftime("%Y%m%d").zfill(8)
    if claims.employer is not None:
        fund[FUND_EMPLOYER] = claims.employer
    return cbor.dumps(whole)


def from_payload(payload: bytes) -> CardClaims:
    """Read a claims set whose signature holds; a missing or mistyped claim raises `BadClaims`."""
    try:
        whole = _Map(cbor.loads(payload))
        identity, fund = whole.map(IDENTITY), whole.map(FUND)
        status = whole.map(STATUS).map(STATUS_MECHANISM)
        return CardClaims(
            issuer=whole.text(ISS),
            issued_at=whole.number(IAT),
            expires_at=whole.number(EXP),
            not_before=whole.number(NBF) if NBF in whole else None,
            serial=whole.raw(CTI),
            number=identity.text(ID_NUMBER),
            name=identity.text(ID_FULL_NAME),
            birth_date=_day(identity.text(ID_BIRTH_DATE)) if ID_BIRTH_DATE in identity else None,
            language=identity.text(ID_LANGUAGE),
            country=identity.text(ID_COUNTRY),
            programmes=fund.number(FUND_PROGRAMMES),
            employer=fund.text(FUND_EMPLOYER) if FUND_EMPLOYER in fund else None,
            status_uri=status.text("uri"),
            status_index=status.number("idx"),
        )
    except (NotACode, ValueError) as error:
        raise BadClaims(str(error)) from error


def _candidates(claims: CardClaims) -> Iterator[CardClaims]:
    yield claims
    without = replace(claims, employer=None)
    yield without
    for name in names.shortenings(claims.name):
        yield replace(without, name=name)


def _day(text: str) -> date:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError("a birth date is YYYYMMDD")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


class _Map:
    """A CBOR map whose values are asked for by type; the wrong type is a `ValueError`."""

    def __init__(self, value: cbor.Value | None) -> None:
        if not isinstance(value, dict):
            raise ValueError("a map is missing")
        self._pairs = value

    def __contains__(self, key: cbor.Key) -> bool:
        return key in self._pairs

    def map(self, key: cbor.Key) -> _Map:
        return _Map(self._pairs.get(key))

    def text(self, key: cbor.Key) -> str:
        value = self._pairs.get(key)
        if not isinstance(value, str):
            raise ValueError(f"claim {key} is no text")
        return value

    def number(self, key: cbor.Key) -> int:
        value = self._pairs.get(key)
        if not isinstance(value, int):
            raise ValueError(f"claim {key} is no number")
        return value

    def raw(self, key: cbor.Key) -> bytes:
        value = self._pairs.get(key)
        if not isinstance(value, bytes):
            raise ValueError(f"claim {key} is no byte string")
        return value
