"""When a branch is open, and with how many counters: the week, exceptions of a day, days shut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kartu.accounts.models import Role
from kartu.accounts.staff import require_role
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.registry.models import Branch
from kartu.visits.models import ClosedDay, Staffing

LOOK_AHEAD = 31  # days searched for the next opening
MOST_COUNTERS = 50

Hours = Mapping[int, int]


def week_of(branch: Branch) -> dict[int, dict[int, int]]:
    """Counters by weekday and hour; the fund's usual week for a branch that has set none of its own."""
    return _week(list(Staffing.objects.filter(branch=branch, day=None).values_list("weekday", "hour", "counters")))


def hours_on(branch: Branch, day: date) -> dict[int, int]:
    """Counters open in each hour of one day, by the branch's clock; nothing on a day it stays shut."""
    return hours_between(branch, day, day)[day]


def hours_between(branch: Branch, first: date, last: date) -> dict[date, dict[int, int]]:
    """As `hours_on`, for a stretch of days in two questions to the database."""
    shut = set(ClosedDay.objects.filter(branch=branch, day__range=(first, last)).values_list("day", flat=True))
    planned = Staffing.objects.filter(Q(day=None) | Q(day__range=(first, last)), branch=branch)
    rows = list(planned.values_list("day", "weekday", "hour", "counters"))
    week = _week([(weekday, hour, counters) for day, weekday, hour, counters in rows if day is None])
    exceptions: dict[date | None, dict[int, int]] = {}
    for day, _, hour, counters in rows:
        exceptions.setdefault(day, {})[hour] = counters
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = {day: {} if day in shut else exceptions.get(day, week.get(day.weekday(), {})) for day in days}
    return {day: {hour: counters for hour, counters in hours.items() if counters} for day, hours in found.items()}


def shut_days(branch: Branch, *, since: date) -> dict[date, str]:
    """Days to come on which the branch stays shut, and why."""
    return dict(ClosedDay.objects.filter(branch=branch, day__gte=since).order_by("day").values_list("day", "reason"))


def is_open(branch: Branch, *, now: datetime) -> bool:
    """Whether tickets are given out now."""
    local = now.astimezone(ZoneInfo(branch.time_zone))
    return bool(hours_on(branch, local.date()).get(local.hour))


def next_opening(branch: Branch, *, now: datetime) -> datetime | None:
    """When the branch opens next; None when that is not within a month."""
    there = ZoneInfo(branch.time_zone)
    today = now.astimezone(there).date()
    for day, hours in hours_between(branch, today, today + timedelta(days=LOOK_AHEAD)).items():
        for hour in sorted(hours):
            at = datetime.combine(day, time(hour), there)
            if at > now:
                return at
    return None


def closing_time(branch: Branch, day: date) -> datetime | None:
    """When the branch closes that day; None when it is shut."""
    hours = hours_on(branch, day)
    if not hours:
        return None
    return datetime.combine(day, time(), ZoneInfo(branch.time_zone)) + timedelta(hours=max(hours) + 1)


def set_week(branch: Branch, week: Mapping[int, Hours], *, actor: Actor, now: datetime) -> None:
    """Set the counters of the branch's week. Booked times stay as they are. Supervisors only."""
    _require_supervisor(branch, actor, now)
    rows = [
        Staffing(branch=branch, weekday=weekday, hour=hour, counters=counters)
        for weekday, hours in week.items()
        for hour, counters in hours.items()
    ]
    with transaction.atomic():
        _hold(branch)
        Staffing.objects.filter(branch=branch, day=None).delete()
        Staffing.objects.bulk_create(rows)
        record(Action.STAFFING_SET, actor=actor, now=now, subject="branch", subject_id=branch.id)


def set_day(branch: Branch, day: date, hours: Hours, *, actor: Actor, now: datetime) -> None:
    """Set the counters of one day, in place of its weekday's; no hours take the exception away. Supervisors only."""
    _require_supervisor(branch, actor, now)
    with transaction.atomic():
        _hold(branch)
        Staffing.objects.filter(branch=branch, day=day).delete()
        rows = [Staffing(branch=branch, day=day, hour=hour, counters=counters) for hour, counters in hours.items()]
        Staffing.objects.bulk_create(rows)
        record(Action.STAFFING_SET, actor=actor, now=now, subject="branch", subject_id=branch.id, day=day.isoformat())


def open_day(branch: Branch, day: date, *, actor: Actor, now: datetime) -> None:
    """Take back that the branch stays shut. Supervisors only."""
    _require_supervisor(branch, actor, now)
    with transaction.atomic():
        ClosedDay.objects.filter(branch=branch, day=day).delete()
        record(Action.STAFFING_SET, actor=actor, now=now, subject="branch", subject_id=branch.id, day=day.isoformat())


def _week(rows: Sequence[tuple[int | None, int, int]]) -> dict[int, dict[int, int]]:
    if not rows:
        rules = settings.PROFILE.visits
        return {day: dict.fromkeys(range(rules.opens, rules.closes), rules.counters) for day in rules.weekdays}
    week: dict[int, dict[int, int]] = {}
    for weekday, hour, counters in rows:
        if counters:
            week.setdefault(int(weekday or 0), {})[hour] = counters
    return week


def _require_supervisor(branch: Branch, actor: Actor, now: datetime) -> None:
    require_role(actor.id if actor.kind == "staff" else None, (Role.Kind.SUPERVISOR,), now=now, branch_id=branch.id)


def _hold(branch: Branch) -> None:
    """Of two supervisors at once one waits, so that no plan is half of each."""
    Branch.objects.select_for_update().get(pk=branch.pk)
