"""Booking a time, moving it, giving it back. A slot is sold once: the database has no second row for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.digits import new_seed, ten_characters
from kartu.notifications.messages import tell
from kartu.notifications.visit_words import VISIT_BOOKED, VISIT_CANCELLED, VISIT_MOVED
from kartu.registry.models import Branch, Member
from kartu.replacements.models import Replacement
from kartu.replacements.numbers import follow_digest, same_digest, stand_in_number
from kartu.visits import policy, states
from kartu.visits.models import Place, Visit
from kartu.visits.queries import missed_lately, today_at
from kartu.visits.refusals import AlreadyVisiting, MissedTooOften, NotInQueue, SlotTaken
from kartu.visits.staffing import hours_between

NUMBERS_TRIED = 5


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody comes for: who, where that is known; which case; whether with priority."""

    service: str
    member: Member | None = None
    case: Replacement | None = None
    priority: bool = False
    channel: str = states.PORTAL


def free_times(
    branch: Branch, service: str, first: date, last: date, *, known: bool = True, now: datetime
) -> dict[date, dict[datetime, int]]:
    """Times that can be booked, by day, each with its seat. Who is unknown to us gets half of each slot's seats."""
    rules = settings.PROFILE.visits
    soonest = now + timedelta(minutes=rules.notice_minutes)
    length = policy.needed_slots(settings.PROFILE.service(service).minutes, rules)
    hours = hours_between(branch, first, last)
    taken = _taken(branch, first, last)
    found: dict[date, dict[datetime, int]] = {}
    for day, open_hours in hours.items():
        slots = policy.slots_of(open_hours, day, branch.time_zone, rules)
        if not known:
            slots = {at: (seats + 1) // 2 for at, seats in slots.items()}
        starts = policy.open_starts(slots, taken, length, rules)
        found[day] = {at: seat for at, seat in starts.items() if at >= soonest}
    return found


def days_to_book(branch: Branch, *, now: datetime) -> tuple[date, date]:
    """The first and the last day a time can be booked for."""
    today = today_at(branch, now)
    return today, today + timedelta(days=settings.PROFILE.visits.days_ahead)


def book_visit(
    branch: Branch, at: datetime, errand: Errand, *, seed: str = "", actor: Actor, now: datetime
) -> tuple[Visit, str]:
    """Book a time. Returns the visit and the code that opens its status page; the member is told.

    The number and the code follow from `seed`: sent twice, it is booked once. Raises SlotTaken, AlreadyVisiting,
    MissedTooOften.
    """
    seed = seed or new_seed()
    number, made = number_from(seed)
    if made is not None:
        return made, ten_characters(seed)
    day = at.astimezone(ZoneInfo(branch.time_zone)).date()
    _require_room(branch, day, errand.member, now)
    with transaction.atomic():
        visit = write_visit(branch, day, errand, number, seed, slot_at=at, now=now)
        sell_places(visit, at, known=errand.member is not None, now=now)
        _recorded(Action.VISIT_BOOKED, visit, actor, now)
        tell_time(visit, VISIT_BOOKED, now=now, follow=seed)
    return visit, ten_characters(seed)


def move_visit(visit: Visit, at: datetime, *, actor: Actor, now: datetime) -> None:
    """Another time at the same branch for the same visit. Raises SlotTaken, AlreadyVisiting, NotInQueue."""
    day = at.astimezone(ZoneInfo(visit.branch.time_zone)).date()
    if visit.status != states.BOOKED:
        raise NotInQueue
    if day != visit.day:
        _require_one_open(visit.branch, day, visit.member)
    with transaction.atomic():
        held = Visit.objects.select_for_update().get(pk=visit.pk)
        if held.status != states.BOOKED:
            raise NotInQueue
        Place.objects.filter(visit=visit).delete()
        sell_places(visit, at, known=visit.member_id is not None, now=now)
        held.slot_at, held.day, held.reminded_at = at, day, None
        held.save(update_fields=["slot_at", "day", "reminded_at"])
        _recorded(Action.VISIT_MOVED, visit, actor, now)
        visit.slot_at, visit.day = at, day
        tell_time(visit, VISIT_MOVED, now=now)


def cancel_visit(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Give the time or the ticket back. Raises AlreadyMoved, MoveNotAllowed."""
    booked = visit.status == states.BOOKED
    with transaction.atomic():
        change_status(visit, states.CANCELLED, Action.VISIT_CANCELLED, actor=actor, now=now)
        Place.objects.filter(visit=visit).delete()
        if booked and visit.member is not None:
            tell(visit.member, VISIT_CANCELLED, now=now, number=visit.number)


def sell_places(visit: Visit, at: datetime, *, known: bool, now: datetime) -> None:
    """Write down the seats the visit takes, in the caller's transaction. Raises SlotTaken."""
    day = at.astimezone(ZoneInfo(visit.branch.time_zone)).date()
    first, last = days_to_book(visit.branch, now=now)
    if not first <= day <= last:
        raise SlotTaken
    # Somebody may be quicker: then the next free seat of the same slots is tried, while there is one.
    while True:
        seat = free_times(visit.branch, visit.service, day, day, known=known, now=now)[day].get(at)
        if seat is None:
            raise SlotTaken
        if take_seat(visit, at, seat):
            return


def take_seat(visit: Visit, at: datetime, seat: int) -> bool:
    """Write down one seat in every slot the visit takes up; False when somebody has one of them by now."""
    rules = settings.PROFILE.visits
    length = policy.needed_slots(settings.PROFILE.service(visit.service).minutes, rules)
    step = timedelta(minutes=rules.slot_minutes)
    places = [Place(branch_id=visit.branch_id, at=at + step * n, seat=seat, visit=visit) for n in range(length)]
    try:
        with transaction.atomic():
            Place.objects.bulk_create(places)
    except IntegrityError:
        return False
    return True


def write_visit(
    branch: Branch,
    day: date,
    errand: Errand,
    number: str,
    seed: str,
    *,
    slot_at: datetime | None = None,
    now: datetime,
) -> Visit:
    """The first row of a visit, booked. Raises AlreadyVisiting when the database knows of another one that day."""
    service = settings.PROFILE.service(errand.service)
    try:
        with transaction.atomic():
            return Visit.objects.create(
                number=number,
                follow_hash=follow_digest(number, ten_characters(seed)),
                branch=branch,
                service=service.code,
                letter=service.letter,
                day=day,
                slot_at=slot_at,
                member=errand.member,
                case=errand.case,
                priority=errand.priority,
                channel=errand.channel,
                made_at=now,
                status=states.BOOKED,
                status_since=now,
            )
    except IntegrityError as error:
        _require_one_open(branch, day, errand.member)
        raise AlreadyVisiting(number=number) from error


def number_from(seed: str) -> tuple[str, Visit | None]:
    """The number that follows from a seed, and the visit that has it already when the seed was sent before."""
    for tried in range(NUMBERS_TRIED):
        number = stand_in_number(f"visit:{tried}:{seed}")
        there = Visit.objects.filter(number=number).select_related("branch", "member").first()
        if there is None or same_digest(bytes(there.follow_hash), follow_digest(number, ten_characters(seed))):
            return number, there
    raise LookupError("no number is free")


def tell_time(visit: Visit, kind: str, *, now: datetime, **more: str | int) -> None:
    """Tell the member, where there is one, branch, day and time by the branch's own clock."""
    if visit.member is None:
        return
    local = (visit.slot_at or visit.made_at).astimezone(ZoneInfo(visit.branch.time_zone))
    more |= {"branch_id": visit.branch_id, "day": local.date().isoformat(), "clock": local.hour * 60 + local.minute}
    tell(visit.member, kind, now=now, to=None, number=visit.number, **more)


def _require_room(branch: Branch, day: date, member: Member | None, now: datetime) -> None:
    if member is None:
        return
    missed = missed_lately(member.id, now=now)
    if missed >= settings.PROFILE.visits.missed_limit:
        raise MissedTooOften(count=missed)
    _require_one_open(branch, day, member)


def _require_one_open(branch: Branch, day: date, member: Member | None) -> None:
    if member is None:
        return
    there = Visit.objects.filter(member=member, branch=branch, day=day, status__in=states.OPEN).first()
    if there is not None:
        raise AlreadyVisiting(number=there.number)


def _taken(branch: Branch, first: date, last: date) -> set[tuple[datetime, int]]:
    zone = ZoneInfo(branch.time_zone)
    start, end = datetime.combine(first, time(), zone), datetime.combine(last, time(), zone) + timedelta(days=1)
    rows: Iterable[tuple[datetime, int]] = Place.objects.filter(branch=branch, at__gte=start, at__lt=end).values_list(
        "at", "seat"
    )
    return set(rows)


def _recorded(action: Action, visit: Visit, actor: Actor, now: datetime) -> None:
    record_about(action, visit, actor=actor, now=now, branch=visit.branch_id, service=visit.service)
