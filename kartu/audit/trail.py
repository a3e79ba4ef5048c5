"""The trail of one member: everything that was done to the person's record, and everybody who looked at it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from kartu.audit.models import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def trail_of(member_id: int) -> QuerySet[Event]:
    """Every event of the member, newest first."""
    return Event.objects.filter(member_id=member_id).order_by("-at", "-id")


def trail_before(member_id: int, mark: str) -> QuerySet[Event]:
    """The part of the trail older than the event `mark` stands for (see `mark_of`); all of it for a mark of nothing."""
    at, _, number = mark.partition("-")
    if not (at.isascii() and at.isdigit() and number.isascii() and number.isdigit() and len(mark) < 40):
        return trail_of(member_id)
    try:
        moment = EPOCH + timedelta(microseconds=int(at))
    except OverflowError:
        return trail_of(member_id)
    older = Q(at__lt=moment) | Q(at=moment, id__lt=int(number))
    return trail_of(member_id).filter(older, at__lte=moment)


def mark_of(event: Event) -> str:
    """Where a page of the trail ends: microseconds since 1970 and the event's number."""
    return f"{(event.at - EPOCH) // timedelta(microseconds=1)}-{event.id}"
