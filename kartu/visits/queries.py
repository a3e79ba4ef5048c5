"""Visits, found from the branch, the member, or number and code; who waits."""

from __future__ import annotations

from collections import Counter
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

NOBODY = b"\0" * 32


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
    return visits_at(branch_id, day).filter(status__in=states.AT_COUNTER).order_by("counter")


def waiting_rows(branch_id: int, day: date) -> list[Visit]:
    """Everybody who waits, by the index made for it."""
    return list(visits_at(branch_id, day).filter(status=states.WAITING).order_by("queued_at", "id"))


def as_waiting(visit: Visit) -> policy.Waiting:
    """One visit as the order looks at it."""
    arrived = visit.arrived_at or visit.slot_at or visit.made_at
    slot = None if visit.came_back else policy.counted_slot(visit.slot_at, arrived, settings.PROFILE.visits)
    minutes = settings.PROFILE.service(visit.service).minutes
    return policy.Waiting(visit.id, visit.queued_at or arrived, minutes, slot, visit.priority)


def queue_day(branch_id: int, day: date) -> QueueDay:
    """The day's queue: where the rules stand, and whether it is closed. Nothing is stored before the first ticket."""
    fresh = QueueDay(branch_id=branch_id, day=day, turns=settings.PROFILE.visits.priority_every)
    return QueueDay.objects.filter(branch_id=branch_id, day=day).first() or fresh


def still_open(branch: Branch, day: date) -> Counter[str]:
    """How many of the day's visits stand in each state that is not an end."""
    rows = visits_at(branch.id, day).filter(status__in=states.OPEN).order_by().values_list("status")
    return Counter(dict(rows.annotate(count=Count("id"))))


def missed_lately(member_id: int, *, now: datetime) -> int:
    """Booked times the member missed within the fund's span."""
    since = today_at_fund(now) - timedelta(days=settings.PROFILE.visits.missed_days)
    missed = Visit.objects.filter(member_id=member_id, status=states.MISSED, day__gte=since)
    return missed.filter(slot_at__isnull=False).count()


def today_at_fund(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()


def _one(visits: QuerySet[Visit]) -> Visit:
    visit = visits.select_related("branch").first()
    if visit is None:
        raise NotThere
    return visit
