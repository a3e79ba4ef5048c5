"""The branch's day as it stands, when everybody will be called, and what the board says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.registry.models import Branch
from kartu.visits import policy, states
from kartu.visits.models import Visit
from kartu.visits.queries import as_waiting, queue_day, today_at
from kartu.visits.staffing import hours_on

SHOWN, NEXT = 6, 5  # latest calls, and tickets to come, on the board
COMING_WITHIN = timedelta(hours=2)
NEWCOMER = 0  # stands for somebody who takes a ticket now; no visit has this number


@dataclass(frozen=True, slots=True)
class Position:
    """How many are called first, and in how many minutes it will be; None when no counter is open."""

    before: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Today:
    """Everybody whose visit of today has not ended, counters open this hour, where the rules stand, when it closed."""

    branch: Branch
    now: datetime
    rows: Sequence[Visit]
    planned: int
    turn: policy.Turn
    closed_at: datetime | None

    @property
    def waiting(self) -> list[Visit]:
        return sorted(self._in(states.WAITING), key=lambda visit: (visit.queued_at or visit.made_at, visit.id))

    @property
    def busy(self) -> list[Visit]:
        """Who stands at a counter or has been called to one, in the order of the counters."""
        return sorted(self._in(*states.AT_COUNTER), key=lambda visit: visit.counter or 0)

    @property
    def absent(self) -> list[Visit]:
        """Called in vain, and not yet come back."""
        return [visit for visit in self._in(states.ABSENT) if not visit.came_back]

    @property
    def booked(self) -> list[Visit]:
        """Who has a time and is not there yet, in the order of the times."""
        return sorted(self._in(states.BOOKED), key=lambda visit: (visit.slot_at or visit.made_at, visit.id))

    def calls(self, *others: policy.Waiting, until: int | None = None) -> dict[int, datetime]:
        """When everybody who waits, or is still to come, will be called, in the order of the calls."""
        rules = settings.PROFILE.visits
        late, soon = self.now - timedelta(minutes=rules.late_minutes), self.now + COMING_WITHIN
        coming = [visit for visit in self.booked if visit.slot_at and late < visit.slot_at <= soon]
        here = [*map(as_waiting, self.waiting), *others]
        return policy.forecast(here, [*map(as_waiting, coming)], self._free_times(), self.turn, rules, until=until)

    def position(self, at: datetime | None, before: int) -> Position:
        return Position(before, (at - self.now).total_seconds() / 60 if at else None)

    def _in(self, *wanted: str) -> list[Visit]:
        return [visit for visit in self.rows if visit.status in wanted]

    def _free_times(self) -> list[datetime]:
        """When each open counter is free: as many as the plan says, or as are at work if that is more."""
        free = []
        for visit in self.busy:
            began = visit.serving_at or visit.called_at or self.now
            minutes = settings.PROFILE.service(visit.service).minutes
            # Somebody who takes longer than planned may be done at any moment.
            free.append(max(began + timedelta(minutes=minutes), self.now + timedelta(minutes=2)))
        return [*free, *[self.now] * max(0, self.planned - len(free))]


@dataclass(frozen=True, slots=True)
class Board:
    """What the wall screen says: who is called, the latest first; who is next; how many wait; a newcomer's wait.

    `newcomer` is None while the branch is closed.
    """

    calls: list[Visit]
    next: list[Visit]
    waiting: int
    newcomer: Position | None


def today_of(branch: Branch, *, now: datetime) -> Today:
    """The day as it stands, in four questions to the database, however many people there are."""
    day, hour = today_at(branch, now), now.astimezone(ZoneInfo(branch.time_zone)).hour
    rows = Visit.objects.filter(branch=branch, day=day, status__in=states.OPEN)
    queue = queue_day(branch.id, day)
    planned = 0 if queue.closed_at else hours_on(branch, day).get(hour, 0)
    return Today(branch, now, list(rows), planned, policy.Turn(queue.booked_run, queue.turns), queue.closed_at)


def board_of(branch: Branch, *, now: datetime) -> Board:
    """The queue as everybody may see it, out of one forecast."""
    today = today_of(branch, now=now)
    rows = {row.id: row for row in today.waiting}
    called = today.calls(_newcomer(now))
    latest = sorted(today.busy, key=lambda visit: (visit.called_at or now, -visit.id), reverse=True)
    return Board(
        calls=latest[:SHOWN],
        next=[rows[number] for number in called if number in rows][:NEXT],
        waiting=len(rows),
        newcomer=today.position(called.get(NEWCOMER), len(rows)) if today.planned else None,
    )


def order_of(today: Today, *, until: int | None = None) -> dict[int, datetime]:
    """When everybody who waits will be called, as it looks now, in the order of the calls."""
    present = {row.id for row in today.waiting}
    return {number: at for number, at in today.calls(until=until).items() if number in present}


def position_of(visit: Visit, *, now: datetime) -> Position:
    """Where somebody who waits stands in the queue."""
    today = today_of(visit.branch, now=now)
    called = order_of(today, until=visit.id)
    return today.position(called.get(visit.id), len(called.keys() - {visit.id}))


def wait_for_newcomer(branch: Branch, *, now: datetime) -> Position:
    """How long somebody would wait who took a ticket now."""
    today = today_of(branch, now=now)
    return today.position(today.calls(_newcomer(now), until=NEWCOMER).get(NEWCOMER), len(today.waiting))


def _newcomer(now: datetime) -> policy.Waiting:
    return policy.Waiting(NEWCOMER, now + timedelta(seconds=1), 15)
