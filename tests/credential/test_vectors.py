"""Every vector on disk, judged by Kartu and by judges that share nothing with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kartu.credential.errors import StatusMissing
from kartu.credential.keys import KeySet
from kartu.credential.status import StatusList, read_status_cwt, read_status_token
from kartu.credential.verdict import Checked, check_text
from tests.credential import judges
from tests.vectors import make

FOLDER = Path(make.__file__).parent


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


KEYS, GOOD_LIST = load("keys"), load("good-list")
NOW = datetime.fromtimestamp(KEYS["now"], UTC)
CARD_KEYS = KeySet.from_jwks(KEYS["card"], KEYS["card"]["issuer"])
STATUS_KEYS = KeySet.from_jwks(KEYS["status"])
CODES = [vector for name in make.CODE_GROUPS for vector in load(name)]
LISTS = [vector for name in make.LIST_GROUPS for vector in load(name)]
GOOD = CODES[0]

each_code = pytest.mark.parametrize("vector", CODES, ids=[vector["name"] for vector in CODES])
each_list = pytest.mark.parametrize("vector", LISTS, ids=[vector["name"] for vector in LISTS])


def good_list(uri: str) -> StatusList:
    if uri != GOOD_LIST["uri"]:
        raise StatusMissing
    return read_status_token(GOOD_LIST["token"], STATUS_KEYS, uri=uri, now=NOW)


def list_of(vector: dict[str, Any], uri: str) -> StatusList:
    if vector["form"] == "cwt":
        return read_status_cwt(bytes.fromhex(vector["token"]), STATUS_KEYS, uri=uri, now=NOW)
    return read_status_token(vector["token"], STATUS_KEYS, uri=uri, now=NOW)


def plain(checked: Checked) -> dict[str, Any] | None:
    if checked.claims is None:
        return None
    claims = asdict(checked.claims)
    born = claims["birth_date"]
    return claims | {"serial": claims["serial"].hex(), "birth_date": born and born.isoformat()}


def differing(vector: dict[str, Any], judge: str, otherwise: str) -> str:
    return str(vector.get("differs", {}).get(judge, {}).get("answer", otherwise))


def test_there_are_enough_vectors_and_no_two_share_a_name() -> None:
    names = [vector["name"] for vector in CODES + LISTS]

    assert len(names) >= 55
    assert len(names) == len(set(names))


def test_the_files_are_what_the_generator_writes() -> None:
    for path, content in make.files():
        assert path.read_text(encoding="utf-8") == content, path.name


@each_code
def test_code_gets_its_verdict(vector: dict[str, Any]) -> None:
    checked = check_text(vector["text"], CARD_KEYS, good_list, now=NOW)

    found = {"verdict": checked.verdict.value, "reason": checked.reason, "claims": plain(checked)}
    assert found == vector["expected"]


@each_code
def test_a_general_cbor_reader_agrees(vector: dict[str, Any]) -> None:
    def status_at(uri: str, index: int) -> int | None:
        if uri != GOOD_LIST["uri"]:
            return None
        return judges.list_by_joserfc(GOOD_LIST["token"], KEYS["status"], uri, KEYS["now"], index)

    verdict, claims = judges.by_cbor2(vector["text"], KEYS["card"], KEYS["now"], status_at)

    assert verdict == differing(vector, "cbor2", vector["expected"]["verdict"])
    if verdict == vector["expected"]["verdict"]:
        assert claims == vector["expected"]["claims"]


@each_code
def test_another_teams_reader_agrees(vector: dict[str, Any]) -> None:
    expected = vector["expected"]
    answers = {"not-ours": "refused", "expired": "expired"}
    answer = "not-yet-valid" if expected["reason"] == "not-yet-valid" else answers.get(expected["verdict"], "genuine")

    found, claims = judges.by_rust(vector["text"], KEYS["card"], KEYS["now"])

    assert found == differing(vector, "claim169", answer)
    if found == answer and claims is not None:
        assert claims == {name: expected["claims"][name] for name in claims}


@each_list
def test_list_gets_its_verdict(vector: dict[str, Any]) -> None:
    checked = check_text(GOOD["text"], CARD_KEYS, lambda uri: list_of(vector, uri), now=NOW)

    assert {"verdict": checked.verdict.value, "reason": checked.reason} == vector["expected"]


@each_list
def test_independent_list_readers_agree(vector: dict[str, Any]) -> None:
    args = (KEYS["status"], GOOD_LIST["uri"], KEYS["now"], 10)

    try:
        if vector["form"] == "cwt":
            status = judges.list_by_cbor2(bytes.fromhex(vector["token"]), *args)
        else:
            status = judges.list_by_joserfc(vector["token"], *args)
        found = judges.BY_STATUS[status]
    except judges.Refused:
        found = "could-not-check"

    judge = "cbor2" if vector["form"] == "cwt" else "joserfc"
    assert found == differing(vector, judge, vector["expected"]["verdict"])


def test_every_difference_is_a_real_one_and_explained() -> None:
    for vector in CODES + LISTS:
        for judge, difference in vector.get("differs", {}).items():
            assert judge in ("cbor2", "claim169", "joserfc")
            assert len(difference["why"]) > 20, vector["name"]
            assert difference["answer"] != vector["expected"]["verdict"], vector["name"]
