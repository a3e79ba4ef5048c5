""" "I lost it" and "found it": reports, flags, and what they stop or give back."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kartu.accounts.claims import Claim, member_claimed, seal_claim
from kartu.audit.actions import Action
from kartu.audit.actors import ANONYMOUS, SYSTEM, Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.queue import defer
from kartu.cards.issuing import finish_copy, prepare_copy
from kartu.cards.lifecycle import block_card, lock_card, unblock_physical
from kartu.cards.models import Card
from kartu.cards.queries import active_digital
from kartu.cards.showing import open_cards
from kartu.cards.states import DIGITAL
from kartu.notifications import catalogue
from kartu.notifications.acting_words import EMPLOYER_BLOCKED
from kartu.notifications.messages import tell
from kartu.registry.lookups import identity_text
from kartu.replacements import policy, states
from kartu.replacements.models import Report
from kartu.replacements.numbers import stand_in_number
from kartu.replacements.queries import free_number, open_case_of, open_report_of, withdrawn_reports
from kartu.replacements.refusals import FoundTooLate, NothingLost, ProofDoesNotFit, TooManyReports
from kartu.replacements.requests import cancel_locked
from kartu.replacements.standing import require_proof, require_strong_standing


def report_lost(card: Card, reason: str, proof: str, *, number: str = "", actor: Actor, now: datetime) -> Report:
    """Report a card lost, stolen or never received.

    With a proof every copy in use is blocked and the member told, in a commit of their own: whatever fails later, the
    card is stopped. After it the digital card is renewed for a person who was proved (a job does it when this process
    dies). Without a proof, or when reports were taken back too often, the report is a flag: it blocks nothing, tells
    the member, and an officer settles it. Saying it twice makes one report. A flag gets the `number` its reporter was
    told, when that is free.

    Raises NothingLost for a damaged or wrong card, ProofDoesNotFit and NotThere for the wrong person, TooManyReports
    for one more unproved report after too many. Not to be called inside a transaction.
    """
    if reason not in states.LOSSES:
        raise NothingLost
    require_proof(card, proof, actor=actor, now=now)
    with transaction.atomic(durable=True):
        lock_card(card.id)
        known = open_report_of(card)
        withdrawn = withdrawn_reports(card, now=now)
        if not policy.blocks(proof, withdrawn, settings.PROFILE.replacements):
            return known or _flag(card, reason, proof, withdrawn, number, actor=actor, now=now)
        if known is None:
            report = _write(card, reason, proof, states.BLOCKING, Action.LOSS_REPORTED, actor=actor, now=now)
        elif known.status == states.FLAGGED:
            report = _confirm(known, reason, proof, actor=actor, now=now)
        elif now < known.reported_at + policy.SAME_REPORT:
            return known
        else:
            report = _again(known, actor=actor, now=now)
        _stop(report, actor=actor, now=now)
    _renew(report, actor=actor, now=now)
    return report


def confirm_flag(report: Report, proof: str, *, actor: Actor, now: datetime) -> Report:
    """The flagged card is lost indeed, says its member with a proof, or an officer (proof: counter). Blocks it.

    Commits as `report_lost` does. Raises ProofDoesNotFit for no proof or the wrong one.
    """
    if proof == states.NOTHING_HELD:
        raise ProofDoesNotFit
    require_proof(report.card, proof, actor=actor, now=now)
    with transaction.atomic(durable=True):
        lock_card(report.card_id)
        _confirm(report, report.reason, proof, actor=actor, now=now)
        _stop(report, actor=actor, now=now)
    _renew(report, actor=actor, now=now)
    return report


def flag_by_claim(claim: Claim, reason: str) -> str:
    """Somebody says to be a member and holds nothing. Queues the flags and returns the number to tell.

    Member or not, it is one job and one number: only the job looks whether there is anything to flag.
    """
    number = stand_in_number(identity_text(claim.identity_kind, claim.identity))
    defer("replacements.flag", claim=seal_claim(claim), number=number, reason=reason)
    return number


def flag_cards(claim: Claim, number: str, reason: str, *, now: datetime) -> None:
    """Flag every card of the member a claim fits, if there is one; the first card gets the number that was told."""
    member = member_claimed(claim)
    for card in open_cards(member.id, actor=SYSTEM, now=now) if member else ():
        with suppress(TooManyReports):
            report_lost(card, reason, states.NOTHING_HELD, number=number, actor=ANONYMOUS, now=now)


def dismiss_flag(report: Report, *, actor: Actor, now: datetime) -> None:
    """Nothing is lost, say the member or an officer. Nothing was blocked, so nothing is given back."""
    require_strong_standing(report.card, actor=actor, now=now)
    with transaction.atomic():
        change_status(report, states.DISMISSED, Action.FLAG_DISMISSED, actor=actor, now=now)
        _tell(catalogue.FLAG_DISMISSED, report, now=now)


def found_it(report: Report, *, actor: Actor, now: datetime) -> None:
    """The card is back: print and plastic are good again, and a case that has printed nothing yet is cancelled.

    The digital and wallet copies were renewed and stay so. Raises FoundTooLate once the replacement is printed.
    The door asks the member for a log-in or a passkey first: blocking is easy, unblocking is not.
    """
    card = report.card
    require_strong_standing(card, actor=actor, now=now)
    with transaction.atomic():
        lock_card(card.id)
        case = open_case_of(card)
        if case is not None and policy.too_late_to_find(case.status):
            raise FoundTooLate(number=case.number)
        change_status(report, states.FOUND, Action.CARD_FOUND, actor=actor, now=now)
        unblock_physical(card, actor=actor, now=now)
        if case is not None and case.reason in states.LOSSES:
            cancel_locked(case, "found", actor=actor, now=now)
        _tell(catalogue.CARD_FOUND, report, now=now)


def renew_after_report(report: Report, *, actor: Actor, now: datetime) -> None:
    """A new digital copy in the place of the blocked one; does nothing when that has been done.

    The choice is made under the card's lock, so that the report and its job do not renew one after the other.
    """
    card = report.card
    with transaction.atomic():
        lock_card(card.id)
        if active_digital(card) is not None:
            return
        copy = prepare_copy(card, DIGITAL, actor=actor, now=now)
    finish_copy(copy.member_id, copy.id, actor=actor, now=now)


def _write(
    card: Card, reason: str, proof: str, status: str, action: Action, number: str = "", *, actor: Actor, now: datetime
) -> Report:
    report = Report.objects.create(
        number=free_number(Report, number),
        member_id=card.member_id,
        card=card,
        reason=reason,
        proof=proof,
        reported_at=now,
        status=status,
        status_since=now,
    )
    _record(action, report, actor=actor, now=now)
    return report


def _flag(card: Card, reason: str, proof: str, withdrawn: int, number: str, *, actor: Actor, now: datetime) -> Report:
    if proof == states.NOTHING_HELD and withdrawn >= settings.PROFILE.replacements.reports_a_month:
        raise TooManyReports
    report = _write(card, reason, proof, states.FLAGGED, Action.LOSS_FLAGGED, number, actor=actor, now=now)
    _tell(catalogue.LOSS_FLAGGED, report, now=now)
    return report


def _confirm(report: Report, reason: str, proof: str, *, actor: Actor, now: datetime) -> Report:
    changes: dict[str, object] = {"reason": reason, "proof": proof, "reported_at": now}
    change_status(
        report,
        states.BLOCKING,
        Action.FLAG_CONFIRMED,
        actor=actor,
        now=now,
        changes=changes,
        reason=reason,
        proof=proof,
    )
    return report


def _again(report: Report, *, actor: Actor, now: datetime) -> Report:
    # The renewed phone is lost too, days later: one report a card, and what is in use by now is stopped as well.
    report.reported_at = now
    report.save(update_fields=["reported_at"])
    _record(Action.LOSS_REPORTED, report, actor=actor, now=now)
    return report


def _stop(report: Report, *, actor: Actor, now: datetime) -> None:
    block_card(report.card, reason=report.reason, actor=actor, now=now)
    employer_id = report.card.membership.employer_id
    if actor.kind == "employer" and employer_id is not None:
        _tell(EMPLOYER_BLOCKED, report, now=now, employer_id=employer_id)
    else:
        _tell(catalogue.CARD_BLOCKED, report, now=now)
    if policy.renews_digital(report.proof):
        defer("replacements.renew_after_report", report_id=report.id)


def _renew(report: Report, *, actor: Actor, now: datetime) -> None:
    if policy.renews_digital(report.proof):
        renew_after_report(report, actor=actor, now=now)


def _record(action: Action, report: Report, *, actor: Actor, now: datetime) -> None:
    record_about(action, report, actor=actor, now=now, reason=report.reason, proof=report.proof)


def _tell(kind: str, report: Report, *, now: datetime, employer_id: int = 0) -> None:
    values: dict[str, str | int] = {"number": report.number, "membership_id": report.card.membership_id}
    if employer_id:
        values["employer_id"] = employer_id
    tell(report.member, kind, now=now, to=None, **values)
