"""Blank cards: by their numbers, used one a print, lost, and counted by two people."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction

from kartu.accounts.staff import RoleMissing
from kartu.printing import jobs, queue, states, stock
from kartu.printing.models import BlankCount, BlankUse
from kartu.printing.refusals import (
    CountNeedsReason,
    CountWaits,
    SamePerson,
    SerialsNotARange,
    SerialsNotHere,
    SerialsTaken,
)
from tests.cards.builders import NOW
from tests.replacements.builders import Scene, issued, new_branch, new_scene, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return new_scene()


def _take_in(scene: Scene, first: str = "AB000001", last: str = "AB000100") -> None:
    stock.receive_blanks(scene.branch.id, first, last, "SJ 12", actor=scene.officer, now=NOW)


def _blanks(scene: Scene) -> tuple[int, str]:
    found = stock.stock_of(scene.branch.id)
    return found.blanks, found.upcoming


def test_a_delivery_is_taken_in_by_its_numbers_and_used_in_their_order(scene: Scene) -> None:
    _take_in(scene)
    stock.lose_blanks(scene.branch.id, "AB000002", "ab 000.003", actor=scene.officer, now=NOW)
    before = _blanks(scene)
    issued(scene)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)
    for each in queue.prints_in(run):
        queue.note_printed(each, actor=scene.officer, now=NOW)

    assert before == (98, "AB000001")
    assert _blanks(scene) == (97, "AB000004")
    assert BlankUse.objects.filter(use=states.USED).get().number == 1
    assert stock.used_on(scene.branch.id, NOW) == {"printed": 1, "spoiled": 0, "lost": 2}


def test_a_spoiled_print_uses_a_blank_up_and_nothing_out_uses_none(scene: Scene) -> None:
    _take_in(scene)
    issued(scene)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)
    queue.note_not_out(queue.prints_in(run).get(), actor=scene.officer, now=NOW)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)
    each = queue.prints_in(run).get()
    assert _blanks(scene)[0] == 100

    queue.note_spoiled(each, "misfed", actor=scene.officer, now=NOW)

    assert _blanks(scene)[0] == 99
    assert BlankUse.objects.get().use == states.RUINED


def test_a_print_from_an_empty_drawer_is_not_refused(scene: Scene) -> None:
    issued(scene)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)
    (each,) = queue.prints_in(run)

    queue.note_printed(each, actor=scene.officer, now=NOW)

    assert stock.stock_of(scene.branch.id) == stock.Stock(0, "", low=False, kept=False)


@pytest.mark.parametrize(
    ("first", "last"),
    [("AB1", "AC9"), ("AB001", "AB0009"), ("AB9", "AB1"), ("", ""), ("x" * 9000, "1"), ("AB1", "AB9999"), ("1", "٢")],
)
def test_two_numbers_that_are_no_range_are_refused(scene: Scene, first: str, last: str) -> None:
    with pytest.raises(SerialsNotARange):
        _take_in(scene, first, last)


def test_a_blank_is_in_the_world_once(scene: Scene) -> None:
    _take_in(scene)
    other = new_branch()
    stranger = staff("officer", other)

    with pytest.raises(SerialsTaken):
        stock.receive_blanks(other.id, "AB000100", "AB000200", "", actor=stranger, now=NOW)
    with pytest.raises(SerialsNotHere):
        stock.lose_blanks(other.id, "AB000001", "AB000001", actor=stranger, now=NOW)
    with pytest.raises(RoleMissing):
        stock.receive_blanks(scene.branch.id, "ZZ1", "ZZ2", "", actor=stranger, now=NOW)
    stock.lose_blanks(scene.branch.id, "AB000001", "AB000001", actor=scene.officer, now=NOW)
    with pytest.raises(SerialsNotHere):
        stock.lose_blanks(scene.branch.id, "AB000001", "AB000002", actor=scene.officer, now=NOW)


def test_few_blanks_are_an_alarm_for_the_desk_and_the_operator(scene: Scene) -> None:
    low = settings.PROFILE.printing.low_stock
    _take_in(scene, "1001", f"{1000 + low}")
    enough = stock.stock_of(scene.branch.id).low

    stock.lose_blanks(scene.branch.id, "1001", "1001", actor=scene.officer, now=NOW)

    assert (enough, stock.stock_of(scene.branch.id).low) == (False, True)
    assert stock.low_branches() == [(scene.branch, low - 1)]


def test_a_count_that_differs_has_a_reason_and_counts_once_another_officer_agrees(scene: Scene) -> None:
    _take_in(scene)
    with pytest.raises(CountNeedsReason):
        stock.count_blanks(scene.branch.id, 97, "none", actor=scene.officer, now=NOW)

    count = stock.count_blanks(scene.branch.id, 97, "lost", actor=scene.officer, now=NOW)
    with pytest.raises(CountWaits):
        stock.count_blanks(scene.branch.id, 98, "lost", actor=scene.colleague, now=NOW)
    with pytest.raises(SamePerson):
        stock.answer_count(scene.branch.id, count.id, agrees=True, actor=scene.officer, now=NOW)
    before = _blanks(scene)[0]
    stock.answer_count(scene.branch.id, count.id, agrees=True, actor=scene.colleague, now=NOW)

    assert (before, _blanks(scene)[0]) == (100, 97)


def test_a_doubted_count_changes_nothing(scene: Scene) -> None:
    _take_in(scene)
    count = stock.count_blanks(scene.branch.id, 90, "unknown", actor=scene.officer, now=NOW)

    stock.answer_count(scene.branch.id, count.id, agrees=False, actor=scene.colleague, now=NOW)

    assert _blanks(scene)[0] == 100
    assert stock.count_blanks(scene.branch.id, 100, "lost", actor=scene.officer, now=NOW).reason == "none"


def test_the_database_refuses_a_second_person_who_is_the_first(scene: Scene) -> None:
    _take_in(scene)
    count = stock.count_blanks(scene.branch.id, 100, "", actor=scene.officer, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        BlankCount.objects.filter(pk=count.pk).update(second_id=scene.officer.id)


def test_the_operator_is_told_by_a_command_and_by_the_daily_job(
    scene: Scene, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _take_in(scene, "1", "9")

    call_command("stock", "--json")
    jobs.watch_stock.func(timestamp=0)

    told = json.loads(capsys.readouterr().out)
    assert told == [{"branch": scene.branch.code, "name": scene.branch.name, "blanks": 9}]
    assert f"branch {scene.branch.code} has 9 blank cards left" in caplog.text
