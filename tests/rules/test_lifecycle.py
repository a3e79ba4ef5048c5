"""docs/lifecycle.md says what the code does: the same moves, by verbs that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kartu.accounts.models import Consent, ContactChange, Mandate, Recovery
from kartu.audit.models import Moving
from kartu.cards.models import Copy
from kartu.employers.acts import Asking, Batch, Download
from kartu.employers.models import Proposal, Upload
from kartu.letters.models import Letter
from kartu.notifications.models import Message
from kartu.printing.models import BlankCount, Certificate, Destruction, Print
from kartu.replacements.models import Box, Evidence, Replacement, Report, SampleCheck, SecondLook
from kartu.visits.models import Visit
from tests.replacements.arrows import ARROWS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "lifecycle.md").read_text()
LIVES: list[tuple[str, type[Moving]]] = [
    ("Copy", Copy),
    ("Report", Report),
    ("Replacement", Replacement),
    ("Evidence", Evidence),
    ("Second look", SecondLook),
    ("Sample", SampleCheck),
    ("Message", Message),
    ("Contact change", ContactChange),
    ("Upload", Upload),
    ("Proposal", Proposal),
    ("Way back in", Recovery),
    ("Power of attorney", Mandate),
    ("Consent", Consent),
    ("Visit", Visit),
    ("Box", Box),
    ("Signed letter", Letter),
    ("Print", Print),
    ("Count of blank cards", BlankCount),
    ("Destruction", Destruction),
    ("Interim certificate", Certificate),
    ("Consent asked for", Asking),
    ("Batch", Batch),
    ("Download", Download),
]
NEW = "(new)"


def _chapter(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def _rows(title: str) -> list[tuple[str, str, list[str]]]:
    """From, to and verbs of each row of the chapter's table."""
    lines = [line for line in _chapter(title).splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(start, end, re.findall(r"`(\w+)`", verbs)) for start, end, verbs, *_ in cells]


@pytest.mark.parametrize(("title", "model"), LIVES, ids=[title for title, _ in LIVES])
def test_the_page_and_the_code_have_the_same_table_of_moves(title: str, model: type[Moving]) -> None:
    told = [(start, end) for start, end, _ in _rows(title) if start != NEW]

    assert sorted(told) == sorted((start, end) for start, ends in model.MOVES.items() for end in ends)


@pytest.mark.parametrize(("title", "model"), LIVES, ids=[title for title, _ in LIVES])
def test_the_page_names_the_ends(title: str, model: type[Moving]) -> None:
    found = re.search(r"^Ends: ([\w, ]+)\.", _chapter(title), re.MULTILINE)

    assert found is not None
    assert set(found[1].split(", ")) == {status for status, ends in model.MOVES.items() if not ends}


def test_every_verb_of_the_page_is_a_public_function() -> None:
    trees = [
        ast.parse(path.read_text())
        for room in ("accounts", "cards", "employers", "letters", "replacements", "notifications", "visits", "printing")
        for path in (ROOT / "kartu" / room).rglob("*.py")
    ]
    functions = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    verbs = {verb for title, _ in LIVES for _, _, names in _rows(title) for verb in names}

    assert verbs <= functions


def test_a_case_moves_by_the_verbs_the_page_names() -> None:
    told = {(verb, start, end) for start, end, verbs in _rows("Replacement") if start != NEW for verb in verbs}
    gone = {(verb, start, end) for verb, (starts, end) in ARROWS.items() for start in starts}

    assert {row for row in told if row[0] != "found_it"} == gone


def test_every_status_of_these_rooms_has_its_chapter() -> None:
    rooms = {model.__module__ for _, model in LIVES}

    assert {model for model in Moving.__subclasses__() if model.__module__ in rooms} == {model for _, model in LIVES}
