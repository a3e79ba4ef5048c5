"""A branch on a working day, with officers, people in the queue, and booked times."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from kartu.audit.actors import ANONYMOUS, Actor, member_actor
from kartu.base.digits import new_seed
from kartu.registry.models import Branch, Member
from kartu.visits import states
from kartu.visits.booking import Errand, book_visit, free_times
from kartu.visits.models import Visit
from kartu.visits.queries import today_at
from kartu.visits.tickets import take_ticket
from tests.replacements.builders import Scene, new_scene

# Monday 23 November 2026, 09.00 at a branch in Jakarta; the builders' moment is the Sunday before.
OPENED = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_seeds = itertools.count(1)


def new_place() -> Scene:
    """A branch in the fund's usual week: two counters from 8 to 15, Monday to Friday."""
    return new_scene()


def ticket(branch: Branch, service: str = "other", *, priority: bool = False, now: datetime = OPENED) -> Visit:
    errand = Errand(service, priority=priority, channel=states.TABLET)
    return take_ticket(branch, errand, seed=new_seed(), actor=ANONYMOUS, now=now)[0]


def times(branch: Branch, service: str = "other", *, days: int = 1, now: datetime = OPENED) -> list[datetime]:
    """Free times of a day to come."""
    day = today_at(branch, now) + timedelta(days=days)
    return sorted(free_times(branch, service, day, day, now=now)[day])


def booked(
    branch: Branch, at: datetime, member: Member | None = None, service: str = "other", *, now: datetime = OPENED
) -> tuple[Visit, str]:
    return book_visit(branch, at, Errand(service, member), actor=actor_of(member), now=now)


def actor_of(member: Member | None) -> Actor:
    return member_actor(member.id) if member else ANONYMOUS


def again(visit: Visit) -> Visit:
    return Visit.objects.select_related("branch", "member", "case").get(pk=visit.pk)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
