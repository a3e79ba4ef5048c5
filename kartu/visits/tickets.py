"""Into the queue: a ticket for who comes without a booking, "I am here" of who has one, and coming back once."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status
from kartu.base.digits import ten_characters
from kartu.registry.models import Branch
from kartu.visits import states
from kartu.visits.booking import Errand, number_from, write_visit
from kartu.visits.models import QueueDay, Visit
from kartu.visits.queries import today_at
from kartu.visits.refusals import CameBackBefore, DayClosed, NotInQueue, NotOpen, WrongDay
from kartu.visits.staffing import is_open, next_opening


def take_ticket(branch: Branch, errand: Errand, *, seed: str, actor: Actor, now: datetime) -> tuple[Visit, str]:
    """A ticket for somebody who is at the branch. Returns the visit and the code of its status page.

    Sent twice with one `seed` it is one ticket. Raises NotOpen, DayClosed, AlreadyVisiting.
    """
    number, made = number_from(seed)
    if made is not None:
        return made, ten_characters(seed)
    _require_open(branch, now)
    day = today_at(branch, now)
    with transaction.atomic():
        queue = queue_held(branch.id, day)
        visit = write_visit(branch, day, errand, number, seed, now=now)
        _enter(visit, queue, Action.TICKET_TAKEN, actor=actor, now=now)
    return visit, ten_characters(seed)


def check_in(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Somebody with a booked time is there: the visit gets a ticket. Saying so twice is saying it once.

    Raises WrongDay, NotOpen, DayClosed, NotInQueue.
    """
    if visit.status in (states.WAITING, states.CALLED, states.SERVING):
        return
    if visit.status != states.BOOKED:
        raise NotInQueue
    if visit.day != today_at(visit.branch, now):
        raise WrongDay
    _require_open(visit.branch, now)
    with transaction.atomic():
        queue = queue_held(visit.branch_id, visit.day)
        visit.refresh_from_db(fields=["status"])
        if visit.status == states.BOOKED:
            _enter(visit, queue, Action.VISIT_ARRIVED, actor=actor, now=now)


def come_back(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Who was called in vain is there after all: once, behind the people who wait now. Raises CameBackBefore."""
    if visit.status != states.ABSENT:
        raise NotInQueue
    if visit.came_back:
        raise CameBackBefore
    changes: dict[str, object] = {"queued_at": now, "came_back": True, "calls": 0, "counter": None}
    change_status(visit, states.WAITING, Action.VISIT_CAME_BACK, actor=actor, now=now, changes=changes)


def queue_held(branch_id: int, day: date) -> QueueDay:
    """The queue of a branch and day, held until the caller's transaction ends. Raises DayClosed."""
    fresh = settings.PROFILE.visits.priority_every
    QueueDay.objects.bulk_create([QueueDay(branch_id=branch_id, day=day, turns=fresh)], ignore_conflicts=True)
    queue = QueueDay.objects.select_for_update().get(branch_id=branch_id, day=day)
    if queue.closed_at is not None:
        raise DayClosed
    return queue


def _enter(visit: Visit, queue: QueueDay, action: Action, *, actor: Actor, now: datetime) -> None:
    queue.tickets += 1
    queue.save(update_fields=["tickets"])
    changes: dict[str, object] = {"ticket": queue.tickets, "arrived_at": now, "queued_at": now}
    change_status(visit, states.WAITING, action, actor=actor, now=now, changes=changes, ticket=queue.tickets)


def _require_open(branch: Branch, now: datetime) -> None:
    if not is_open(branch, now=now):
        raise NotOpen(at=next_opening(branch, now=now), zone=branch.time_zone)
