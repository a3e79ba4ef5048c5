"""The end of a day, a day on which a branch stays shut, and reminders: nobody who waited is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kartu.accounts.models import Role
from kartu.accounts.staff import require_role
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import change_status, record
from kartu.base.digits import new_seed
from kartu.notifications.visit_words import VISIT_CARRIED, VISIT_REMINDER
from kartu.registry.models import Branch
from kartu.replacements.standing import DESK_ROLES
from kartu.visits import policy, states
from kartu.visits.booking import Errand, days_to_book, free_times, number_from, take_seat, tell_time, write_visit
from kartu.visits.models import ClosedDay, Place, QueueDay, Visit
from kartu.visits.queries import at_counters, visits_at
from kartu.visits.refusals import DayClosed, StillAtCounter
from kartu.visits.staffing import closing_time, hours_between
from kartu.visits.tickets import queue_held

# What nobody closed is closed three hours before midnight, but not before the branch itself has been shut for an hour.
LEFT_OPEN, JUST_SHUT = timedelta(hours=3), timedelta(hours=1)
EXTRA_SEATS = 100  # seats from here on are for people carried over to a day that is full
MORNING = 12


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody who was not reached, with the new visit and the seed its code follows from."""

    old: Visit
    new: Visit
    seed: str


def close_day(branch: Branch, day: date, *, actor: Actor, now: datetime) -> list[Carried]:
    """Close the day's queue: who waits gets a new time and priority, who did not come is marked so.

    Returns everybody carried over. Who is known to us is told by message; the others need the slip that is printed
    from this. Raises StillAtCounter, DayClosed.
    """
    _require_desk(branch.id, actor, now)
    with transaction.atomic():
        queue = queue_held(branch.id, day)
        busy = at_counters(branch.id, day).filter(status=states.SERVING).count()
        if busy and actor != SYSTEM:
            raise StillAtCounter(count=busy)
        _end_served(branch, day, actor=actor, now=now)
        carried = [
            _carry(visit, actor=actor, now=now)
            for visit in visits_at(branch.id, day)
            .filter(status__in=(states.WAITING, states.CALLED))
            .select_related("member", "case")
            .order_by("queued_at", "id")
        ]
        for visit in visits_at(branch.id, day).filter(status__in=(states.BOOKED, states.ABSENT)):
            change_status(visit, states.MISSED, Action.VISIT_MISSED, actor=actor, now=now)
        queue.closed_at = now
        queue.save(update_fields=["closed_at"])
        record(
            Action.DAY_CLOSED,
            actor=actor,
            now=now,
            subject="branch",
            subject_id=branch.id,
            day=day.isoformat(),
            carried=len(carried),
        )
    return carried


def shut_day(branch: Branch, day: date, reason: str, *, actor: Actor, now: datetime) -> list[Carried]:
    """The branch stays shut that day: whoever booked it gets another time and is told. Supervisors only."""
    require_role(actor.id if actor.kind == "staff" else None, (Role.Kind.SUPERVISOR,), now=now, branch_id=branch.id)
    with transaction.atomic():
        queue_held(branch.id, day)
        ClosedDay.objects.update_or_create(branch=branch, day=day, defaults={"reason": reason})
        booked = visits_at(branch.id, day).filter(status=states.BOOKED).select_related("member", "case")
        carried = [_carry(visit, actor=actor, now=now) for visit in booked.order_by("slot_at", "id")]
        record(
            Action.STAFFING_SET,
            actor=actor,
            now=now,
            subject="branch",
            subject_id=branch.id,
            day=day.isoformat(),
            carried=len(carried),
        )
    return carried


def close_forgotten_days(*, now: datetime) -> int:
    """Close days that nobody closed, hours after their end; returns how many. Safe to repeat."""
    closed = 0
    for branch_id, day in _open_days(now):
        branch = Branch.objects.get(pk=branch_id)
        midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(branch.time_zone))
        shut = closing_time(branch, day)
        if now < max(midnight - LEFT_OPEN, shut + JUST_SHUT if shut else midnight - LEFT_OPEN):
            continue
        try:
            close_day(branch, day, actor=SYSTEM, now=now)
        except DayClosed:
            continue
        closed += 1
    return closed


def remind_visitors(*, now: datetime) -> int:
    """Tell people of a booked time that is near, once; returns how many. Safe to repeat."""
    until = now + timedelta(hours=settings.PROFILE.visits.remind_hours)
    due = Visit.objects.filter(status=states.BOOKED, reminded_at=None, slot_at__gt=now, slot_at__lte=until)
    reminded = 0
    for visit in due.filter(member__isnull=False).select_related("member", "branch"):
        with transaction.atomic():
            mine = Visit.objects.filter(pk=visit.pk, status=states.BOOKED, reminded_at=None).update(reminded_at=now)
            # Who booked a moment ago was told the time then.
            if mine and now - visit.made_at > timedelta(hours=1):
                tell_time(visit, VISIT_REMINDER, now=now)
                reminded += 1
    return reminded


def _carry(visit: Visit, *, actor: Actor, now: datetime) -> Carried:
    """End one visit and book the first time there is for it, with priority. In the caller's transaction."""
    branch, seed = visit.branch, new_seed()
    number, _ = number_from(seed)
    errand = Errand(visit.service, visit.member, visit.case, priority=True, channel=states.CLOSING)
    Place.objects.filter(visit=visit).delete()
    change_status(visit, states.CARRIED, Action.VISIT_CARRIED, actor=actor, now=now)
    day, at, seat = _first_time(branch, visit, now)
    new = write_visit(branch, day, errand, number, seed, slot_at=at, now=now)
    while not take_seat(new, at, seat):
        seat = max(seat + 1, EXTRA_SEATS)
    Visit.objects.filter(pk=visit.pk).update(carried_to=new)
    tell_time(new, VISIT_CARRIED, now=now, follow=seed)
    return Carried(visit, new, seed)


def _first_time(branch: Branch, visit: Visit, now: datetime) -> tuple[date, datetime, int]:
    """The first free time on a later day on which the member has nothing else; an extra seat when all is full."""
    today, last = days_to_book(branch, now=now)
    first = max(today, visit.day) + timedelta(days=1)
    last = max(last, first + timedelta(days=MORNING))
    there = Visit.objects.filter(member_id=visit.member_id or 0, branch=branch, status__in=states.OPEN)
    engaged = set(there.values_list("day", flat=True))
    for day, times in free_times(branch, visit.service, first, last, now=now).items():
        if times and day not in engaged:
            at = min(times)
            return day, at, times[at]
    for day, hours in hours_between(branch, first, last + timedelta(days=31)).items():
        if hours and day not in engaged:
            at = min(policy.slots_of(hours, day, branch.time_zone, settings.PROFILE.visits))
            return day, at, EXTRA_SEATS
    raise LookupError(f"branch {branch.code} opens on no day to come")


def _end_served(branch: Branch, day: date, *, actor: Actor, now: datetime) -> None:
    for visit in at_counters(branch.id, day).filter(status=states.SERVING):
        change_status(visit, states.SERVED, Action.VISIT_SERVED, actor=actor, now=now, counter=visit.counter)


def _open_days(now: datetime) -> list[tuple[int, date]]:
    """Branches and days with somebody still open, or a queue never closed, up to today."""
    today = now.date() + timedelta(days=1)
    open_visits = Visit.objects.filter(status__in=states.OPEN, day__lte=today).values_list("branch_id", "day")
    queues = QueueDay.objects.filter(closed_at=None, day__lte=today).values_list("branch_id", "day")
    return sorted({*open_visits.distinct(), *queues})


def _require_desk(branch_id: int, actor: Actor, now: datetime) -> None:
    if actor == SYSTEM:
        return
    require_role(actor.id if actor.kind == "staff" else None, DESK_ROLES, now=now, branch_id=branch_id)
