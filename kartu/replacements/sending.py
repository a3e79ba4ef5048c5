"""Forms of the desk that a shaky line may send again: the key a page made for one counts once.

The key is written in the transaction of the act it is for: both are there, or neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from kartu.audit.actors import Actor
from kartu.base.errors import NotThere
from kartu.replacements.models import SentForm

FORGOTTEN = timedelta(days=30)
Done = TypeVar("Done")


class SentBefore(Exception):
    """The form with this key was carried out: nothing is done again."""


def once(key: UUID, row: str, act: Callable[[], Done], *, actor: Actor, now: datetime) -> Done:
    """Carry `act` out, about `row` (kind and number), unless the form with this key was carried out before.

    A refusal rises and keeps no key: nothing was done. Raises SentBefore; NotThere for a key that is somebody else's
    or was made for another row; whatever `act` raises.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                # Of two at once the second waits here for the first one's end.
                SentForm.objects.create(key=key, user_id=actor.id or 0, row=row, sent_at=now)
        except IntegrityError:
            require_unsent(key, row, actor=actor)
            raise
        return act()


def require_unsent(key: UUID, row: str, *, actor: Actor) -> None:
    """Raise as `once` does for a key that was used; for acts that commit something before what `once` carries out."""
    sent = SentForm.objects.filter(pk=key).first()
    if sent is None:
        return
    if (sent.user_id, sent.row) != (actor.id or 0, row):
        raise NotThere
    raise SentBefore


def sweep_sent(*, now: datetime) -> int:
    """Forget keys that no page holds any more; returns how many."""
    return SentForm.objects.filter(sent_at__lt=now - FORGOTTEN).delete()[0]
