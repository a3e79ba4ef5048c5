"""The test vectors as the verifier's own script gets them, and what Kartu says of each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.vectors import make

FOLDER = Path(make.__file__).parent
SCRIPTS = Path(__file__).parents[2] / "kartu" / "verify" / "static" / "verify"
JUDGE = Path(__file__).parent / "judge.mjs"


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


VECTORS: list[dict[str, Any]] = [vector for name in (*make.CODE_GROUPS, *make.LIST_GROUPS) for vector in load(name)]
GIVEN = {"keys": load("keys"), "goodList": load("good-list"), "vectors": VECTORS}


def differences(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """By name, what the script answers otherwise than Kartu does: verdict, reason or claims."""
    assert len(answers) == len(VECTORS)
    return {
        vector["name"]: answer
        for vector, answer in zip(VECTORS, answers, strict=True)
        if vector["expected"] != {name: _plain(answer[name]) for name in vector["expected"]}
    }


def _plain(value: Any) -> Any:
    """Claims under Python's names; the script has them in camel case."""
    if not isinstance(value, dict):
        return value
    return {re.sub("[A-Z]", lambda sign: f"_{sign[0].lower()}", name): each for name, each in value.items()}
