"""Forms of the desk that a shaky line may send again: the key a page made for one counts once.

The key is written in the transaction of the act it is for: both are there, or neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from kartu.audit.actors import Actor
from kartu.base.errors import NotThere
from kartu.replacements.models import SentForm

FORGOTTEN = timedelta(days=30)


class SentBefore(Exception):
    """The form with this key was carried out: nothing is done again."""


def once(key: UUID, row: str, act: Callable[[], object], *, actor: Actor, now: datetime) -> None:
    """Carry `act` out, about `row` (kind and number), unless the form with this key was carried out before.

    A refusal rises and keeps no key: nothing was done. Raises SentBefore; NotThere for a key that is somebody else's
    or was made for another row; whatever `act` raises.
    """
    user = actor.id or 0
    with transaction.atomic():
        try:
            with transaction.atomic():
                # Of two at once the second waits here for the first one's end.
                SentForm.objects.create(key=key, user_id=user, row=row, sent_at=now)
        except IntegrityError as error:
            if not SentForm.objects.filter(pk=key, user_id=user, row=row).exists():
                raise NotThere from error
            raise SentBefore from error
        act()


def sweep_sent(*, now: datetime) -> int:
    """Forget keys that no page holds any more; returns how many."""
    return SentForm.objects.filter(sent_at__lt=now - FORGOTTEN).delete()[0]
