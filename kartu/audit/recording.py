"""Recording what happened, and the one writer of status."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from psycopg.types.json import Jsonb

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.models import Event, Moving
from kartu.base.copying import copy_rows
from kartu.base.errors import DomainError

EVENT = {
    "at": "timestamptz",
    "action": "varchar",
    "actor_kind": "varchar",
    "actor_id": "int8",
    "member_id": "int8",
    "subject": "varchar",
    "subject_id": "int8",
    "old_status": "varchar",
    "new_status": "varchar",
    "detail": "jsonb",
}


class MoveNotAllowed(DomainError):
    """The table of moves has no such arrow."""

    code = "move-not-allowed"
    id = "Langkah ini tidak mungkin dari keadaan sekarang ({old})."
    en = "This step is not possible from the present state ({old})."


class AlreadyMoved(DomainError):
    """Somebody else moved the row first."""

    code = "already-moved"
    id = "Sudah dikerjakan lebih dulu oleh {by} dan sekarang {status}. Muat ulang halaman ini."
    en = "{by} was first and it now stands at {status}. Reload this page."


def record(
    action: Action,
    *,
    actor: Actor,
    now: datetime,
    subject: str,
    subject_id: int | None = None,
    member_id: int | None = None,
    **detail: str | int | bool | None,
) -> Event:
    """Write one event in the caller's transaction. `detail` holds codes, ids and counts, never a personal datum."""
    return Event.objects.create(
        at=now,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.id,
        member_id=member_id,
        subject=subject,
        subject_id=subject_id,
        detail=detail,
    )


def record_about(
    action: Action, row: Moving, /, *, actor: Actor, now: datetime, **detail: str | int | bool | None
) -> Event:
    """As `record`, about a row with a life of its own, which knows its number and whose trail it is in."""
    number, member_id = row.subject_key()
    return record(action, actor=actor, now=now, subject=row.SUBJECT, subject_id=number, member_id=member_id, **detail)


def record_many(
    action: Action, subjects: Iterable[tuple[int, int]], *, actor: Actor, now: datetime, subject: str
) -> None:
    """Write one event for each (member, subject id) pair by COPY, in the caller's transaction."""
    nothing = Jsonb({})
    rows = (
        (now, action.value, actor.kind, actor.id, member_id, subject, number, "", "", nothing)
        for member_id, number in subjects
    )
    copy_rows("audit_event", EVENT, rows)


def change_status(
    row: Moving,
    to: str,
    action: Action,
    *,
    actor: Actor,
    now: datetime,
    changes: dict[str, object] | None = None,
    **detail: str | int | bool | None,
) -> None:
    """Move `row` from the status it was read with to `to`, with its event, or not at all.

    `changes` are further columns to write in the same UPDATE. Of two callers at once one wins; the other is told by
    AlreadyMoved who was first. Raises MoveNotAllowed when the table of moves has no such arrow.
    """
    old = row.status
    if to not in row.MOVES[old]:
        raise MoveNotAllowed(old=old, to=to, subject=row.SUBJECT)
    values = {"status": to, "status_since": now, **(changes or {})}
    number, member_id = row.subject_key()
    with transaction.atomic():
        # Naming the old status in the UPDATE is the lock: the second writer matches no row.
        if not type(row)._default_manager.filter(pk=row.pk, status=old).update(**values):
            raise _already_moved(row)
        Event.objects.create(
            at=now,
            action=action,
            actor_kind=actor.kind,
            actor_id=actor.id,
            member_id=member_id,
            subject=row.SUBJECT,
            subject_id=number,
            old_status=old,
            new_status=to,
            detail=detail,
        )
    for name, value in values.items():
        setattr(row, name, value)


def _already_moved(row: Moving) -> AlreadyMoved:
    number, _ = row.subject_key()
    present = type(row)._default_manager.filter(pk=row.pk).values_list("status", flat=True).first()
    last = (
        Event.objects.filter(subject=row.SUBJECT, subject_id=number)
        .exclude(new_status="")
        .order_by("-at", "-id")
        .first()
    )
    by = f"{last.actor_kind} {last.actor_id or ''}".strip() if last else "-"
    return AlreadyMoved(status=present, by=by)
