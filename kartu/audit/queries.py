"""Events read again: what happened to one thing, and who looked at a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.models import Event
from kartu.audit.recording import record

# Pages opened one after the other are one look.
ONE_LOOK = timedelta(minutes=15)


def events_about(subject: str, subject_id: int) -> QuerySet[Event]:
    """What happened to one row, newest first."""
    return Event.objects.filter(subject=subject, subject_id=subject_id).order_by("-at", "-id")


def events_about_all(member_id: int, subjects: Iterable[tuple[str, int]]) -> QuerySet[Event]:
    """What happened to rows of one member, newest first. `subjects`: kind and number of each, one at least."""
    rows = Q()
    for subject, number in subjects:
        rows |= Q(subject=subject, subject_id=number)
    return Event.objects.filter(rows, member_id=member_id).order_by("-at", "-id")


def last_move(subject: str, subject_id: int) -> Event | None:
    """The event of the row's latest change of status."""
    return events_about(subject, subject_id).exclude(new_status="").first()


def record_look(
    member_id: int, subject: str, subject_id: int, *, reason: str, actor: Actor, now: datetime, **detail: str
) -> None:
    """Write into the member's trail that somebody opened their data, once for pages opened one after the other."""
    lately = Event.objects.filter(member_id=member_id, at__gt=now - ONE_LOOK, at__lte=now, action=Action.MEMBER_READ)
    same = lately.filter(
        actor_kind=actor.kind,
        actor_id=actor.id,
        subject=subject,
        subject_id=subject_id,
        detail__reason=reason,
    )
    if not same.exists():
        record(
            Action.MEMBER_READ,
            actor=actor,
            now=now,
            subject=subject,
            subject_id=subject_id,
            member_id=member_id,
            reason=reason,
            **detail,
        )
