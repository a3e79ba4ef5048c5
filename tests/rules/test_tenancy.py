"""Walls between employers: every table that needs one has it, and only few may look over it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from kartu.cards.models import Card
from kartu.registry.models import Employer, Member
from kartu.replacements.models import Replacement

ROOT = Path(__file__).parents[2]
OURS = [model for model in apps.get_models() if model.__module__.startswith("kartu.")]
ONLY = [model for model in OURS if model.__module__.startswith("kartu.employers.")]
# What hangs on a person, an account, a card, a case or an employer is restricted in an employer's scope.
ANCHORS = {Employer, Member, apps.get_model("accounts", "User"), Card, Replacement}
ROOMS = ("registry", "accounts", "cards", "letters", "replacements", "visits", "printing")

POLICIES = """
    SELECT c.relrowsecurity AND c.relforcerowsecurity, coalesce(string_agg(pg_get_expr(p.polqual, c.oid), ' '), '')
    FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.oid = %s::regclass GROUP BY c.oid
"""


def _wall(model: type[models.Model]) -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute(POLICIES, [model._meta.db_table])
        forced, condition = cursor.fetchone()
    return bool(forced), str(condition)


def _hangs_on_somebody(model: type[models.Model]) -> bool:
    return model in ANCHORS or any(
        field.remote_field and field.remote_field.model in ANCHORS for field in model._meta.local_fields
    )


SHARED = [model for model in OURS if model._meta.app_label in ROOMS and _hangs_on_somebody(model)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", ONLY, ids=lambda model: model._meta.label)
def test_a_table_of_the_employers_room_is_shut_without_a_scope(model: type[models.Model]) -> None:
    forced, condition = _wall(model)

    told = f"add to its migration: RunSQL(\"SELECT kartu_employers_only('{model._meta.db_table}', 'employer_id')\")"
    assert forced, told
    assert "kartu_for_fund()" in condition, told
    columns = {field.column for field in model._meta.local_fields}
    assert "kartu_employers()" in condition if "employer_id" in columns else "EXISTS" in condition, told


@pytest.mark.django_db
@pytest.mark.parametrize("model", SHARED, ids=lambda model: model._meta.label)
def test_a_table_that_hangs_on_somebody_is_restricted_in_an_employers_scope(model: type[models.Model]) -> None:
    forced, condition = _wall(model)

    told = f"add to its migration: RunSQL(\"SELECT kartu_within_scope('{model._meta.db_table}', '<condition>')\")"
    assert forced, f"{told}; conditions are kartu_sees_member(member_id), kartu_sees_user(user_id), ..."
    assert "kartu_without_employer()" in condition, told


def _trespasses(source: str) -> bool:
    """A door that leaves its employer's scope."""
    return any(
        (isinstance(node, ast.Name) and node.id == "fund_scope")
        or (isinstance(node, ast.Attribute) and node.attr == "fund_scope")
        or (isinstance(node, ast.alias) and node.name == "fund_scope")
        for node in ast.walk(ast.parse(source))
    )


def test_no_door_of_an_employer_looks_past_it() -> None:
    doors = [path for door in ("hr", "api") for path in (ROOT / "kartu" / door).rglob("*.py")]

    assert [path.relative_to(ROOT).as_posix() for path in doors if _trespasses(path.read_text())] == []


def test_the_rule_on_doors_finds_a_trespasser() -> None:
    assert _trespasses("from kartu.base.tenancy import fund_scope\n")


COPYING = "kartu/base/copying.py"


def test_rows_are_copied_past_the_scope_nowhere() -> None:
    """`cursor.copy` does not pass the engine that tells the scope: one place knows how, and no other may."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kartu").rglob("*.py")
        if ".copy(" in path.read_text() and "cursor" in path.read_text().split(".copy(")[0].rsplit("\n", 1)[-1]
    ]

    assert users == [COPYING]
