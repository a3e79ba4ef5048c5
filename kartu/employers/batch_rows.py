"""One row of a batch: the card stopped, the new one asked for, or why not."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import has_consent
from kartu.audit.actors import Actor
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.employers.acting import card_of_worker, report_for_worker, request_for_worker
from kartu.employers.acts import Batch, BatchRow
from kartu.employers.consents import AskedAlready, ask_consent
from kartu.replacements import states
from kartu.replacements.queries import open_report_of
from kartu.replacements.requests import Wish
from kartu.replacements.sharing import add_shared


def work_row(batch: Batch, row: BatchRow, *, now: datetime) -> None:
    """Take a row as far as it goes. Two commits as for a single worker: the block stands whatever follows."""
    actor = Actor("employer", batch.made_by_id)
    try:
        _stop(batch, row, actor=actor, now=now)
        _request(batch, row, actor=actor, now=now)
    except DomainError as refusal:
        _write(row, refusal.code, now=now, told={name: str(value) for name, value in refusal.context.items()})


def outcome_words(row: BatchRow, language: str) -> str:
    """What became of a row, in words."""
    known = {
        BatchRow.TO_DO: ("Menunggu giliran", "Waiting for its turn"),
        BatchRow.REQUESTED: ("Kartu baru sudah diminta", "A new card was asked for"),
        BatchRow.ASKED: ("Kartu diblokir; menunggu izin pekerja", "Card blocked; waiting for the worker's consent"),
    }
    if row.outcome in known:
        indonesian, english = known[row.outcome]
        return say(language, id=indonesian, en=english)
    refusal = next((kind for kind in _refusals(DomainError) if kind.code == row.outcome), DomainError)
    try:
        return say(language, id=refusal.id, en=refusal.en).format_map(row.told)
    except KeyError:
        return DomainError().words(language)


def _stop(batch: Batch, row: BatchRow, *, actor: Actor, now: datetime) -> None:
    if row.blocked_at is not None:
        return
    report = open_report_of(card_of_worker(row.membership, now=now))
    # Blocked since the batch began, by a worker that was killed before it could say so: not told twice.
    if report is None or report.status != states.BLOCKING or report.reported_at < batch.status_since:
        report_for_worker(row.membership, batch.reason, actor=actor, now=now)
    row.blocked_at = now
    row.save(update_fields=["blocked_at"])


def _request(batch: Batch, row: BatchRow, *, actor: Actor, now: datetime) -> None:
    """The case, its letter and the row's outcome together; or the question for consent and the outcome."""
    with transaction.atomic():
        held = BatchRow.objects.select_for_update(no_key=True).get(pk=row.pk)
        if held.outcome not in (BatchRow.TO_DO, BatchRow.ASKED):
            return
        worker = row.membership
        if not has_consent(worker.member_id, Consent.EMPLOYER_ACTS, employer_id=worker.employer_id):
            with suppress(AskedAlready):
                ask_consent(worker, Consent.EMPLOYER_ACTS, actor=actor, now=now)
            _write(row, BatchRow.ASKED, now=now)
            return
        wish = Wish(delivery=batch.delivery, together=True)
        case = request_for_worker(worker, batch.reason, batch.branch, vouched=True, wish=wish, actor=actor, now=now)
        add_shared(case, batch.paper, actor=actor, now=now)
        row.replacement = case
        _write(row, BatchRow.REQUESTED, now=now)


def _write(row: BatchRow, outcome: str, *, now: datetime, told: dict[str, str] | None = None) -> None:
    row.outcome, row.told, row.done_at = outcome[:40], told or {}, now
    row.save(update_fields=["outcome", "told", "done_at", "replacement"])


def _refusals(kind: type[DomainError]) -> list[type[DomainError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _refusals(child))]
