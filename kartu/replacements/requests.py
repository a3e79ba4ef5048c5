"""Asking for a new physical card, sending it again with what was missing, taking the request back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.digits import new_seed, ten_characters
from kartu.base.queue import defer
from kartu.cards.lifecycle import lock_card, void_copy
from kartu.cards.models import Card
from kartu.cards.queries import physical_in_use
from kartu.cards.states import PHYSICAL
from kartu.notifications import catalogue
from kartu.notifications.acting_words import EMPLOYER_REQUESTED
from kartu.notifications.messages import tell
from kartu.registry.models import Branch
from kartu.replacements import policy, states
from kartu.replacements.models import Replacement, Report
from kartu.replacements.numbers import follow_digest
from kartu.replacements.queries import (
    copy_made_for,
    deliveries_for,
    free_number,
    history_of,
    open_case_of,
    open_report_of,
    papers_for,
)
from kartu.replacements.refusals import CaseAlreadyOpen, DeliveryNotPossible, NotReported, ProofDoesNotFit
from kartu.replacements.standing import is_supervisor, require_standing, require_status
from kartu.replacements.telling import tell_acted

CHANNEL_OF = {"member": states.PORTAL, "mandate": states.PORTAL, "staff": states.DESK, "employer": states.BY_EMPLOYER}


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the card is to go, and the seed of the code that opens the status page.

    A page that makes the seed before it asks can be sent twice and still knows the one code. `together`: asked for with
    many others under one shared paper.
    """

    delivery: str = states.AT_BRANCH
    seed: str = ""
    together: bool = False


ANY_WISH = Wish()


def open_replacement(
    card: Card,
    kind: str,
    reason: str,
    branch: Branch,
    *,
    vouched: bool = False,
    wish: Wish = ANY_WISH,
    actor: Actor,
    now: datetime,
) -> tuple[Replacement, str]:
    """Ask for a new print or plastic card. Returns the case and the code that opens its status page, shown once.

    A commit of its own, after the one of the report: a request that fails leaves the lost card blocked. The open
    report of the card becomes the case's. A case for which the policy asks no paper is approved at once. A supervisor
    of the branch may go beyond the limits. Raises NotReported, CaseAlreadyOpen, LimitReached, LifetimeLimitReached,
    DeliveryNotPossible.
    """
    if kind not in PHYSICAL:
        raise ValueError(f"not a physical kind: {kind}")
    require_standing(card, actor=actor, now=now, branch_id=branch.id)
    if vouched and actor.kind in ("member", "mandate"):
        raise ProofDoesNotFit
    if wish.delivery not in deliveries_for(card, now=now):
        raise DeliveryNotPossible
    seed = wish.seed or new_seed()
    code = ten_characters(seed)
    with transaction.atomic():
        lock_card(card.id)
        report = _report_for(card, reason)
        _require_room(card, reason, branch, actor=actor, now=now)
        number = free_number(Replacement)
        case = Replacement.objects.create(
            number=number,
            follow_hash=follow_digest(number, code),
            member_id=card.member_id,
            card=card,
            report=report,
            kind=kind,
            reason=reason,
            channel=CHANNEL_OF[actor.kind],
            vouched=vouched,
            together=wish.together,
            branch=branch,
            delivery=wish.delivery,
            opened_at=now,
            due_at=policy.due_at(now, settings.PROFILE.replacements),
            status=states.SUBMITTED,
            status_since=now,
        )
        _opened(case, seed, actor=actor, now=now)
    return case, code


def resubmit(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """What was missing is there: the case goes back to the desk, with its old promise."""
    require_standing(case.card, actor=actor, now=now, branch_id=case.branch_id)
    require_status(case, states.NEEDS_EVIDENCE, states.SUBMITTED)
    with transaction.atomic():
        change_status(
            case, states.SUBMITTED, Action.REPLACEMENT_RESUBMITTED, actor=actor, now=now, changes={"officer": None}
        )
        tell_acted(case, "resubmitted", actor=actor, now=now)


def cancel_replacement(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Take the request back, until the card is printed. What a report blocked stays blocked."""
    require_standing(case.card, actor=actor, now=now, branch_id=case.branch_id)
    with transaction.atomic():
        lock_card(case.card_id)
        cancel_locked(case, "withdrawn", actor=actor, now=now)
        tell_acted(case, "cancelled", actor=actor, now=now)


def cancel_locked(case: Replacement, decision: str, *, actor: Actor, now: datetime) -> None:
    """Cancel under the card's lock, in the caller's transaction; a copy made already is voided with it."""
    case.refresh_from_db(fields=["copy_id"])
    changes: dict[str, object] = {"decision": decision}
    change_status(case, states.CANCELLED, Action.REPLACEMENT_CANCELLED, actor=actor, now=now, changes=changes)
    if case.copy_id is not None:
        void_copy(copy_made_for(case), reason="cancelled", actor=actor, now=now)
    tell(case.member, catalogue.REPLACEMENT_CANCELLED, now=now, number=case.number)


def approve_locked(case: Replacement, decision: str, *, actor: Actor, now: datetime) -> None:
    """Approve in the caller's transaction: status, who decided, the job that makes the card, the message."""
    officer = actor.id if actor.kind == "staff" else None
    changes: dict[str, object] = {"decision": decision, "decided_by_id": officer}
    change_status(case, states.APPROVED, Action.REPLACEMENT_APPROVED, actor=actor, now=now, changes=changes)
    defer("replacements.issue", replacement_id=case.id)
    tell(case.member, catalogue.REPLACEMENT_APPROVED, now=now, number=case.number)


def _report_for(card: Card, reason: str) -> Report | None:
    report = open_report_of(card)
    blocking = report if report is not None and report.status == states.BLOCKING else None
    in_use = physical_in_use(card).exists()
    if blocking is None and policy.must_be_reported(reason, physical_in_use=in_use):
        raise NotReported
    return blocking


def _require_room(card: Card, reason: str, branch: Branch, *, actor: Actor, now: datetime) -> None:
    already = open_case_of(card)
    if already is not None:
        raise CaseAlreadyOpen(number=already.number)
    if not is_supervisor(actor, branch.id, now=now):
        policy.may_replace(history_of(card), reason, settings.PROFILE.replacements, now=now)


def _opened(case: Replacement, seed: str, *, actor: Actor, now: datetime) -> None:
    record_about(
        Action.REPLACEMENT_OPENED, case, actor=actor, now=now, kind=case.kind, reason=case.reason, vouched=case.vouched
    )
    needed = papers_for(case)
    values: dict[str, str | int] = {
        "number": case.number,
        "branch_id": case.branch_id,
        "until": policy.local_day(case.due_at, settings.PROFILE.time_zone).isoformat(),
        "papers": " ".join(needed),
        "follow": seed,
    }
    employer_id = case.card.membership.employer_id
    if actor.kind == "employer" and employer_id is not None:
        tell(case.member, EMPLOYER_REQUESTED, now=now, to=None, employer_id=employer_id, **values)
    else:
        tell(case.member, catalogue.REPLACEMENT_OPENED, now=now, to=None, **values)
    if policy.may_approve_at_once(needed):
        approve_locked(case, "policy", actor=SYSTEM, now=now)
