"""Jobs of this room: fetch by id, call one verb, safe to run twice."""

from __future__ import annotations

from contextlib import suppress

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kartu.accounts.claims import open_claim
from kartu.audit.actors import SYSTEM, staff_actor
from kartu.base.queue import AT_LEISURE, LONG, defer
from kartu.replacements import (
    figures,
    files,
    giving,
    likeness,
    making,
    reports,
    sampling,
    sending,
    sharing,
    signed,
    unclear,
)
from kartu.replacements.models import Report

# Tried again after 3, 9, 27 ... seconds; the last wait is some five hours.
AGAIN = RetryStrategy(max_attempts=9, exponential_wait=3)


@app.task(name="replacements.renew_after_report", retry=AGAIN)
def renew_after_report(report_id: int) -> None:
    """Renew the digital card of a report, should the process that reported it have died."""
    report = Report.objects.select_related("card", "member").get(pk=report_id)
    reports.renew_after_report(report, actor=SYSTEM, now=timezone.now())


@app.task(name="replacements.flag", retry=AGAIN)
def flag(claim: str, number: str, reason: str) -> None:
    """Flag the cards of the member a sealed claim fits, if there is one."""
    reports.flag_cards(open_claim(claim), number, reason, now=timezone.now())


@app.task(name="replacements.issue", retry=AGAIN)
def issue(replacement_id: int) -> None:
    """Make the card of an approved case."""
    making.issue_replacement(replacement_id, actor=SYSTEM, now=timezone.now())


@app.task(name="replacements.check_shared", retry=AGAIN)
def check_shared(paper_id: int, branch_id: int, accepted: bool, officer: int) -> None:
    """Say of a shared paper in a branch's other cases what its officer said of it in one."""
    sharing.check_shared(paper_id, branch_id, accepted=accepted, actor=staff_actor(officer), now=timezone.now())


@app.task(name="replacements.approve_together", retry=AGAIN)
def approve_together(paper_id: int, branch_id: int, officer: int) -> None:
    """Approve the cases under one shared paper that lack nothing."""
    sharing.approve_together(paper_id, branch_id, actor=staff_actor(officer), now=timezone.now())


@app.task(name="replacements.look_at_picture", queue=LONG, retry=AGAIN)
def look_at_picture(evidence_id: int) -> None:
    """Compare a new picture with those that were sent before."""
    likeness.look_at_picture(evidence_id, now=timezone.now())


@app.periodic(cron="30 3 * * *")
@app.task(
    name="replacements.look_again",
    queue=LONG,
    lock="likeness",
    queueing_lock="replacements.look_again",
    priority=AT_LEISURE,
)
def look_again(timestamp: int = 0, beyond: int = 0) -> None:
    """Once a night, and then piece by piece until all is done: look again at pictures an older looking has read."""
    last = likeness.look_again(beyond, now=timezone.now())
    if last is not None:
        with suppress(AlreadyEnqueued):  # the next night's waits already, and begins with the oldest that is left
            defer("replacements.look_again", lock="likeness", priority=AT_LEISURE, beyond=last)


@app.task(name="replacements.follow_letter", retry=AGAIN)
def follow_letter(letter_id: int) -> None:
    """A signed letter was extended or withdrawn: its papers in undecided cases follow."""
    signed.follow_letter(letter_id, now=timezone.now())


@app.periodic(cron="20 1 * * *")
@app.task(name="replacements.clear_drawers", queue=LONG, queueing_lock="replacements.clear_drawers")
def clear_drawers(timestamp: int) -> None:
    """Once a night: remind of cards that wait, void those that waited too long."""
    giving.remind_uncollected(now=timezone.now())
    giving.void_uncollected(actor=SYSTEM, now=timezone.now())


@app.periodic(cron="10 1 * * *")
@app.task(name="replacements.tell_lapsing", queue=LONG, queueing_lock="replacements.tell_lapsing")
def tell_lapsing(timestamp: int) -> None:
    """Once a night (morning in Indonesia): tell whose letter lapses soon."""
    unclear.tell_lapsing(now=timezone.now())


@app.periodic(cron="50 2 * * *")
@app.task(name="replacements.sweep_files", queue=LONG, queueing_lock="replacements.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Once a night: remove uploaded files whose row was never written."""
    files.sweep_files(now=timezone.now())


@app.periodic(cron="10 2 * * *")
@app.task(name="replacements.draw_samples", queue=LONG, queueing_lock="replacements.draw_samples")
def draw_samples(timestamp: int) -> None:
    """Once a night: draw decided cases to be looked at again, and forget the keys of forms sent long ago."""
    sampling.draw_samples(now=timezone.now())
    sending.sweep_sent(now=timezone.now())


@app.periodic(cron="40 1 * * *")
@app.task(name="replacements.keep_months", queue=LONG, queueing_lock="replacements.keep_months")
def keep_months(timestamp: int) -> None:
    """Once a night: the figures of the last months, for the published service standard."""
    figures.keep_months(now=timezone.now())
