"""Work on an upload, done by a job in pieces: whoever began last goes on, whoever was believed dead stops.

Each piece is a transaction that first looks, under a lock, whether the work is still its own. A killed worker leaves
whole pieces; the next one begins again (reading) or goes on behind them (writing, undoing).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from kartu.employers.models import Upload


class NotOurs(Exception):
    """Somebody else has taken this work up, or it has ended."""


def begin(upload_id: int, status: str) -> Upload | None:
    """Take up the work on an upload that stands at `status`; None when it no longer does."""
    mine = Upload.objects.filter(pk=upload_id, status=status)
    if not mine.update(attempt=F("attempt") + 1, worked_at=Now()):
        return None
    return Upload.objects.select_related("employer").get(pk=upload_id)


@contextmanager
def piece(upload: Upload, *, share: int | None = None) -> Iterator[None]:
    """One transaction of the work, with how much is done by its end. Raises NotOurs."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(pk=upload.pk, attempt=upload.attempt, status=upload.status)
        if not held.exists():
            raise NotOurs
        yield
        Upload.objects.filter(pk=upload.pk).update(worked_at=Now())
        if share is not None:
            Upload.objects.filter(pk=upload.pk).update(share=share)
