"""What everybody may see of a queue, and when a day that nobody closed ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from kartu.visits.closing import close_day, close_forgotten_days
from kartu.visits.forecasts import board_of, wait_for_newcomer
from kartu.visits.models import Visit
from kartu.visits.staffing import set_day
from kartu.visits.states import BOOKED
from tests.visits.builders import OPENED, booked, new_place, ticket, times


@pytest.mark.django_db
def test_a_branch_that_is_open_till_midnight_is_not_closed_over_the_heads_of_its_people() -> None:
    scene = new_place()
    set_day(scene.branch, OPENED.date(), dict.fromkeys(range(24), 1), actor=scene.supervisor, now=OPENED)
    midnight = OPENED + timedelta(hours=15)
    ticket(scene.branch, now=midnight - timedelta(minutes=50))

    assert close_forgotten_days(now=midnight + timedelta(minutes=30)) == 0
    assert close_forgotten_days(now=midnight + timedelta(minutes=90)) == 1


@pytest.mark.django_db
def test_who_waits_at_midnight_is_served_that_night_if_an_officer_closes_before() -> None:
    """What the page of the hours says to whoever adds hours at night (decision 13)."""
    scene = new_place()
    monday = OPENED.date()
    midnight = OPENED + timedelta(hours=15)
    for day in (monday, monday + timedelta(days=1)):
        set_day(scene.branch, day, dict.fromkeys((0, 1, *range(8, 15), 22, 23), 2), actor=scene.supervisor, now=OPENED)
    ticket(scene.branch, now=midnight - timedelta(minutes=20))

    with transaction.atomic():
        closed = close_day(scene.branch, monday, actor=scene.officer, now=midnight - timedelta(minutes=5))
        spared = closed[0].new.slot_at
        transaction.set_rollback(True)
    close_forgotten_days(now=midnight + timedelta(minutes=97))
    left = Visit.objects.get(status=BOOKED).day

    assert spared is not None
    assert midnight < spared < midnight + timedelta(hours=2)
    assert left == monday + timedelta(days=2)


@pytest.mark.django_db
def test_the_board_and_a_newcomer_are_told_of_the_order_booked_people_included() -> None:
    scene = new_place()
    waiting = [ticket(scene.branch) for _ in range(3)]
    alone = wait_for_newcomer(scene.branch, now=OPENED)
    yesterday = OPENED - timedelta(days=1)
    for at in times(scene.branch, days=1, now=yesterday)[4:8]:
        booked(scene.branch, at, now=yesterday)

    board = board_of(scene.branch, now=OPENED)

    assert [visit.id for visit in board.next] == [visit.id for visit in waiting]
    assert board.waiting == alone.before == 3
    assert board.newcomer is not None
    assert (board.newcomer.minutes or 0) > (alone.minutes or 0)
    assert board.newcomer == wait_for_newcomer(scene.branch, now=OPENED)
    assert board_of(scene.branch, now=OPENED + timedelta(hours=12)).newcomer is None
