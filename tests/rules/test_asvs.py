"""docs/asvs.csv names a test for every requirement, and every test it names is there."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
# Requirements that apply, by chapter: a row that is dropped is missed.
APPLY = {"V6": 31, "V7": 15, "V9": 7, "V10": 20}


@cache
def _tests_in(path: str) -> frozenset[str]:
    file = ROOT / path
    if not (path.startswith("tests/") and file.is_file()):
        return frozenset()
    tree = ast.parse(file.read_text())
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def _missing(tests: str) -> list[str]:
    """The named tests that are not there."""
    return [each for each in tests.split() if each.partition("::")[2] not in _tests_in(each.partition("::")[0])]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_test_the_table_names_exists(row: dict[str, str]) -> None:
    assert _missing(row["tests"]) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_no_requirement_is_without_a_test(row: dict[str, str]) -> None:
    assert row["tests"].split()


def test_no_requirement_is_left_out_or_there_twice() -> None:
    numbers = [row["id"] for row in ROWS]
    chapters = [number.partition(".")[0] for number in numbers]

    assert len(set(numbers)) == len(numbers)
    assert {chapter: chapters.count(chapter) for chapter in APPLY} == APPLY
    assert all(re.fullmatch(r"V\d+(\.\d+){2}", row["id"]) and row["level"] in ("L1", "L2") for row in ROWS)


def test_the_rule_finds_a_test_that_is_not_there() -> None:
    assert _missing("tests/rules/test_asvs.py::test_nothing") == ["tests/rules/test_asvs.py::test_nothing"]
    assert _missing("tests/gone.py::test_nothing") == ["tests/gone.py::test_nothing"]
    assert _missing("tests/rules/test_asvs.py::test_every_test_the_table_names_exists") == []
