"""Visits, found from the branch, the member, or number and code; the queue and its estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet

from kartu.base.errors import NotThere
from kartu.base.numbers import number_as_written
from kartu.registry.models import Branch
from kartu.replacements.numbers import follow_digest, same_digest
from kartu.visits import policy, states
from kartu.visits.models import QueueDay, Visit
from kartu.visits.staffing import hours_on

NOBODY = b"\0" * 32
SHOWN, NEXT = 6, 5  # latest calls, and tickets to come, on the board
COMING_WITHIN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Position:
    """How many are called first, and in how many minutes it will be; None when no counter is open."""

    before: int
    minutes: float | None


def today_at(branch: Branch, now: datetime) -> date:
    """The day by the branch's own clock."""
    return now.astimezone(ZoneInfo(branch.time_zone)).date()


def visits_at(branch_id: int, day: date) -> QuerySet[Visit]:
    """Everybody of one branch and day."""
    return Visit.objects.filter(branch_id=branch_id, day=day).select_related("branch")


def visit_at(branch_id: int, day: date, typed: str) -> Visit:
    """One visit of a branch and day by its ticket ("B-014") or its number, as typed. Raises NotThere."""
    plain = typed.strip().upper()
    letter, digits = plain[:1], plain[1:].lstrip("- ")
    found = visits_at(branch_id, day)
    if letter.isalpha() and digits.isascii() and digits.isdecimal() and len(digits) <= 5:
        visit = found.filter(letter=letter, ticket=int(digits)).first()
    else:
        visit = found.filter(number=number_as_written(typed) or "").first()
    if visit is None:
        raise NotThere
    return visit


def visit_row(branch_id: int, number: str) -> Visit:
    """One visit of a branch, of any day. Raises NotThere."""
    return _one(Visit.objects.filter(branch_id=branch_id, number=number_as_written(number) or ""))


def visits_of(member_id: int) -> QuerySet[Visit]:
    """Everything the member ever booked, the latest day first."""
    return Visit.objects.filter(member_id=member_id).select_related("branch").order_by("-day", "-id")


def visit_of(member_id: int, number: str) -> Visit:
    """One of the member's visits. Raises NotThere."""
    return _one(visits_of(member_id).filter(number=number_as_written(number) or ""))


def visit_by_number_and_code(number: str, code: str) -> Visit:
    """The visit a status page shows to whoever holds its number and code.

    A wrong code, a wrong number and no such visit raise the same NotThere after the same work: of a visit nothing but
    its digest is read before the code fits.
    """
    known = number_as_written(number) or ""
    stored = Visit.objects.filter(number=known).values_list("follow_hash", flat=True).first()
    if not same_digest(bytes(stored or NOBODY), follow_digest(known, code)):
        raise NotThere
    return _one(Visit.objects.filter(number=known).select_related("branch"))


def at_counters(branch_id: int, day: date) -> QuerySet[Visit]:
    """Who stands at a counter, or has been called to one."""
    there = visits_at(branch_id, day).filter(status__in=states.AT_COUNTER)
    return there.select_related("branch", "case").order_by("counter")


def latest_calls(branch_id: int, day: date) -> list[Visit]:
    """Who is called now, the latest first; the board shows nothing else of anybody."""
    called = visits_at(branch_id, day).filter(status__in=states.AT_COUNTER)
    return list(called.order_by("-called_at", "id")[:SHOWN])


def waiting_rows(branch_id: int, day: date) -> list[Visit]:
    """Everybody who waits, by the index made for it."""
    return list(visits_at(branch_id, day).filter(status=states.WAITING).order_by("queued_at", "id"))


def as_waiting(visit: Visit) -> policy.Waiting:
    """One visit as the order looks at it."""
    arrived = visit.arrived_at or visit.slot_at or visit.made_at
    slot = None if visit.came_back else policy.counted_slot(visit.slot_at, arrived, settings.PROFILE.visits)
    minutes = settings.PROFILE.service(visit.service).minutes
    return policy.Waiting(visit.id, visit.queued_at or arrived, minutes, slot, visit.priority)


def turn_at(branch_id: int, day: date) -> policy.Turn:
    """Where the rules stand."""
    row = QueueDay.objects.filter(branch_id=branch_id, day=day).first()
    return policy.Turn(row.booked_run, row.turns) if row else policy.Turn(turns=settings.PROFILE.visits.priority_every)


def still_open(branch: Branch, day: date) -> Counter[str]:
    """How many of the day's visits stand in each state that is not an end."""
    rows = visits_at(branch.id, day).filter(status__in=states.OPEN).order_by().values_list("status")
    return Counter(dict(rows.annotate(count=Count("id"))))


def order_now(branch: Branch, *, now: datetime, until: int | None = None) -> dict[int, datetime]:
    """When everybody who waits will be called, as it looks now, in the order of the calls."""
    rows = waiting_rows(branch.id, today_at(branch, now))
    called = _forecast(branch, [as_waiting(row) for row in rows], now=now, until=until)
    present = {row.id for row in rows}
    return {number: at for number, at in called.items() if number in present}


def position_of(visit: Visit, *, now: datetime) -> Position:
    """Where somebody who waits stands in the queue."""
    called = order_now(visit.branch, now=now, until=visit.id)
    before = [number for number in called if number != visit.id]
    at = called.get(visit.id)
    return Position(len(before), (at - now).total_seconds() / 60 if at else None)


def wait_for_newcomer(branch: Branch, *, now: datetime) -> Position:
    """How long somebody would wait who took a ticket now."""
    rows = waiting_rows(branch.id, today_at(branch, now))
    here = [*(as_waiting(row) for row in rows), policy.Waiting(0, now + timedelta(seconds=1), 15)]
    at = _forecast(branch, here, now=now, until=0).get(0)
    return Position(len(rows), (at - now).total_seconds() / 60 if at else None)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a board says of those who wait: how many, the tickets called next, and the wait of a newcomer."""

    waiting: int
    next: list[Visit]
    newcomer: Position


def ahead_at(branch: Branch, *, now: datetime) -> Ahead:
    """The queue as everybody may see it, out of one forecast."""
    rows = {row.id: row for row in waiting_rows(branch.id, today_at(branch, now))}
    here = [*(as_waiting(row) for row in rows.values()), policy.Waiting(0, now + timedelta(seconds=1), 15)]
    called = _forecast(branch, here, now=now, until=None)
    at = called.get(0)
    soon = [rows[number] for number in called if number in rows][:NEXT]
    return Ahead(len(rows), soon, Position(len(rows), (at - now).total_seconds() / 60 if at else None))


def missed_lately(member_id: int, *, now: datetime) -> int:
    """Booked times the member missed within the fund's span."""
    since = today_at_fund(now) - timedelta(days=settings.PROFILE.visits.missed_days)
    missed = Visit.objects.filter(member_id=member_id, status=states.MISSED, day__gte=since)
    return missed.filter(slot_at__isnull=False).count()


def today_at_fund(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()


def _forecast(
    branch: Branch, here: Sequence[policy.Waiting], *, now: datetime, until: int | None
) -> dict[int, datetime]:
    """The calls to come, booked people who are still to come among them."""
    day, rules = today_at(branch, now), settings.PROFILE.visits
    late = now - timedelta(minutes=rules.late_minutes)
    coming = visits_at(branch.id, day).filter(status=states.BOOKED, slot_at__gt=late, slot_at__lte=now + COMING_WITHIN)
    expected = [as_waiting(visit) for visit in coming]
    free = _free_times(branch, list(at_counters(branch.id, day)), now)
    return policy.forecast(here, expected, free, turn_at(branch.id, day), rules, until=until)


def _free_times(branch: Branch, busy: Sequence[Visit], now: datetime) -> list[datetime]:
    """When each open counter is free: as many as the plan says, or as are at work if that is more."""
    local = now.astimezone(ZoneInfo(branch.time_zone))
    planned = hours_on(branch, local.date()).get(local.hour, 0)
    free = []
    for visit in busy:
        began = visit.serving_at or visit.called_at or now
        minutes = settings.PROFILE.service(visit.service).minutes
        # Somebody who takes longer than planned may be done at any moment.
        free.append(max(began + timedelta(minutes=minutes), now + timedelta(minutes=2)))
    return [*free, *[now] * max(0, planned - len(free))]


def _one(visits: QuerySet[Visit]) -> Visit:
    visit = visits.select_related("branch").first()
    if visit is None:
        raise NotThere
    return visit
