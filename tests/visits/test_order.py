"""The order of the queue keeps what the branch's page promises, whatever people come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from kartu.visits.policy import Choice, Turn, Waiting, choose, forecast, rough_range, seats
from kartu.visits.states import AHEAD, BY_TIME

RULES = settings.PROFILE.visits
NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LONGEST = max(service.minutes for service in settings.PROFILE.services)


def _at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


WALK_IN = st.builds(
    lambda minute, priority, long: (minute, priority, long),
    st.integers(0, 240),
    st.booleans(),
    st.sampled_from([10, 15, 20, 25]),
)


def _people(walk_ins: list[tuple[int, bool, int]]) -> list[Waiting]:
    return [
        Waiting(number, _at(minute), long, None, priority)
        for number, (minute, priority, long) in enumerate(walk_ins, start=1)
    ]


@st.composite
def _sold_out(draw: st.DrawFn, counters: int) -> list[Waiting]:
    """Bookings as they can be sold, up to every seat, over six hours; all come on time."""
    booked = []
    for seat in range(counters):
        slot = 0
        while slot < 24:
            long = draw(st.sampled_from([10, 15, 20, 25]))
            length = -(-long // RULES.slot_minutes)
            fits = all(seat < seats(counters, 9 + part // 4) for part in range(slot, slot + length))
            if fits and draw(st.integers(0, 9)):
                at = _at(slot * RULES.slot_minutes)
                booked.append(Waiting(1000 + seat * 100 + slot, at, long, at))
                slot += length
            else:
                slot += 1
    return booked


def _day(people: list[Waiting], counters: int) -> list[tuple[Choice, datetime]]:
    """Every call of a day on which people come when they come: counters are free again after the planned minutes."""
    free, turn, here, calls = [NINE] * counters, Turn(turns=RULES.priority_every), list[Waiting](), []
    coming = sorted(people, key=lambda each: each.queued_at)
    while coming or here:
        free.sort()
        at = free.pop(0)
        while coming and coming[0].queued_at <= at:
            here.append(coming.pop(0))
        choice = choose(here, turn, RULES, now=at)
        if choice is None:
            free.append(coming[0].queued_at)
            continue
        turn = choice.turn
        here.remove(choice.who)
        calls.append((choice, at))
        free.append(at + timedelta(minutes=choice.who.minutes))
    return calls


@effort(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 6), st.lists(WALK_IN, max_size=60))
def test_booked_people_are_called_within_the_promised_minutes_of_their_time(
    data: st.DataObject, counters: int, walk_ins: list[tuple[int, bool, int]]
) -> None:
    calls = _day([*_people(walk_ins), *data.draw(_sold_out(counters))], counters)

    late = [(at - choice.who.slot_at).total_seconds() / 60 for choice, at in calls if choice.who.slot_at]
    assert max(late, default=0) <= RULES.within_minutes


@effort(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 4), st.lists(WALK_IN, min_size=1, max_size=60))
def test_nobody_starves(data: st.DataObject, counters: int, walk_ins: list[tuple[int, bool, int]]) -> None:
    people = [*_people(walk_ins), *data.draw(_sold_out(counters))]
    order = [choice.who for choice, _ in _day(people, counters)]

    assert sorted(each.id for each in order) == sorted(each.id for each in people)
    for place, who in enumerate(order):
        if who.slot_at is None:
            passed_by = sum(1 for each in order[:place] if each.slot_at is None and each.queued_at > who.queued_at)
            before = sum(1 for each in people if each.slot_at is None and each.queued_at <= who.queued_at)
            assert passed_by <= before // (RULES.priority_every - 1) + 1


@effort(max_examples=40, deadline=None)
@given(st.data(), st.lists(WALK_IN, min_size=1, max_size=40))
def test_even_bookings_without_end_let_the_others_through(
    data: st.DataObject, walk_ins: list[tuple[int, bool, int]]
) -> None:
    """More bookings than are ever sold, all of them due: after a few in a row one of the others is called."""
    crowd = [Waiting(5000 + number, _at(-60), 10, _at(-60 + number % 9)) for number in range(200)]
    here = [*crowd, *(replace(each, queued_at=_at(-1)) for each in _people(walk_ins))]
    turn, lanes = Turn(), []
    while any(each.slot_at is None for each in here):
        choice = choose(here, turn, RULES, now=NINE)
        assert choice is not None
        turn = choice.turn
        here.remove(choice.who)
        lanes.append(choice.lane)

    runs = "".join("b" if lane == BY_TIME else "-" for lane in lanes)
    assert "b" * (RULES.booked_in_a_row + 1) not in runs


@effort(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 4), st.lists(WALK_IN, max_size=60))
def test_priority_goes_ahead_no_more_often_than_its_share(
    data: st.DataObject, counters: int, walk_ins: list[tuple[int, bool, int]]
) -> None:
    calls = _day([*_people(walk_ins), *data.draw(_sold_out(counters))], counters)

    lanes = [choice.lane for choice, _ in calls if choice.who.slot_at is None]
    every = RULES.priority_every
    assert all(lanes[start : start + every].count(AHEAD) <= 1 for start in range(len(lanes)))


@effort(max_examples=60, deadline=None)
@given(st.lists(WALK_IN, min_size=2, max_size=30), st.lists(st.tuples(st.booleans(), st.sampled_from([10, 25]))))
def test_who_comes_later_without_a_booking_changes_nothing_among_those_before(
    walk_ins: list[tuple[int, bool, int]], later: list[tuple[bool, int]]
) -> None:
    here = [replace(each, queued_at=_at(-each.id)) for each in _people(walk_ins)]
    newcomers = [Waiting(900 + n, NINE, long, None, priority) for n, (priority, long) in enumerate(later)]

    before = list(forecast(here, [], [NINE], Turn(), RULES))
    after = list(forecast([*here, *newcomers], [], [NINE], Turn(), RULES))

    assert [number for number in after if number < 900] == before


@effort(max_examples=60, deadline=None)
@given(st.lists(WALK_IN, min_size=1, max_size=30), st.randoms())
def test_the_order_does_not_hang_on_how_rows_are_read(walk_ins: list[tuple[int, bool, int]], chance: object) -> None:
    here = _people(walk_ins)
    shuffled = list(here)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random of hypothesis

    assert list(forecast(here, [], [NINE], Turn(), RULES)) == list(forecast(shuffled, [], [NINE], Turn(), RULES))


def test_who_has_priority_goes_ahead_and_who_booked_comes_at_the_time() -> None:
    first, second = Waiting(1, _at(-30), 15), Waiting(2, _at(-29), 15)
    elderly = Waiting(3, _at(-1), 15, None, True)
    booked = Waiting(4, _at(-5), 15, _at(10))

    order = forecast([first, second, elderly, booked], [], [NINE], Turn(turns=2), RULES)

    assert order == {3: NINE, 4: _at(15), 1: _at(30), 2: _at(45)}


def test_booked_people_who_are_still_to_come_count_in_the_forecast() -> None:
    here = [Waiting(number, _at(-30 + number), 15) for number in (1, 2, 3)]
    coming = [Waiting(8, _at(10), 10, _at(10)), Waiting(9, _at(40), 10, _at(40))]

    order = forecast(here, coming, [NINE], Turn(), RULES)

    assert order == {1: NINE, 8: _at(15), 2: _at(25), 9: _at(40), 3: _at(50)}


def test_who_is_early_is_called_when_nobody_else_waits() -> None:
    early = Waiting(1, _at(-30), 15, _at(60))

    choice = choose([early], Turn(), RULES, now=NINE)

    assert choice is not None
    assert choice.who is early


def test_half_the_counters_are_sold_and_an_odd_one_in_every_second_hour() -> None:
    assert [seats(counters, hour) for counters in (0, 1, 2, 3, 4) for hour in (8, 9)] == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]


def test_an_estimate_is_a_span_that_promises_no_minute() -> None:
    assert [rough_range(minutes) for minutes in (0, 7.9, 8, 23, 61)] == [
        (0, 10),
        (0, 10),
        (5, 15),
        (15, 30),
        (50, 80),
    ]
