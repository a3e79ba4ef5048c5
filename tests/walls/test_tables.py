"""With the scope filter removed from a query, the database still returns nothing foreign."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, models, transaction
from psycopg import sql

from kartu.audit.actors import OPERATOR
from kartu.base.tenancy import employer_scope, fund_scope
from kartu.registry.members import start_membership
from kartu.registry.models import Membership
from tests.rules.test_tenancy import ONLY, SHARED
from tests.walls.worlds import NOW, World, new_world, row_of

pytestmark = pytest.mark.django_db
# What no employer sees anything of, not even what its own worker holds.
SHUT = {"letters.Letter"}
TABLES = pytest.mark.parametrize("model", SHARED + ONLY, ids=lambda model: model._meta.label)


@pytest.fixture
def ours() -> World:
    return new_world("PT Laut Biru")


@pytest.fixture
def theirs() -> World:
    return new_world("PT Gunung Hijau")


@TABLES
def test_a_query_without_a_filter_finds_ones_own_and_nothing_foreign(
    model: type[models.Model], ours: World, theirs: World
) -> None:
    own, foreign = row_of(model, ours), row_of(model, theirs)

    with employer_scope([ours.employer.id]):
        seen = set(model._default_manager.all())
        by_key = model._default_manager.filter(pk=foreign.pk).exists()
        counted = _rows_in(model._meta.db_table)

    assert (own in seen) == (model._meta.label not in SHUT)
    assert foreign not in seen
    assert not by_key
    assert counted == len(seen)
    with fund_scope():
        assert {own, foreign} <= set(model._default_manager.all())


@pytest.mark.parametrize("model", ONLY, ids=lambda model: model._meta.label)
def test_a_table_of_employers_alone_shows_and_takes_nothing_without_a_scope(
    model: type[models.Model], ours: World
) -> None:
    row = row_of(model, ours)

    assert list(model._default_manager.all()) == []
    assert _rows_in(model._meta.db_table) == 0
    row.pk = None
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, transaction.atomic():
        row.save(force_insert=True)


@TABLES
def test_a_foreign_row_is_neither_changed_nor_removed(model: type[models.Model], ours: World, theirs: World) -> None:
    foreign = row_of(model, theirs)
    column = next(
        each.attname for each in model._meta.local_concrete_fields if not each.primary_key and not each.unique
    )

    with employer_scope([ours.employer.id]):
        changed = model._default_manager.filter(pk=foreign.pk).update(**{column: getattr(foreign, column)})
        removed = model._default_manager.filter(pk=foreign.pk)._raw_delete(using="default")

    assert (changed, removed) == (0, 0)
    with fund_scope():
        assert model._default_manager.filter(pk=foreign.pk).exists()


@TABLES
def test_no_row_is_written_down_for_somebody_elses_worker(
    model: type[models.Model], ours: World, theirs: World
) -> None:
    foreign = row_of(model, theirs)
    foreign.pk = None if model._meta.pk.get_internal_type() == "BigAutoField" else foreign.pk

    refused = pytest.raises(ProgrammingError, match="row-level security")
    with employer_scope([ours.employer.id]), refused, transaction.atomic():
        foreign.save(force_insert=True)


def test_a_membership_cannot_be_moved_to_another_employer(ours: World, theirs: World) -> None:
    own = row_of(Membership, ours)

    refused = pytest.raises(ProgrammingError, match="row-level security")
    with employer_scope([ours.employer.id]), refused, transaction.atomic():
        Membership.objects.filter(pk=own.pk).update(employer=theirs.employer)


def test_one_person_under_two_employers_shows_each_its_own_membership_and_card(ours: World, theirs: World) -> None:
    second = start_membership(
        ours.member, "26990000001", employer=theirs.employer, programmes=1, actor=OPERATOR, now=NOW
    )

    with employer_scope([theirs.employer.id]):
        seen = set(Membership.objects.filter(member=ours.member))

    assert seen == {second}


def test_the_fund_sees_everything_from_within_a_scope(ours: World, theirs: World) -> None:
    with employer_scope([ours.employer.id]), fund_scope():
        seen = set(Membership.objects.all())

    assert {row_of(Membership, ours), row_of(Membership, theirs)} <= seen


def _rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])
