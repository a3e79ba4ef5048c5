"""After a fire or a flood: one letter, one list, many cards.

Every row goes through the verbs a single worker's page uses: the card is stopped at once, the new one is asked for
when the worker consents. Who has not consented is asked, and the row goes on by itself with the answer. A row that is
refused says why and keeps no other from going on. The work is done in slices by jobs that take turns; a row with an
outcome is never done again, so that a killed worker loses and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed, change_status, record_about
from kartu.base.errors import DomainError, NotThere
from kartu.base.numbers import new_number, number_as_written
from kartu.base.queue import defer
from kartu.employers.acts import Batch, BatchRow
from kartu.employers.batch_rows import work_row
from kartu.employers.standing import require_employer
from kartu.registry.models import Branch, Employer, Membership
from kartu.replacements import states
from kartu.replacements.evidence import Letter
from kartu.replacements.sharing import keep_shared

SLICE = 25
REASONS = (states.LOST, states.STOLEN)


class NobodyListed(DomainError):
    """The list names no worker of this employer."""

    code = "nobody-listed"
    id = "Tidak ada nomor di daftar ini yang cocok dengan pekerja unit Anda. Periksa nomornya."
    en = "No number on this list fits a worker of your unit. Check the numbers."


class ListTooLong(DomainError):
    """More workers than one batch takes."""

    code = "list-too-long"
    id = "Daftar ini lebih dari {most} pekerja. Bagi menjadi beberapa."
    en = "This list has more than {most} workers. Divide it."


@dataclass(frozen=True, slots=True)
class Plan:
    """What HR asks for: why, for whom (and which lines named nobody), and where the cards go."""

    reason: str
    workers: Sequence[Membership]
    unmatched: Sequence[int]
    branch: Branch
    delivery: str = states.AT_EMPLOYER


def prepare_batch(
    employer: Employer, plan: Plan, letter: Letter, content: bytes, *, actor: Actor, now: datetime
) -> Batch:
    """Keep the letter and the list; nothing happens to any card before `start_batch`.

    Raises NobodyListed, ListTooLong, LetterIncomplete, and what `rebuild` raises for the letter.
    """
    user_id = require_employer(employer, actor=actor, now=now)
    if plan.reason not in REASONS:
        raise ValueError(f"no reason for many cards at once: {plan.reason}")
    workers = [worker for worker in plan.workers if worker.employer_id == employer.id]
    if not workers:
        raise NobodyListed
    if len(workers) > settings.PROFILE.acting.rows_a_batch:
        raise ListTooLong(most=settings.PROFILE.acting.rows_a_batch)
    with transaction.atomic():
        batch = Batch.objects.create(
            number=new_number(),
            employer=employer,
            reason=plan.reason,
            paper=keep_shared(employer, letter, content, now=now),
            branch=plan.branch,
            delivery=plan.delivery,
            made_by_id=user_id,
            made_at=now,
            unmatched=list(plan.unmatched)[:500],
            status=Batch.PREPARED,
            status_since=now,
        )
        BatchRow.objects.bulk_create(
            BatchRow(batch=batch, employer=employer, membership=worker)
            for worker in {w.id: w for w in workers}.values()
        )
        record_about(Action.BATCH_MADE, batch, actor=actor, now=now, workers=len(workers))
    return batch


def start_batch(batch: Batch, *, actor: Actor, now: datetime) -> None:
    """Begin: HR vouches for every worker on the list. Raises NotThere, AlreadyMoved, MoveNotAllowed."""
    user_id = require_employer(batch.employer, actor=actor, now=now)
    with transaction.atomic():
        changes: dict[str, object] = {"made_by_id": user_id}
        change_status(batch, Batch.RUNNING, Action.BATCH_STARTED, actor=actor, now=now, changes=changes)
        queue_slice(batch)


def cancel_batch(batch: Batch, *, actor: Actor, now: datetime) -> None:
    """Drop a batch that has not begun."""
    require_employer(batch.employer, actor=actor, now=now)
    change_status(batch, Batch.CANCELLED, Action.BATCH_CANCELLED, actor=actor, now=now)


def work_slice(batch_id: int, *, now: datetime) -> None:
    """Do the next rows of a running batch, and queue the slice after them or end the batch. Safe to repeat."""
    batch = Batch.objects.select_related("employer", "paper", "branch").get(pk=batch_id)
    if batch.status != Batch.RUNNING:
        return
    for row in list(_rows(batch).filter(outcome=BatchRow.TO_DO).order_by("id")[:SLICE]):
        work_row(batch, row, now=now)
    if batch.rows.filter(outcome=BatchRow.TO_DO).exists():
        queue_slice(batch)
        return
    try:
        change_status(batch, Batch.DONE, Action.BATCH_DONE, actor=SYSTEM, now=now)
    except (AlreadyMoved, MoveNotAllowed):
        return


def go_on(membership_id: int, *, now: datetime) -> None:
    """A worker has consented: whatever waited for that goes on."""
    waiting = BatchRow.objects.filter(membership=membership_id, outcome=BatchRow.ASKED)
    for row in waiting.select_related("batch__employer", "batch__paper", "batch__branch", "membership__member"):
        work_row(row.batch, row, now=now)


def queue_slice(batch: Batch) -> None:
    """Queue the next slice; slices of one batch take turns."""
    defer("employers.work_batch", lock=f"batch-{batch.id}", employer_id=batch.employer_id, batch_id=batch.id)


def batches_of(employers: Collection[int]) -> QuerySet[Batch]:
    """The batches of these employers, the newest first."""
    found = Batch.objects.filter(employer__in=employers).select_related("employer", "branch", "paper")
    return found.order_by("-made_at", "-id")


def batch_of(employers: Collection[int], number: str) -> Batch:
    """One of them, by its number as typed. Raises NotThere."""
    batch = batches_of(employers).filter(number=number_as_written(number) or "").first()
    if batch is None:
        raise NotThere
    return batch


def counts_of(batch: Batch) -> dict[str, int]:
    """How many rows came to which outcome; those still to do under ""."""
    counted = batch.rows.values_list("outcome").annotate(rows=Count("id"))
    return dict(counted.order_by("outcome"))


def rows_of(batch: Batch) -> QuerySet[BatchRow]:
    """The batch's rows with their workers and cases."""
    return _rows(batch).select_related("membership__member", "replacement").order_by("id")


def _rows(batch: Batch) -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(batch=batch).select_related("membership__member", "membership__employer")
