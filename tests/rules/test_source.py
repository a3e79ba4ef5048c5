"""Rules of the house that the source must keep: read as a syntax tree, not as text."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kartu.audit.actions import Action

ROOT = Path(__file__).parents[2]
PRODUCT = sorted(path for path in (ROOT / "kartu").rglob("*.py"))
ROOMS = [path for path in PRODUCT if "migrations" not in path.parts]

# The one writer of status, and the rows' first writing.
WRITER = "kartu/audit/recording.py"
# Slow or locking statements a migration may not hold on a table that may be big.
LOCKING = ("AddIndex", "AddConstraint", "AlterField", "RemoveField", "RunPython")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")), node


def _writes_status(tree: ast.AST) -> list[int]:
    """Lines that move a status past the writer: `.update(status=...)`, `row.status = ...`, bulk_update of it."""
    lines = [
        call.lineno
        for name, call in _calls(tree)
        if name in {"update", "aupdate", "update_or_create"} and any(word.arg == "status" for word in call.keywords)
    ]
    assignments = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    lines += [
        node.lineno
        for node in assignments
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]
    return lines


@pytest.mark.parametrize("path", [path for path in ROOMS if _name(path) != WRITER], ids=_name)
def test_no_status_moves_past_its_one_writer(path: Path) -> None:
    tree = ast.parse(path.read_text())

    assert _writes_status(tree) == []


def test_the_rule_on_status_finds_a_trespasser() -> None:
    trespass = "Copy.objects.filter(pk=1).update(status='active')\nrow.status = 'active'\n"

    assert _writes_status(ast.parse(trespass)) == [1, 2]


def _used_actions(path: Path) -> set[str]:
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Action"
    }


def test_every_action_of_the_closed_list_is_recorded_somewhere_and_no_other() -> None:
    used = set().union(*(_used_actions(path) for path in ROOMS))

    assert used == {action.name for action in Action}


MIGRATIONS = [path for path in PRODUCT if "migrations" in path.parts and path.name[0].isdigit()]


@pytest.mark.parametrize("path", MIGRATIONS, ids=_name)
def test_migrations_import_no_application_code(path: Path) -> None:
    imported = {
        node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
    } | {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert not [name for name in imported if name.startswith("kartu")]


def _locking(source: str, *, first: bool) -> list[str]:
    """Operations that would hold a big table: only a first migration, whose tables are empty, may use them plainly."""
    return [] if first else sorted({name for name, _ in _calls(ast.parse(source)) if name in LOCKING})


@pytest.mark.parametrize("path", MIGRATIONS, ids=_name)
def test_no_migration_after_the_first_locks_a_big_table(path: Path) -> None:
    assert _locking(path.read_text(), first=path.name.startswith("0001_")) == []


def test_the_rule_on_migrations_finds_a_trespasser() -> None:
    assert _locking("migrations.AddIndex('Copy', models.Index())", first=False) == ["AddIndex"]


def _logged(tree: ast.AST) -> list[int]:
    """Lines that hand a personal attribute to the log."""
    personal = {"name", "identity", "birth_date", "birth_place", "address", "value", "number", "code", "to_sign"}
    return [
        call.lineno
        for name, call in _calls(tree)
        if name in {"debug", "info", "warning", "error", "exception", "critical"}
        for argument in [*call.args, *(word.value for word in call.keywords)]
        for node in ast.walk(argument)
        if isinstance(node, ast.Attribute)
        and node.attr in personal
        and isinstance(node.value, ast.Name)
        and node.value.id in {"member", "contact", "membership", "copy", "person", "claims", "worker"}
    ]


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_no_personal_datum_goes_to_the_log(path: Path) -> None:
    assert _logged(ast.parse(path.read_text())) == []


def test_the_rule_on_logs_finds_a_trespasser() -> None:
    assert _logged(ast.parse("log.error('lost %s', member.name)")) == [1]


def test_whatever_lies_beside_the_code_is_packed_into_the_wheel() -> None:
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    found = {path for path in (ROOT / "kartu").rglob("*.*") if path.is_file() and "__pycache__" not in path.parts}

    assert {path.suffix for path in found if not any(path.match(each) for each in packed)} <= {".py"}
