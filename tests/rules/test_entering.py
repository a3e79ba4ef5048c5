"""docs/entering.md says of ways in, limits and sessions what the code does, and no way in is hidden."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from kartu.accounts import sessions
from kartu.accounts.breached import LAID, BreachedList
from kartu.accounts.context_words import HOUSE
from kartu.accounts.models import User
from kartu.accounts.open_sessions import MOST
from kartu.accounts.passwords import LONGEST, SHORTEST, SHORTEST_WITH_SECOND_STEP
from kartu.base.throttle import LIMITS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "entering.md").read_text()
PRODUCT = [path for path in (ROOT / "kartu").rglob("*.py") if "migrations" not in path.parts]
UNITS = {"minutes": "minutes", "hours": "hours", "days": "days"}


def _row(start: str) -> list[str]:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {start}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def _time(text: str) -> timedelta:
    number, unit = text.split()
    return timedelta(**{UNITS[unit]: int(number)})


def _callers(name: str) -> set[str]:
    """Files of the product that call a function of this name."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


@pytest.mark.parametrize("name", re.findall(r"^\| `([a-z-]+)`", PAGE, flags=re.MULTILINE))
def test_limits_on_guessing_are_those_that_are_written_down(name: str) -> None:
    _, tries, window = _row(f"`{name}`")

    assert (LIMITS[name].tries, LIMITS[name].window) == (int(tries), _time(window))


@pytest.mark.parametrize(
    ("start", "idle", "longest"),
    [
        ("member |", sessions.MEMBER_IDLE, sessions.MEMBER_LONGEST),
        ("member, ", sessions.OWN_PHONE_IDLE, sessions.OWN_PHONE_LONGEST),
        ("staff, HR |", sessions.STAFF_IDLE, sessions.STAFF_LONGEST),
    ],
)
def test_a_session_lasts_as_long_as_is_written_down(start: str, idle: timedelta, longest: timedelta) -> None:
    _, left_alone, at_most, why = _row(start)

    assert (_time(left_alone), _time(at_most)) == (idle, longest)
    assert why


def test_the_other_figures_are_those_that_are_written_down() -> None:
    assert f"older than {sessions.FRESH.seconds // 60} minutes" in PAGE
    assert f"has {MOST} sessions at most" in PAGE
    assert f"{SHORTEST} characters, {SHORTEST_WITH_SECOND_STEP} with a second step; {LONGEST} at most" in PAGE
    assert ", ".join(HOUSE) in PAGE.replace("\n", " ")
    if LAID.exists():
        assert f"{BreachedList(LAID).length:,}" in PAGE


def test_two_functions_open_a_session_and_no_other_way_in_exists() -> None:
    assert _callers("login") == {"kartu/accounts/sessions.py"}
    assert _callers("enter") == {"kartu/portal/entering.py", "kartu/entrance/entering.py"}
    assert _callers("authenticate") == set()
    assert not {"django.contrib.admin", "allauth.socialaccount"} & set(settings.INSTALLED_APPS)


def test_chance_comes_from_the_systems_secure_source_alone() -> None:
    imported = {
        path.relative_to(ROOT).as_posix()
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Import) and "random" in {alias.name for alias in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module == "random")
    }

    assert imported == set()


@pytest.mark.django_db
def test_a_new_fund_has_no_account_that_nobody_made() -> None:
    assert not User.objects.exists()
