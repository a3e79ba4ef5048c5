"""The queue of a day: tickets, calling, being absent, coming back, passing on, closing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction

from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import ANONYMOUS
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved
from kartu.base.digits import new_seed
from kartu.base.errors import NotThere
from kartu.visits import states
from kartu.visits.booking import Errand, cancel_visit
from kartu.visits.calling import begin, call_next, call_visit, mark_absent, recall, transfer
from kartu.visits.closing import close_day, close_forgotten_days, remind_visitors, shut_day
from kartu.visits.forecasts import order_of, position_of, today_of
from kartu.visits.models import QueueDay, Visit
from kartu.visits.queries import visit_at, waiting_rows
from kartu.visits.refusals import (
    CallAgain,
    CalledJustNow,
    CameBackBefore,
    CounterBusy,
    DayClosed,
    NobodyWaits,
    NotOpen,
    StillAtCounter,
    WrongDay,
)
from kartu.visits.tickets import check_in, come_back, take_ticket
from tests.replacements.builders import at_once, told
from tests.visits.builders import OPENED, again, booked, minutes, new_place, ticket, times

MONDAY = OPENED.date()


@pytest.mark.django_db
def test_tickets_count_on_through_the_day_and_name_nobody() -> None:
    scene = new_place()

    labels = [ticket(scene.branch, service).label for service in ("lost", "hand_over", "hand_over")]

    assert labels == ["A-001", "B-002", "B-003"]
    assert visit_at(scene.branch.id, MONDAY, " b003").label == "B-003"
    assert {visit.member_id for visit in Visit.objects.filter(branch=scene.branch)} == {None}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["B-004", "Z-001", "A-", "", "A-99999999999999999999", "2222-2222", "\x00"])
def test_a_ticket_of_another_branch_or_of_nobody_is_not_there(typed: str) -> None:
    scene, other = new_place(), new_place()
    for _ in range(4):
        ticket(other.branch, "hand_over")
    ticket(scene.branch, "lost")

    with pytest.raises(NotThere):
        visit_at(scene.branch.id, MONDAY, typed)


@pytest.mark.django_db
def test_before_opening_there_are_no_tickets_and_the_opening_is_told() -> None:
    scene = new_place()

    with pytest.raises(NotOpen) as refused:
        ticket(scene.branch, now=OPENED - timedelta(hours=2))

    assert "23 November 2026 pukul 08.00" in refused.value.words("id")


@pytest.mark.django_db
def test_a_tablet_pressed_twice_gives_one_ticket() -> None:
    scene, seed = new_place(), new_seed()

    both = [take_ticket(scene.branch, Errand("other"), seed=seed, actor=ANONYMOUS, now=OPENED) for _ in range(2)]

    assert both[0] == both[1]
    assert len(waiting_rows(scene.branch.id, MONDAY)) == 1


@pytest.mark.usefixtures("committed")
def test_two_officers_who_press_next_at_once_never_call_the_same_ticket() -> None:
    scene = new_place()
    for _ in range(6):
        ticket(scene.branch)

    outcome = at_once(
        [
            lambda counter=counter: call_next(scene.branch, counter, actor=scene.officer, now=OPENED)  # type: ignore[misc]
            for counter in range(1, 7)
        ]
    )

    called = Visit.objects.filter(branch=scene.branch, status=states.CALLED)
    assert outcome == ["done"] * 6
    assert sorted(number or 0 for number in called.values_list("counter", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("committed")
def test_tickets_taken_at_once_have_numbers_of_their_own() -> None:
    scene = new_place()

    at_once([lambda: ticket(scene.branch) for _ in range(8)])

    numbers = Visit.objects.filter(branch=scene.branch).values_list("ticket", flat=True)
    assert sorted(number or 0 for number in numbers) == list(range(1, 9))


@pytest.mark.django_db
def test_one_person_a_counter_and_nobody_left_is_said() -> None:
    scene = new_place()
    ticket(scene.branch)
    first = call_next(scene.branch, 1, actor=scene.officer, now=OPENED)

    with pytest.raises(CounterBusy) as refused:
        call_next(scene.branch, 1, actor=scene.colleague, now=OPENED)
    with pytest.raises(NobodyWaits):
        call_next(scene.branch, 2, actor=scene.colleague, now=OPENED)

    assert refused.value.context == {"counter": 1, "label": first.label}


@pytest.mark.django_db
def test_who_called_whom_to_which_counter_is_written_down() -> None:
    scene = new_place()
    ticket(scene.branch)

    visit = call_next(scene.branch, 3, actor=scene.officer, now=OPENED)

    event = Event.objects.get(subject="visit", subject_id=visit.id, action="visit-called")
    assert (event.actor_kind, event.actor_id, event.detail["counter"]) == ("staff", scene.officer.id, 3)


@pytest.mark.django_db
def test_officers_of_another_branch_call_nobody_here() -> None:
    scene, other = new_place(), new_place()
    visit = ticket(scene.branch)

    with pytest.raises(RoleMissing):
        call_next(scene.branch, 1, actor=other.officer, now=OPENED)
    with pytest.raises(RoleMissing):
        call_visit(visit, 1, actor=other.officer, now=OPENED)


@pytest.mark.django_db
def test_absent_after_the_third_call_and_back_once_behind_the_others() -> None:
    scene = new_place()
    first, second = ticket(scene.branch), ticket(scene.branch)
    visit = call_next(scene.branch, 1, actor=scene.officer, now=OPENED)

    with pytest.raises(CalledJustNow):
        recall(visit, actor=scene.officer, now=OPENED + timedelta(seconds=5))
    with pytest.raises(CallAgain):
        mark_absent(visit, actor=scene.officer, now=OPENED + minutes(1))
    for minute in (1, 2):
        recall(visit, actor=scene.officer, now=OPENED + minutes(minute))
    mark_absent(visit, actor=scene.officer, now=OPENED + minutes(3))
    come_back(visit, actor=ANONYMOUS, now=OPENED + minutes(10))

    assert visit == first
    assert list(order_of(today_of(scene.branch, now=OPENED + minutes(10)))) == [second.id, first.id]
    Visit.objects.filter(pk=visit.pk).update(status=states.ABSENT)
    with pytest.raises(CameBackBefore):
        come_back(again(visit), actor=ANONYMOUS, now=OPENED + minutes(20))


@pytest.mark.django_db
def test_who_is_passed_on_keeps_the_place_or_is_called_to_the_other_counter() -> None:
    scene = new_place()
    first = ticket(scene.branch)
    others = [ticket(scene.branch) for _ in range(2)]
    call_next(scene.branch, 1, actor=scene.officer, now=OPENED)
    visit = again(first)
    begin(visit, actor=scene.officer, now=OPENED)

    transfer(visit, "lost", actor=scene.officer, now=OPENED)
    assert list(order_of(today_of(scene.branch, now=OPENED))) == [first.id, *(other.id for other in others)]

    visit = call_next(scene.branch, 1, actor=scene.officer, now=OPENED)
    begin(visit, actor=scene.officer, now=OPENED)
    transfer(visit, "other", counter=4, actor=scene.officer, now=OPENED)
    assert (again(first).status, again(first).counter) == (states.CALLED, 4)


@pytest.mark.django_db
def test_the_estimate_counts_minutes_and_open_counters() -> None:
    scene = new_place()
    people = [ticket(scene.branch, "lost") for _ in range(5)]

    position = position_of(people[4], now=OPENED)

    # Two counters, twenty minutes each: the fifth is called after two rounds.
    assert (position.before, position.minutes) == (4, 40.0)


@pytest.mark.django_db
def test_a_booked_person_is_called_at_the_time_and_before_people_who_came_earlier() -> None:
    scene = new_place()
    at = times(scene.branch)[4]
    visit, _ = booked(scene.branch, at, scene.card.member)
    walk_in = ticket(scene.branch, now=at - minutes(40))
    check_in(visit, actor=scene.member, now=at - minutes(5))

    before = call_next(scene.branch, 1, actor=scene.officer, now=at - minutes(1))
    ticket(scene.branch, now=at - minutes(1))
    then = call_next(scene.branch, 2, actor=scene.officer, now=at)

    assert [before, then] == [walk_in, visit]
    assert then.lane == states.BY_TIME


@pytest.mark.django_db
def test_i_am_here_counts_on_the_booked_day_alone() -> None:
    scene = new_place()
    visit, _ = booked(scene.branch, times(scene.branch)[0], scene.card.member)

    with pytest.raises(WrongDay):
        check_in(visit, actor=scene.member, now=OPENED)
    for _ in range(2):
        check_in(visit, actor=scene.member, now=OPENED + timedelta(days=1))

    assert again(visit).ticket == 1


@pytest.mark.django_db
def test_closing_the_day_gives_everybody_who_waited_a_new_time_and_tells_them() -> None:
    scene = new_place()
    known, _ = booked(scene.branch, times(scene.branch, days=0)[0], scene.card.member)
    missed, _ = booked(scene.branch, times(scene.branch, days=0)[0])
    check_in(known, actor=scene.member, now=OPENED + minutes(30))
    stranger = ticket(scene.branch, now=OPENED + minutes(31))

    carried = close_day(scene.branch, MONDAY, actor=scene.officer, now=OPENED + timedelta(hours=6))

    assert [each.old for each in carried] == [known, stranger]
    assert all(each.new.priority and each.new.status == states.BOOKED for each in carried)
    assert [each.new.day for each in carried] == [MONDAY + timedelta(days=1)] * 2
    assert len({each.new.slot_at for each in carried}) == 2
    assert told(scene.card)[-1] == "visit_carried"
    assert again(stranger).carried_to == carried[1].new
    assert again(missed).status == states.MISSED
    with pytest.raises(DayClosed):
        ticket(scene.branch, now=OPENED + minutes(60))


@pytest.mark.django_db
def test_a_day_is_not_closed_over_somebody_at_a_counter_but_the_night_closes_it() -> None:
    scene = new_place()
    ticket(scene.branch)
    visit = call_next(scene.branch, 1, actor=scene.officer, now=OPENED)
    begin(visit, actor=scene.officer, now=OPENED)

    with pytest.raises(StillAtCounter):
        close_day(scene.branch, MONDAY, actor=scene.officer, now=OPENED + timedelta(hours=6))
    in_the_evening = close_forgotten_days(now=OPENED + timedelta(hours=8))
    in_the_night = close_forgotten_days(now=OPENED + timedelta(hours=13))

    assert (in_the_evening, in_the_night) == (0, 1)
    assert again(visit).status == states.SERVED
    assert close_forgotten_days(now=OPENED + timedelta(hours=13)) == 0


@pytest.mark.django_db
def test_a_day_the_branch_stays_shut_moves_its_bookings_and_offers_no_more() -> None:
    scene = new_place()
    visit, _ = booked(scene.branch, times(scene.branch)[0], scene.card.member)

    (carried,) = shut_day(scene.branch, visit.day, "Hari libur", actor=scene.supervisor, now=OPENED)

    assert carried.new.day == visit.day + timedelta(days=1)
    assert times(scene.branch) == []
    assert told(scene.card)[-1] == "visit_carried"


@pytest.mark.django_db
def test_a_reminder_goes_out_once_a_day_before() -> None:
    scene = new_place()
    visit, _ = booked(scene.branch, times(scene.branch, days=2)[0], scene.card.member)
    assert visit.slot_at is not None
    near = visit.slot_at - timedelta(hours=20)

    assert [remind_visitors(now=now) for now in (OPENED, near, near)] == [0, 1, 0]
    assert told(scene.card).count("visit_reminder") == 1


@pytest.mark.django_db
def test_who_gave_the_ticket_back_a_moment_ago_is_not_called() -> None:
    scene = new_place()
    visit = ticket(scene.branch)
    stale = again(visit)
    cancel_visit(visit, actor=ANONYMOUS, now=OPENED)

    with pytest.raises(AlreadyMoved):
        call_visit(stale, 1, actor=scene.officer, now=OPENED)


CROWD = """
    INSERT INTO visits_visit ({columns})
    SELECT {values} FROM visits_visit AS one, generate_series(1, 6000) AS n WHERE one.id = %s
"""
MADE_UP = {
    "id": "-n",
    "number": "'N' || n",
    "branch_id": "-(n %% 300)",
    "day": "one.day - (n / 300)",
    "ticket": "n",
    "status": "CASE WHEN n %% 7 = 0 THEN 'waiting' ELSE 'served' END",
    "counter": "NULL",
}


@pytest.mark.django_db(transaction=False)
def test_the_queue_the_board_and_the_look_up_are_read_by_their_indexes() -> None:
    scene = new_place()
    visit = ticket(scene.branch)
    columns = [field.column for field in Visit._meta.local_concrete_fields]
    values = [MADE_UP.get(column, f"one.{column}") for column in columns]
    here = Visit.objects.filter(branch=scene.branch, day=MONDAY)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(CROWD.format(columns=", ".join(columns), values=", ".join(values)), [visit.id])
        waiting = here.filter(status=states.WAITING).order_by("queued_at", "id").explain()
        board = here.filter(status__in=states.OPEN).explain()
        look_up = Visit.objects.filter(number=visit.number).explain()
        # A table of the tests is too small for an index; the question is whether there is one that serves.
        cursor.execute("SET LOCAL enable_seqscan = off")
        queue = QueueDay.objects.filter(branch=scene.branch, day=MONDAY).explain()
        transaction.set_rollback(True)

    # Several indexes begin with branch and day; which is cheapest is the planner's business.
    assert re.search(r"Index Cond: .*branch_id = \d+.* AND \(day = ", waiting), waiting
    assert "Seq Scan" not in waiting + board + look_up
    assert "visits_queueday_once" in queue
