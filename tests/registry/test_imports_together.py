from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base import copying
from kartu.registry import imports, matching
from kartu.registry.imports import ImportOutcome, RosterCutShort, import_roster
from kartu.registry.models import Contact, Employer, Member, Membership
from kartu.registry.roster import RosterLine, Worker
from kartu.registry.roster.errors import DamagedFile
from kartu.registry.roster.reading import RosterReading
from kartu.registry.storing import store_matched
from tests.registry.rosters import entry, write

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NPP = "12345678"
ROWS = 60


class Killed(BaseException):
    """Ends the import as a signal would."""


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BLOCK", 7)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return write(tmp_path / "pekerja.csv", (entry(i, email=f"u{i}@contoh.id") for i in range(ROWS)))


def run(path: Path, npp: str = NPP) -> ImportOutcome:
    return import_roster(path, npp=npp, actor=OPERATOR, now=NOW)


def run_and_close(path: Path) -> ImportOutcome:
    try:
        return run(path)
    finally:
        connection.close()


def stored() -> dict[str, int]:
    events = Counter(Event.objects.values_list("action", flat=True))
    models = {"members": Member, "contacts": Contact, "memberships": Membership}
    return {**{name: model._default_manager.count() for name, model in models.items()}, **events}


def complete(rows: int) -> dict[str, int]:
    return {
        "members": rows,
        "contacts": rows,
        "memberships": rows,
        "member-registered": rows,
        "membership-started": rows,
        "employer-registered": 1,
        "roster-imported": 1,
    }


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("before", ["members", "memberships", "commit"])
def test_an_import_killed_in_the_middle_is_finished_by_the_next(
    roster: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    blocks = iter(range(9))

    def killed_in_the_third_block(*args: object, **kwargs: object) -> None:
        third = next(blocks) == 2
        with monkeypatch.context() as patch:
            if third and before != "commit":
                table = "registry_member" if before == "members" else "registry_membership"
                patch.setattr("kartu.registry.storing.insert_rows", dying_at(table))
            store_matched(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        if third:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(imports, "store_matched", killed_in_the_third_block)
        with pytest.raises(Killed):
            run(roster)
    left = stored()
    outcome = run(roster)

    assert (left["members"], left["memberships"], left["contacts"]) == (14, 14, 14)
    assert (outcome.read, outcome.accepted, outcome.known) == (ROWS, ROWS - 14, 14)
    assert stored() == complete(ROWS)


def dying_at(table: str) -> object:
    """insert_rows, killed once it has written `table`."""

    def insert_rows(name: str, columns: dict[str, str], rows: Sequence[Sequence[object]]) -> None:
        copying.insert_rows(name, columns, rows)
        if name == table:
            raise Killed

    return insert_rows


@pytest.mark.usefixtures("committed")
def test_two_imports_of_one_file_at_once_double_nothing(roster: Path) -> None:
    start = threading.Barrier(3)

    def import_at_once(_: int) -> ImportOutcome:
        start.wait(timeout=20)
        return run_and_close(roster)

    with ThreadPoolExecutor(3) as threads:
        outcomes = list(threads.map(import_at_once, range(3)))

    assert [one.read for one in outcomes] == [ROWS] * 3
    assert sum(one.accepted for one in outcomes) == ROWS
    assert sum(one.known for one in outcomes) == 2 * ROWS
    assert stored() == {**complete(ROWS), "roster-imported": 3}
    assert Employer.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_rows_committed_while_a_block_is_matched_are_known_and_not_somebody_else_s(
    roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookups = ("_numbers", "registered_people")
    others = iter([roster])

    def after_somebody_else(name: str) -> Callable[[list[Worker]], dict[str, Any]]:
        look_up = getattr(matching, name)

        def look_up_and_let_go(workers: list[Worker]) -> dict[str, Any]:
            answer: dict[str, Any] = look_up(workers)
            for path in others:
                with ThreadPoolExecutor(1) as thread:
                    thread.submit(run_and_close, path).result()
            return answer

        return look_up_and_let_go

    with monkeypatch.context() as patch:
        for name in lookups:
            patch.setattr(matching, name, after_somebody_else(name))
        outcome = run(roster)

    assert (outcome.read, outcome.accepted, outcome.known) == (ROWS, 0, ROWS)
    assert stored() == {**complete(ROWS), "roster-imported": 2}


@pytest.mark.usefixtures("committed")
def test_the_same_workers_in_opposite_order_at_once_double_nothing(tmp_path: Path) -> None:
    files = [
        write(tmp_path / f"{way}.csv", (entry(i, email=f"u{i}@contoh.id") for i in range(ROWS)[::way]))
        for way in (1, -1)
    ]
    start = threading.Barrier(2)

    def import_at_once(path: Path) -> ImportOutcome:
        start.wait(timeout=20)
        return run_and_close(path)

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(import_at_once, files))

    assert sum(one.accepted for one in outcomes) == sum(one.known for one in outcomes) == ROWS
    assert stored() == {**complete(ROWS), "roster-imported": 2}


@pytest.mark.usefixtures("committed")
def test_a_file_that_breaks_off_keeps_what_stood_before_and_says_how_much(
    roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = RosterReading.__iter__

    def breaking_off(reading: RosterReading) -> Iterator[RosterLine]:
        for number, line in enumerate(whole(reading)):
            if number == 20:
                raise DamagedFile(part="zip")
            yield line

    with monkeypatch.context() as patch:
        patch.setattr(RosterReading, "__iter__", breaking_off)
        with pytest.raises(RosterCutShort) as refusal:
            run(roster)
    outcome = run(roster)

    assert "14" in refusal.value.words("id")
    assert (outcome.accepted, outcome.known) == (ROWS - 14, 14)
    assert stored() == complete(ROWS)
