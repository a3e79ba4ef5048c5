"""Booking: a slot is sold once, one visit a person and day, moved and given back by whoever holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import ANONYMOUS
from kartu.base.digits import new_seed
from kartu.base.errors import DomainError, NotThere
from kartu.visits import states
from kartu.visits.booking import Errand, book_visit, cancel_visit, free_times, move_visit
from kartu.visits.models import Place, Visit
from kartu.visits.queries import visit_by_number_and_code
from kartu.visits.refusals import AlreadyVisiting, MissedTooOften, NotInQueue, SlotTaken
from kartu.visits.staffing import hours_on, set_day, set_week, week_of
from tests.cards.builders import new_card
from tests.replacements.builders import at_once, told
from tests.visits.builders import OPENED, actor_of, again, booked, minutes, new_place, times

TUESDAY = date(2026, 11, 24)


@pytest.mark.django_db
def test_a_booked_time_is_told_with_number_and_code_and_is_no_longer_free() -> None:
    scene = new_place()
    member = scene.card.member
    at = times(scene.branch)[0]

    visit, code = booked(scene.branch, at, member)

    assert (visit.status, visit.slot_at, visit.day) == (states.BOOKED, at, TUESDAY)
    assert told(scene.card)[-1] == "visit_booked"
    assert at not in times(scene.branch)
    assert visit_by_number_and_code(visit.number, code) == visit
    for number, wrong in ((visit.number, "0000000000"), ("2222-2222", code), ("", "")):
        with pytest.raises(NotThere):
            visit_by_number_and_code(number, wrong)


@pytest.mark.django_db
def test_sent_twice_it_is_booked_once() -> None:
    scene, seed = new_place(), new_seed()
    at = times(scene.branch)[0]

    first = book_visit(scene.branch, at, Errand("other"), seed=seed, actor=ANONYMOUS, now=OPENED)
    second = book_visit(scene.branch, at, Errand("other"), seed=seed, actor=ANONYMOUS, now=OPENED)

    assert first == second
    assert Visit.objects.filter(branch=scene.branch).count() == 1


@pytest.mark.django_db
def test_a_long_service_takes_as_many_slots_as_it_needs() -> None:
    scene = new_place()
    at = times(scene.branch, "correction")[0]

    visit, _ = booked(scene.branch, at, service="correction")

    assert [place.at for place in visit.places.order_by("at")] == [at, at + minutes(15)]
    assert at + minutes(15) not in times(scene.branch)


@pytest.mark.usefixtures("committed")
def test_eight_people_press_at_once_and_a_slot_is_sold_once() -> None:
    scene = new_place()
    members = [new_card().member for _ in range(8)]
    at = times(scene.branch)[0]

    def act(number: int) -> Callable[[], object]:
        return lambda: booked(scene.branch, at, members[number])

    outcome = at_once([act(number) for number in range(8)])

    assert outcome.count("done") == 1
    assert {type(each) for each in outcome if isinstance(each, DomainError)} == {SlotTaken}
    assert Visit.objects.filter(branch=scene.branch, slot_at=at).count() == 1
    assert Place.objects.filter(branch=scene.branch, at=at).count() == 1


@pytest.mark.usefixtures("committed")
def test_one_person_in_two_windows_has_one_open_visit_a_day() -> None:
    scene = new_place()
    first, second = times(scene.branch)[:2]

    outcome = at_once([lambda at=at: booked(scene.branch, at, scene.card.member) for at in (first, second)])  # type: ignore[misc]

    assert outcome.count("done") == 1
    assert Visit.objects.filter(member=scene.card.member, status=states.BOOKED).count() == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_a_seat_sold_twice() -> None:
    scene = new_place()
    visit, _ = booked(scene.branch, times(scene.branch)[0])
    place = visit.places.get()

    with pytest.raises(IntegrityError, match="visits_place_once"), transaction.atomic():
        Place.objects.create(branch=scene.branch, at=place.at, seat=place.seat, visit=visit)


@pytest.mark.django_db
def test_a_moved_visit_gives_its_old_time_back_and_keeps_its_number() -> None:
    scene = new_place()
    first, *_, last = times(scene.branch)
    visit, code = booked(scene.branch, first, scene.card.member)

    move_visit(visit, last, actor=scene.member, now=OPENED)

    assert first in times(scene.branch)
    assert last not in times(scene.branch)
    assert visit_by_number_and_code(visit.number, code).slot_at == last
    assert told(scene.card)[-1] == "visit_moved"


@pytest.mark.django_db
def test_a_time_somebody_else_has_leaves_the_old_one_in_place() -> None:
    scene = new_place()
    first, second = times(scene.branch)[:2]
    visit, _ = booked(scene.branch, first)
    booked(scene.branch, second)

    with pytest.raises(SlotTaken):
        move_visit(visit, second, actor=ANONYMOUS, now=OPENED)

    assert again(visit).slot_at == first
    assert [place.at for place in visit.places.all()] == [first]


@pytest.mark.django_db
def test_a_cancelled_visit_gives_its_time_back_and_moves_no_more() -> None:
    scene = new_place()
    at = times(scene.branch)[0]
    visit, _ = booked(scene.branch, at, scene.card.member)

    cancel_visit(visit, actor=scene.member, now=OPENED)

    assert at in times(scene.branch)
    assert told(scene.card)[-1] == "visit_cancelled"
    with pytest.raises(NotInQueue):
        move_visit(visit, times(scene.branch)[1], actor=scene.member, now=OPENED)


@pytest.mark.django_db
def test_one_open_visit_a_person_branch_and_day_is_told_by_its_number() -> None:
    scene = new_place()
    first, second = times(scene.branch)[:2]
    visit, _ = booked(scene.branch, first, scene.card.member)

    with pytest.raises(AlreadyVisiting) as refused:
        booked(scene.branch, second, scene.card.member)

    assert refused.value.context == {"number": visit.number}


@pytest.mark.django_db
def test_who_missed_three_times_comes_by_ticket() -> None:
    scene = new_place()
    for at in times(scene.branch)[:3]:
        visit, _ = booked(scene.branch, at, scene.card.member)
        Visit.objects.filter(pk=visit.pk).update(status=states.MISSED)

    with pytest.raises(MissedTooOften):
        booked(scene.branch, times(scene.branch)[3], scene.card.member)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [timedelta(0), timedelta(days=60), timedelta(minutes=7), timedelta(days=5)])
def test_a_time_that_is_not_offered_is_not_sold(wrong: timedelta) -> None:
    """Now, beyond the horizon, between two slots, on a Saturday."""
    scene = new_place()

    with pytest.raises(SlotTaken):
        booked(scene.branch, OPENED + wrong)


@pytest.mark.django_db
def test_a_branch_shows_its_own_hours_and_no_time_when_no_counter_is_open() -> None:
    scene = new_place()
    week = {1: {10: 4, 11: 0}}

    set_week(scene.branch, week, actor=scene.supervisor, now=OPENED)

    assert week_of(scene.branch) == {1: {10: 4}}
    found = free_times(scene.branch, "other", TUESDAY, TUESDAY + timedelta(days=1), now=OPENED)
    assert [at.hour for at in found[TUESDAY]] == [10] * 4
    assert found[TUESDAY + timedelta(days=1)] == {}


@pytest.mark.django_db
def test_an_exception_takes_the_place_of_its_weekday_until_it_is_taken_away() -> None:
    scene = new_place()
    usual = hours_on(scene.branch, TUESDAY)

    set_day(scene.branch, TUESDAY, {9: 1}, actor=scene.supervisor, now=OPENED)
    exception = hours_on(scene.branch, TUESDAY)
    set_day(scene.branch, TUESDAY, {}, actor=scene.supervisor, now=OPENED)

    assert (exception, hours_on(scene.branch, TUESDAY)) == ({9: 1}, usual)


@pytest.mark.django_db
def test_only_the_branchs_own_supervisor_sets_its_hours() -> None:
    scene, other = new_place(), new_place()

    for actor in (scene.officer, other.supervisor, scene.member, ANONYMOUS):
        with pytest.raises(RoleMissing):
            set_week(scene.branch, {0: {8: 1}}, actor=actor, now=OPENED)


@pytest.mark.django_db
def test_who_is_unknown_to_us_gets_half_of_a_slots_seats() -> None:
    scene = new_place()
    set_week(scene.branch, {1: {9: 8}}, actor=scene.supervisor, now=OPENED)
    at = times(scene.branch)[0]

    for _ in range(2):
        booked(scene.branch, at)
    with pytest.raises(SlotTaken):
        booked(scene.branch, at)
    visit, _ = booked(scene.branch, at, scene.card.member)

    assert visit.places.get().seat == 2
    assert actor_of(None) == ANONYMOUS
