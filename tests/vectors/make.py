"""Writes the vectors: `python -m tests.vectors.make`. The same every time; a test compares the files with this.

One file a group. A vector has a name, its fault, the text or token, and what Kartu must answer at `now` with the
keys of keys.json and the list of good-list.json. `differs` says where an independent judge is known to answer
otherwise, and why.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2

from tests.vectors import codes, hostile, lists
from tests.vectors.differs import DIFFERS
from tests.vectors.parts import ALPHABET, CARD, ISSUER, NOW, OLD, STATUS, URI, jwt

FOLDER = Path(__file__).parent
CODE_GROUPS = {
    "codes-good": codes.good,
    "codes-header-keys": codes.header_keys,
    "codes-tampered": codes.tampered,
    "codes-wrong-keys": codes.wrong_keys,
    "codes-time": codes.time,
    "codes-copy-status": codes.copy_status,
    "codes-claims": codes.claims,
    "codes-foreign": codes.foreign,
    "codes-foreign-tags": codes.foreign_tags,
    "codes-text-and-zlib": hostile.text_and_zlib,
    "codes-cbor-forms": hostile.cbor_forms,
    "codes-signed-forms": hostile.signed_forms,
}
LIST_GROUPS = {
    "lists-jwt-claims": lists.jwt_claims,
    "lists-jwt-signatures": lists.jwt_signatures,
    "lists-jwt-contents": lists.jwt_contents,
    "lists-cwt": lists.cwt_lists,
}


def files() -> Iterator[tuple[Path, str]]:
    """Every vector file and its content."""
    card = {"issuer": ISSUER, "keys": [CARD.jwk(), OLD.jwk()]}
    yield _file("keys", {"now": NOW, "card": card, "status": {"keys": [STATUS.jwk()]}})
    yield _file("good-list", {"uri": URI, "token": jwt()})
    for name, code_rows in CODE_GROUPS.items():
        yield _file(name, [_code_vector(row) for row in code_rows()])
    for name, list_rows in LIST_GROUPS.items():
        yield _file(name, [_list_vector(row) for row in list_rows()])


def _file(name: str, content: Any) -> tuple[Path, str]:
    return FOLDER / f"{name}.json", json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _code_vector(row: codes.Row) -> dict[str, Any]:
    name, fault, text, verdict, reason = row
    expected = {"verdict": verdict, "reason": reason, "claims": None if verdict == "not-ours" else _claims(text)}
    return {"name": name, "fault": fault, "text": text, "expected": expected} | _differs(name)


def _list_vector(row: lists.Row) -> dict[str, Any]:
    name, fault, form, token, verdict, reason = row
    expected = {"verdict": verdict, "reason": reason}
    return {"name": name, "fault": fault, "form": form, "token": token, "expected": expected} | _differs(name)


def _differs(name: str) -> dict[str, Any]:
    return {"differs": DIFFERS[name]} if name in DIFFERS else {}


def _claims(text: str) -> dict[str, Any]:
    values = [ALPHABET.index(letter) for letter in text]
    packed = b""
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        packed += sum(value * 45**place for place, value in enumerate(group)).to_bytes(len(group) - 1, "big")
    item = cbor2.loads(zlib.decompress(packed))
    while isinstance(item, cbor2.CBORTag):
        item = item.value
    whole = cbor2.loads(item[2])
    born = whole[169].get(8)
    return {
        "issuer": whole[1],
        "issued_at": whole[6],
        "expires_at": whole[4],
        "not_before": whole.get(5),
        "serial": whole[7].hex(),
        "number": whole[169][1],
        "name": whole[169][4],
        "birth_date": born and f"{born[:4]}-{born[4:6]}-{born[6:]}",
        "language": whole[169][3],
        "country": whole[169][23],
        "programmes": whole[-65537][1],
        "employer": whole[-65537].get(2),
        "status_uri": whole[65535]["status_list"]["uri"],
        "status_index": whole[65535]["status_list"]["idx"],
    }


if __name__ == "__main__":
    for path, content in files():
        path.write_text(content, encoding="utf-8")
