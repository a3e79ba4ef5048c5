"""Status lists, good and broken, each asked about the good card. (name, fault, form, token, verdict, reason)."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from tests.vectors.parts import DAY, NOW, STATUS, STRANGER, URI, b64, cwt, jwt, jwt_of, shard

Row = tuple[str, str, str, str, str, str]


def jwt_claims() -> list[Row]:
    """The JWT form: its type, subject and times."""
    whole = jwt()
    return _jwt_rows(
        [
            ("list-good", "none", whole, "valid"),
            (
                "list-typ-spelled-out",
                "none: typ with application/",
                jwt(None, {"typ": "application/statuslist+jwt"}),
                "valid",
            ),
            ("list-header-key-ignored", "a jku in the header", jwt(None, {"jku": "https://evil.example"}), "valid"),
            ("list-wrong-sub", "a list for another address", jwt({"sub": URI + "2"}), "status-wrong-subject"),
            ("list-without-sub", "no sub", jwt({"sub": None}), "status-wrong-subject"),
            ("list-wrong-typ", "typ is JWT", jwt(None, {"typ": "JWT"}), "status-wrong-type"),
            ("list-without-typ", "no typ", jwt(None, {"typ": None}), "status-wrong-type"),
            ("list-expired", "exp passed", jwt({"exp": NOW - 1}), "status-expired"),
            ("list-without-exp", "no exp", jwt({"exp": None}), "status-malformed"),
            ("list-from-the-future", "iat tomorrow", jwt({"iat": NOW + DAY}), "status-not-yet-valid"),
            ("list-ttl-zero", "ttl 0", jwt({"ttl": 0}), "status-malformed"),
            ("list-exp-as-text", "exp in letters", jwt({"exp": "tomorrow"}), "status-malformed"),
        ]
    )


def jwt_signatures() -> list[Row]:
    """The JWT form: keys, algorithms, headers."""
    whole = jwt()
    x, y = STRANGER.point()
    jwk = {"kty": "EC", "crv": "P-256", "x": b64(x), "y": b64(y)}
    stranger_with_key = jwt(header_changes={"jwk": jwk, "kid": b64(STATUS.kid)}, key=STRANGER)
    return _jwt_rows(
        [
            ("list-wrong-key", "a stranger's signature under its kid", jwt(key=STRANGER), "status-unknown-key"),
            (
                "list-wrong-key-our-kid",
                "a stranger's signature under our kid",
                jwt(None, {"kid": b64(STATUS.kid)}, key=STRANGER),
                "status-bad-signature",
            ),
            ("list-embedded-key-believed", "a stranger's jwk in the header", stranger_with_key, "status-bad-signature"),
            (
                "list-algorithm-none",
                "alg none, no signature",
                jwt(None, {"alg": "none"}).rpartition(".")[0] + ".",
                "status-wrong-type",
            ),
            ("list-algorithm-hmac", "alg HS256", jwt(None, {"alg": "HS256"}), "status-wrong-type"),
            (
                "list-critical-header",
                "a critical header nobody knows",
                jwt(None, {"crit": ["x"], "x": 1}),
                "status-wrong-type",
            ),
            (
                "list-tampered",
                "another list under the same signature",
                _swapped(whole, jwt({"ttl": 1})),
                "status-bad-signature",
            ),
        ]
    )


def jwt_contents() -> list[Row]:
    """The JWT form: the list itself, and texts that are no token."""
    whole = jwt()
    body, bomb = json.loads(_part(whole, 1)), zlib.compress(bytes(3_000_000), 9)
    header = json.dumps({"alg": "ES256", "kid": b64(STATUS.kid), "typ": "statuslist+jwt"})
    doubled = json.dumps(body)[:-1] + f', "sub": "{URI}"}}'
    packed = zlib.compress(shard(), 6)
    return _jwt_rows(
        [
            ("list-bits-one", "one bit a place", jwt(bits=1), "status-malformed"),
            ("list-bits-three", "three bits a place", jwt(bits=3), "status-malformed"),
            ("list-bits-true", "bits is true", jwt(bits=True), "status-malformed"),
            (
                "list-too-short",
                "a list of 8 places: index 10 is beyond",
                jwt(lst=zlib.compress(bytes(2))),
                "status-out-of-range",
            ),
            ("list-zlib-bomb", "unpacks to 3,000,000 bytes", jwt(lst=bomb), "status-too-large"),
            ("list-zlib-cut", "the list is cut short", jwt(lst=packed[:-5]), "status-malformed"),
            ("list-bytes-after-zlib", "bytes after the list", jwt(lst=packed + b"\x00"), "status-malformed"),
            ("list-name-doubled", "sub twice", jwt_of(header, doubled), "status-malformed"),
            ("list-deep-json", "arrays 20,000 deep", jwt_of(header, "[" * 20_000), "status-malformed"),
            ("list-two-parts", "no signature part", whole.rpartition(".")[0], "status-malformed"),
            ("list-padded-base64", "padding signs", whole + "=", "status-malformed"),
            ("list-not-a-token", "a web page", "<html>offline</html>", "status-malformed"),
        ]
    )


def cwt_lists() -> list[Row]:
    """The CWT form."""
    bomb: dict[int, Any] = {65533: {"bits": 2, "lst": zlib.compress(bytes(3_000_000), 9)}}
    whole = cwt()
    rows = [
        ("cwt-list-good", "none", whole, "valid"),
        ("cwt-list-wrong-sub", "a list for another address", cwt({2: URI + "2"}), "status-wrong-subject"),
        ("cwt-list-wrong-typ", "a card's header", cwt(typ=None), "status-wrong-type"),
        ("cwt-list-expired", "exp passed", cwt({4: NOW - 1}), "status-expired"),
        ("cwt-list-wrong-key", "a stranger's signature", cwt(key=STRANGER), "status-unknown-key"),
        ("cwt-list-tampered", "the last byte changed", whole[:-1] + bytes([whole[-1] ^ 1]), "status-bad-signature"),
        ("cwt-list-without-list", "no 65533", cwt({65533: None}), "status-malformed"),
        ("cwt-list-zlib-bomb", "unpacks to 3,000,000 bytes", cwt(bomb), "status-too-large"),
        ("cwt-list-bytes-after", "bytes after the end", whole + b"\x00", "status-malformed"),
    ]
    return [(name, fault, "cwt", token.hex(), _verdict(reason), reason) for name, fault, token, reason in rows]


def _jwt_rows(rows: list[tuple[str, str, str, str]]) -> list[Row]:
    return [(name, fault, "jwt", token, _verdict(reason), reason) for name, fault, token, reason in rows]


def _verdict(reason: str) -> str:
    return "good" if reason == "valid" else "could-not-check"


def _part(token: str, place: int) -> bytes:
    part = token.split(".")[place]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _swapped(token: str, other: str) -> str:
    head, _, signature = token.split(".")
    return ".".join([head, other.split(".")[1], signature])
