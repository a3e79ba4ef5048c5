"""The desk's part of a case until the decision: take, give back, ask, approve, refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status
from kartu.base.queue import defer
from kartu.notifications import catalogue
from kartu.notifications.messages import tell
from kartu.registry.members import correct_person
from kartu.replacements import states
from kartu.replacements.evidence import CORRECT_DATA
from kartu.replacements.facts import risks_of
from kartu.replacements.models import Replacement
from kartu.replacements.queries import missing_papers
from kartu.replacements.refusals import NotYourCase, PapersMissing, SecondLookNeeded
from kartu.replacements.requests import approve_locked
from kartu.replacements.standing import is_supervisor, require_officer, require_status
from kartu.replacements.telling import tell_employer_asked


def take_case(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Begin to work on a case. Of several officers at once one has it; the others are told who."""
    officer = require_officer(case, actor=actor, now=now)
    changes: dict[str, object] = {"officer_id": officer}
    change_status(case, states.IN_REVIEW, Action.CASE_TAKEN, actor=actor, now=now, changes=changes)


def give_back_case(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Put a case back for anybody to take; a supervisor may do so for an absent officer."""
    require_taken(case, actor=actor, now=now)
    require_status(case, states.IN_REVIEW, states.SUBMITTED)
    changes: dict[str, object] = {"officer_id": None}
    change_status(case, states.SUBMITTED, Action.CASE_GIVEN_BACK, actor=actor, now=now, changes=changes)


def ask_for_evidence(case: Replacement, papers: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Tell the member which papers are missing or unclear, and wait for them."""
    require_taken(case, actor=actor, now=now)
    asked = " ".join(papers)
    with transaction.atomic():
        change_status(case, states.NEEDS_EVIDENCE, Action.EVIDENCE_ASKED, actor=actor, now=now, papers=asked)
        tell(case.member, catalogue.EVIDENCE_ASKED, now=now, number=case.number, papers=asked)
        tell_employer_asked(case)


def approve_replacement(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Approve, with the job that makes the card; what the accepted papers correct is corrected with it.

    Raises PapersMissing until every paper of the policy is accepted, SecondLookNeeded for a risky case
    (kartu/replacements/seconding.py).
    """
    require_taken(case, actor=actor, now=now)
    require_status(case, states.IN_REVIEW, states.APPROVED)
    with transaction.atomic():
        lock_complete(case)
        if risks_of(case, now=now):
            raise SecondLookNeeded
        approve_complete(case, actor=actor, now=now)


def lock_complete(case: Replacement) -> None:
    """Hold the case, in the caller's transaction, and make sure that its papers are there. Raises PapersMissing."""
    # A paper that is being refused at this moment is waited for.
    Replacement.objects.select_for_update(no_key=True).get(pk=case.pk)
    missing = missing_papers(case)
    if missing:
        raise PapersMissing(count=len(missing), papers=" ".join(missing))


def approve_complete(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Approve what `lock_complete` holds, with what its papers correct."""
    _correct(case, actor=actor, now=now)
    approve_locked(case, "officer", actor=actor, now=now)


def reject_replacement(case: Replacement, decision: str, *, actor: Actor, now: datetime) -> None:
    """Refuse, for one of states.REJECTIONS, which the member is told in words."""
    officer = require_taken(case, actor=actor, now=now)
    if decision not in states.REJECTIONS:
        raise ValueError(f"not a reason: {decision}")
    changes: dict[str, object] = {"decision": decision, "decided_by_id": officer}
    with transaction.atomic():
        change_status(
            case, states.REJECTED, Action.REPLACEMENT_REJECTED, actor=actor, now=now, changes=changes, decision=decision
        )
        tell(case.member, catalogue.REPLACEMENT_REJECTED, now=now, number=case.number, decision=decision)


def _correct(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Write down what the latest accepted paper says instead; the digital cards that say otherwise are renewed."""
    accepted = case.evidence.filter(kind=CORRECT_DATA, status=states.ACCEPTED).order_by("-id").first()
    if accepted is None:
        return
    accepted.replacement = case
    correct_person(case.member, name=accepted.right_name, birth_date=accepted.right_birth_date, actor=actor, now=now)
    defer("cards.renew_outdated", member_id=case.member_id, since=now.isoformat())


def require_taken(case: Replacement, *, actor: Actor, now: datetime) -> int:
    """The account of the officer who has the case, or of a supervisor. Raises NotYourCase."""
    officer = require_officer(case, actor=actor, now=now)
    if case.officer_id not in (None, officer) and not is_supervisor(actor, case.branch_id, now=now):
        raise NotYourCase(officer=case.officer_id)
    return officer
