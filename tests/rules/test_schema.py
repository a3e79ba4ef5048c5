"""Rules of the house that the schema itself must keep."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, models

from kartu.audit.actions import Action
from kartu.audit.models import Moving

OURS = [model for model in apps.get_models() if model.__module__.startswith("kartu.")]
MOVING = [model for model in OURS if issubclass(model, Moving)]


def _columns(model: type[models.Model]) -> list[models.Field[object, object]]:
    return [field for field in model._meta.local_fields if field.concrete and field.column]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_column_says_whether_it_is_public_personal_or_secret(model: type[models.Model]) -> None:
    unclassed = [
        field.name
        for field in _columns(model)
        if (field.db_comment or "").partition(":")[0] not in {"public", "personal", "secret"}
    ]

    assert unclassed == []


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_classes_stand_in_the_database_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = ANY(%s) AND NOT coalesce("
            "   col_description(format('%%I', table_name)::regclass, ordinal_position), '')"
            "   ~ '^(public|personal|secret): '",
            [[model._meta.db_table for model in OURS]],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_every_sealed_column_is_binary_and_every_personal_name_date_and_contact_is_sealed() -> None:
    sealed = {
        (model._meta.db_table, field.column)
        for model in OURS
        for field in _columns(model)
        if field.column.endswith("_sealed")
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name LIKE '%%_sealed' AND data_type = 'bytea'"
            " AND table_name = ANY(%s)",
            [[model._meta.db_table for model in OURS]],
        )
        binary = set(cursor.fetchall())

    assert binary == sealed
    assert {
        ("registry_member", f"{name}_sealed") for name in ("identity", "name", "birth_date", "birth_place", "address")
    } | {
        ("registry_contact", "value_sealed"),
        ("cards_copy", "to_sign_sealed"),
        ("cards_copy", "code_sealed"),
    } <= sealed


@pytest.mark.django_db
def test_the_application_is_no_superuser_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("kartu_app", False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["account_emailaddress", "account_emailconfirmation"])
def test_no_plain_email_address_can_be_written_into_the_tables_made_for_them(table: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(f"INSERT INTO {table} DEFAULT VALUES")


@pytest.mark.django_db
@pytest.mark.parametrize("model", MOVING, ids=lambda model: model._meta.label)
def test_the_database_refuses_a_status_outside_the_table_of_moves(model: type[Moving]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c' AND pg_get_constraintdef(oid) ~ '\\mstatus\\M.*ANY'",
            [model._meta.db_table],
        )
        allowed = [
            definition for (definition,) in cursor.fetchall() if all(f"'{name}'" in definition for name in model.MOVES)
        ]

    assert len(allowed) == 1
    assert allowed[0].count("::character varying") in {len(model.MOVES), 2 * len(model.MOVES)}


@pytest.mark.parametrize("model", MOVING, ids=lambda model: model._meta.label)
def test_every_move_leads_to_a_status_of_the_table(model: type[Moving]) -> None:
    targets = {target for moves in model.MOVES.values() for target in moves}

    assert targets <= set(model.MOVES)


def test_actions_are_told_apart_and_fit_their_column() -> None:
    assert len({action.value for action in Action}) == len(Action)
    assert max(len(action.value) for action in Action) <= 32
