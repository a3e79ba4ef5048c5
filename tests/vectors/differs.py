"""Where an independent judge answers otherwise than Kartu, and why that is no fault of Kartu's.

Kartu is the stricter one throughout (but for 61(18), which the standard allows): it reads one spelling of each code,
so that a second spelling cannot hide a second meaning. A laxer judge still saw a true signature of the card key.
"""

from __future__ import annotations

_NOT_SHORTEST = "takes numbers that are not in their shortest form, which CBOR allows outside deterministic encoding"
_TAIL = "stops at the end of the first item and does not look at what follows"
_NO_STATUS = "knows Claim 169 only: copy identifier and status reference are not its business"
_PADDED = "stops at the end of the first zlib stream and does not look at what follows"
_INDEFINITE = "takes items of indefinite length, which CBOR allows outside deterministic encoding"
_ORDER = "takes map keys in any order, which CBOR allows outside deterministic encoding"


def _lax(why: str, *judges: str) -> dict[str, dict[str, str]]:
    answers = {"cbor2": "good", "claim169": "genuine", "joserfc": "good"}
    return {judge: {"answer": answers[judge], "why": f"{judge} {why}"} for judge in judges}


DIFFERS: dict[str, dict[str, dict[str, str]]] = {
    "tag-61-18": {
        "claim169": {"answer": "refused", "why": "claim169 reads tag 18 and untagged, not RFC 8392's tag 61"}
    },
    "kid-unprotected-only": _lax(
        "takes the key identifier from the unprotected header too, as COSE allows", "claim169"
    ),
    "no-serial": _lax(_NO_STATUS, "claim169"),
    "serial-of-seven-bytes": _lax(_NO_STATUS, "claim169"),
    "no-status": _lax(_NO_STATUS, "claim169"),
    "status-index-beyond-shard": _lax(_NO_STATUS, "claim169"),
    "status-index-negative": _lax(_NO_STATUS, "claim169"),
    "self-described-tag": _lax("drops tag 55799 before anybody sees it", "cbor2"),
    "bytes-after-zlib": _lax(_PADDED, "claim169"),
    "two-zlib-streams": _lax(_PADDED, "claim169"),
    "no-zlib": _lax("also reads codes that are not compressed", "claim169"),
    "bytes-after-cbor": _lax(_TAIL, "cbor2"),
    "second-item": _lax(_TAIL, "cbor2"),
    "bytes-after-claims": _lax(_TAIL, "cbor2", "claim169"),
    "indefinite-array": _lax(_INDEFINITE, "claim169"),
    "indefinite-bytes": _lax(_INDEFINITE, "claim169"),
    "length-not-shortest": _lax(_NOT_SHORTEST, "cbor2", "claim169"),
    "tag-not-shortest": _lax(_NOT_SHORTEST, "cbor2", "claim169"),
    "unprotected-float-key": _lax("reads floats; nobody looks at the unprotected header", "cbor2"),
    "unprotected-big-number": _lax("reads big numbers; nobody looks at the unprotected header", "cbor2", "claim169"),
    "claim-doubled-as-float": _lax("keeps the keys 1 and 1.0 apart and reads the first", "claim169"),
    "claims-out-of-order": _lax(_ORDER, "cbor2", "claim169"),
    "list-name-doubled": _lax("keeps the last of two equal names, as Python's JSON reader does", "joserfc"),
    "cwt-list-bytes-after": _lax(_TAIL, "cbor2"),
}
