"""A scope reaches every statement of its block and nothing after it, on whatever connection."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import DataError, connection, transaction
from django.db.models import CharField, Func, Value

from kartu.base.models import Throttle
from kartu.base.tenancy import NOBODY, Scope, current_scope, employer_scope, fund_scope, no_scope
from tests.pages.client import PageClient

TOLD = "SELECT current_setting('kartu.employers', true), current_setting('kartu.fund', true)"


def told() -> tuple[str, str]:
    """What the next statement's transaction knows."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        employers, fund = cursor.fetchone()
    return employers or "", fund or ""


def in_transaction() -> bool:
    return connection.in_atomic_block or bool(connection.connection.info.transaction_status)


@pytest.mark.usefixtures("committed")
def test_each_statement_knows_the_scope_and_none_leaves_a_transaction_open() -> None:
    with employer_scope([7, 2]):
        first, second = told(), told()
        between = in_transaction()

    assert (first, second, between) == (("2,7", ""), ("2,7", ""), False)
    assert told() == ("", "")


@pytest.mark.usefixtures("committed")
def test_a_verb_that_insists_on_its_own_transaction_runs_inside_a_scope() -> None:
    with employer_scope([1]), transaction.atomic(durable=True):
        inside = told()

    assert inside == ("1", "")


@pytest.mark.usefixtures("committed")
def test_the_fund_lifts_an_employers_scope_and_gives_it_back() -> None:
    with employer_scope([1]):
        with fund_scope():
            lifted = told()
        back = told()
        with no_scope():
            without = told()

    assert (lifted, back, without) == (("", "on"), ("1", ""), ("", ""))


@pytest.mark.usefixtures("committed")
def test_a_scope_that_changes_within_one_transaction_is_told_again() -> None:
    with transaction.atomic():
        before = told()
        with employer_scope([1]):
            one = told()
            with employer_scope([2]):
                two = told()
            again = told()
        after = told()

    assert (before, one, two, again, after) == (("", ""), ("1", ""), ("2", ""), ("1", ""), ("", ""))


@pytest.mark.usefixtures("committed")
def test_a_savepoint_rolled_back_takes_no_scope_with_it() -> None:
    with transaction.atomic():
        with employer_scope([1]):
            told()
            with suppress(DataError), transaction.atomic(), employer_scope([2]):
                told()
                _fail()
            after_error = told()
        with transaction.atomic():
            with employer_scope([3]):
                told()
            told()
            transaction.set_rollback(True)
        outside = told()

    assert (after_error, outside) == (("1", ""), ("", ""))


@pytest.mark.usefixtures("committed")
def test_a_scope_begun_in_a_savepoint_that_is_rolled_back_holds_on() -> None:
    with transaction.atomic(), employer_scope([1]):
        with transaction.atomic():
            told()
            transaction.set_rollback(True)
        inside = told()
        with transaction.atomic(), no_scope():
            told()
            transaction.set_rollback(True)
        with no_scope():
            without = told()

    assert (inside, without) == (("1", ""), ("", ""))


@pytest.mark.usefixtures("committed")
def test_after_an_error_the_connection_goes_on_in_the_scope_and_without_one() -> None:
    with employer_scope([1]):
        with pytest.raises(DataError):
            _fail()
        with pytest.raises(DataError), transaction.atomic():
            _fail()
        inside = told()

    assert (inside, told()) == (("1", ""), ("", ""))


@pytest.mark.usefixtures("committed")
def test_a_connection_that_was_closed_in_the_middle_is_told_anew() -> None:
    with employer_scope([1]):
        told()
        connection.close()
        anew = told()

    assert anew == ("1", "")


@pytest.mark.usefixtures("committed")
def test_rows_read_in_pieces_by_a_server_side_cursor_are_read_in_the_scope() -> None:
    Throttle.objects.create(key=b"a", tries=1, ends_at=datetime.now(tz=UTC))
    known = Func(Value("kartu.employers"), function="current_setting", output_field=CharField())
    rows = Throttle.objects.annotate(known=known).values_list("known", flat=True)

    with employer_scope([1]):
        pieces = list(rows.iterator(chunk_size=1))
        with transaction.atomic():
            inside = list(rows.iterator(chunk_size=1))

    assert (pieces, inside) == (["1"], ["1"])


@pytest.mark.usefixtures("committed")
def test_many_rows_by_one_call_are_written_in_the_scope_whole_or_not_at_all() -> None:
    insert = "INSERT INTO base_throttle VALUES (current_setting('kartu.employers')::bytea || %s::bytea, 1, now())"

    with employer_scope([1]), connection.cursor() as cursor:
        cursor.executemany(insert, [[b"a"], [b"b"]])
        with pytest.raises(Exception, match="duplicate"):
            cursor.executemany(insert, [[b"c"], [b"a"]])

    assert {bytes(row.key) for row in Throttle.objects.all()} == {b"1a", b"1b"}


@pytest.mark.usefixtures("committed")
def test_a_thread_has_the_scope_of_its_context_and_no_other() -> None:
    def in_a_thread() -> tuple[str, str]:
        try:
            return told()
        finally:
            connection.close()

    with employer_scope([1]), ThreadPoolExecutor(2) as threads:
        carried = threads.submit(contextvars.copy_context().run, in_a_thread).result()
        plain = threads.submit(in_a_thread).result()

    assert (carried, plain) == (("1", ""), ("", ""))


@pytest.mark.usefixtures("committed")
def test_without_a_scope_no_statement_is_added() -> None:
    told()
    sent: list[str] = []
    connection.connection.execute = lambda statement: sent.append(statement)

    told()
    with transaction.atomic():
        told()

    assert sent == []


def test_a_scope_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="no employer"), employer_scope([]):
        pass


def test_a_request_begins_in_no_scope_whatever_its_thread_was_left_in(
    pages: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Scope] = []

    def manifest_icon(name: str) -> str:
        seen.append(current_scope())
        return name

    monkeypatch.setattr("kartu.base.pages.static", manifest_icon)

    with employer_scope([1]):
        pages.get("/app.webmanifest")

    assert set(seen) == {NOBODY}


def _fail() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    yield
    assert current_scope() == NOBODY
