"""Who is next, when somebody will be called, and which times can be booked: pure functions.

The order, as it is published (portal/visits/queue.html):
1. Booked people who are there come first from their time on, in the order of their times. Who is more than
   `late_minutes` late waits like everybody else. Who is early is called when nobody else waits.
2. The others come in the order in which they came. Of every `priority_every` of them called, one with priority may go
   ahead of the people before.
3. After `booked_in_a_row` booked people one of the others is called, so that nobody waits for ever.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kartu.base.profile import VisitRules
from kartu.visits.states import AHEAD, BY_TIME, IN_TURN


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person in the queue, as the order looks at it; `slot_at` is None once a booked time counts no more."""

    id: int
    queued_at: datetime
    minutes: int
    slot_at: datetime | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the rules stand: booked people called in a row, and people called in turn since one went ahead."""

    booked_run: int = 0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is next, why, and where the rules stand afterwards."""

    who: Waiting
    lane: str
    turn: Turn


def choose(waiting: Iterable[Waiting], turn: Turn, rules: VisitRules, *, now: datetime) -> Choice | None:
    """Who is called next; None when nobody waits."""
    due, early, others = _parted(waiting, now)
    if due and (not others or turn.booked_run < rules.booked_in_a_row):
        run = turn.booked_run + 1 if others else 0
        return Choice(min(due, key=_by_slot), BY_TIME, Turn(run, turn.turns))
    if others:
        return _among(others, turn, rules)
    if early:
        return Choice(min(early, key=_by_slot), BY_TIME, turn)
    return None


def counted_slot(slot_at: datetime | None, arrived_at: datetime, rules: VisitRules) -> datetime | None:
    """The booked time as the order takes it: none for who came too late."""
    if slot_at is None or arrived_at > slot_at + timedelta(minutes=rules.late_minutes):
        return None
    return slot_at


def forecast(
    waiting: Sequence[Waiting],
    coming: Sequence[Waiting],
    free: Sequence[datetime],
    turn: Turn,
    rules: VisitRules,
    *,
    until: int | None = None,
) -> dict[int, datetime]:
    """When each of them will be called if everybody takes as long as planned; in the order of the calls.

    `coming`: booked people who are not there yet, taken to come at their time. `free`: when each open counter is free.
    `until`: stop once this one has been called.
    """
    here, later = {each.id: each for each in waiting}, sorted(coming, key=_by_slot)
    counters, called = list(free), dict[int, datetime]()
    heapq.heapify(counters)
    while counters and (here or later):
        at = heapq.heappop(counters)
        while later and (later[0].slot_at or at) <= at:
            come = later.pop(0)
            here[come.id] = come
        choice = choose(here.values(), turn, rules, now=at)
        if choice is None:
            heapq.heappush(counters, max(at, later[0].slot_at or at))
            continue
        turn = choice.turn
        del here[choice.who.id]
        called[choice.who.id] = at
        if choice.who.id == until:
            break
        heapq.heappush(counters, at + timedelta(minutes=choice.who.minutes))
    return called


def rough_range(minutes: float) -> tuple[int, int]:
    """An honest span for an estimate: (20, 30) for 23 minutes; (0, 10) means "less than ten"."""
    if minutes < 8:
        return 0, 10
    low = int(minutes * 0.85) // 5 * 5
    high = -(-int(minutes * 1.25 + 1) // 5) * 5
    return low, max(high, low + 10)


def seats(counters: int, hour: int) -> int:
    """Seats sold for each slot of an hour: half the counters; an odd one is sold in every second hour.

    The other half stays for people without a booking.
    """
    return (counters + hour % 2) // 2


def slots_of(hours: Mapping[int, int], day: date, zone: str, rules: VisitRules) -> dict[datetime, int]:
    """The day's slots and their seats. `hours`: counters open in each hour, by the branch's clock."""
    step, there = rules.slot_minutes, ZoneInfo(zone)
    return {
        datetime.combine(day, time(hour, minute), there): seats(counters, hour)
        for hour, counters in sorted(hours.items())
        for minute in range(0, 60, step)
    }


def needed_slots(minutes: int, rules: VisitRules) -> int:
    """How many slots one after the other a service of so many minutes takes up."""
    return max(1, -(-minutes // rules.slot_minutes))


def open_starts(
    slots: Mapping[datetime, int], taken: Collection[tuple[datetime, int]], length: int, rules: VisitRules
) -> dict[datetime, int]:
    """Times at which `length` slots in a row have one seat free, with the lowest such seat."""
    step = timedelta(minutes=rules.slot_minutes)
    found: dict[datetime, int] = {}
    for start in slots:
        run = [start + step * place for place in range(length)]
        for seat in range(min(slots.get(at, 0) for at in run)):
            if all((at, seat) not in taken for at in run):
                found[start] = seat
                break
    return found


def _parted(waiting: Iterable[Waiting], now: datetime) -> tuple[list[Waiting], list[Waiting], list[Waiting]]:
    """Booked people whose time has come, booked people who are early, and the others."""
    due: list[Waiting] = []
    early: list[Waiting] = []
    others: list[Waiting] = []
    for each in waiting:
        (others if each.slot_at is None else due if each.slot_at <= now else early).append(each)
    return due, early, others


def _among(others: Sequence[Waiting], turn: Turn, rules: VisitRules) -> Choice:
    first = min(others, key=_by_arrival)
    ahead = min((each for each in others if each.priority), key=_by_arrival, default=first)
    if ahead is not first and turn.turns >= rules.priority_every - 1:
        return Choice(ahead, AHEAD, Turn())
    return Choice(first, IN_TURN, Turn(0, min(turn.turns + 1, rules.priority_every)))


def _by_slot(each: Waiting) -> tuple[datetime, datetime, int]:
    return each.slot_at or each.queued_at, each.queued_at, each.id


def _by_arrival(each: Waiting) -> tuple[datetime, int]:
    return each.queued_at, each.id
