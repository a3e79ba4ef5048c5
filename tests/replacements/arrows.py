"""Every arrow of the table of moves with the verb that goes it; docs/lifecycle.md is held against it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kartu.audit.actors import SYSTEM
from kartu.base.numbers import new_number
from kartu.cards.issuing import finish_copy, prepare_copy
from kartu.replacements import states
from kartu.replacements.assigning import assign_case
from kartu.replacements.giving import confirm_arrival, hand_over, void_uncollected
from kartu.replacements.making import issue_replacement, mark_printed, mark_spoiled
from kartu.replacements.models import Replacement, SecondLook
from kartu.replacements.queries import copy_made_for
from kartu.replacements.requests import approve_locked, cancel_replacement, resubmit
from kartu.replacements.review import (
    approve_replacement,
    ask_for_evidence,
    give_back_case,
    reject_replacement,
    take_case,
)
from kartu.replacements.seconding import agree_to_approval
from tests.cards.builders import NOW
from tests.replacements.builders import Scene, again, later, with_papers

# verb -> (statuses it starts from, status it ends in)
ARROWS: Final[dict[str, tuple[frozenset[str], str]]] = {
    "open_replacement": (frozenset({states.SUBMITTED}), states.APPROVED),
    "take_case": (frozenset({states.SUBMITTED}), states.IN_REVIEW),
    "assign_case": (frozenset({states.SUBMITTED}), states.IN_REVIEW),
    "give_back_case": (frozenset({states.IN_REVIEW}), states.SUBMITTED),
    "ask_for_evidence": (frozenset({states.IN_REVIEW}), states.NEEDS_EVIDENCE),
    "resubmit": (frozenset({states.NEEDS_EVIDENCE}), states.SUBMITTED),
    "approve_replacement": (frozenset({states.IN_REVIEW}), states.APPROVED),
    "agree_to_approval": (frozenset({states.IN_REVIEW}), states.APPROVED),
    "reject_replacement": (frozenset({states.IN_REVIEW}), states.REJECTED),
    "cancel_replacement": (
        frozenset({states.SUBMITTED, states.IN_REVIEW, states.NEEDS_EVIDENCE, states.APPROVED, states.ISSUED}),
        states.CANCELLED,
    ),
    "issue_replacement": (frozenset({states.APPROVED}), states.ISSUED),
    "mark_printed": (frozenset({states.ISSUED}), states.PRINTED),
    "mark_spoiled": (frozenset({states.PRINTED}), states.ISSUED),
    "hand_over": (frozenset({states.PRINTED}), states.COLLECTED),
    "confirm_arrival": (frozenset({states.PRINTED}), states.COLLECTED),
    "void_uncollected": (frozenset({states.PRINTED}), states.VOIDED),
}

WITH_COPY = (states.ISSUED, states.PRINTED)


def case_at_status(scene: Scene, status: str) -> Replacement:
    """A case standing anywhere in its life, with its papers and, where it has one, its finished copy."""
    case = Replacement.objects.create(
        number=new_number(),
        follow_hash=b"",
        member_id=scene.card.member_id,
        card=scene.card,
        kind="plastic",
        reason=states.DAMAGED,
        channel=states.PORTAL,
        branch=scene.branch,
        opened_at=NOW,
        due_at=NOW,
        status=states.SUBMITTED,
        status_since=NOW,
    )
    with_papers(case, scene)
    if status in WITH_COPY:
        copy = prepare_copy(scene.card, "plastic", actor=SYSTEM, now=NOW)
        case.copy_id = finish_copy(copy.member_id, copy.id, actor=SYSTEM, now=NOW).id
        case.save(update_fields=["copy_id"])
    Replacement.objects.filter(pk=case.pk).update(status=status)
    return again(case)


def _asked(case: Replacement, scene: Scene) -> SecondLook:
    """A second look that the officer asked for."""
    look = SecondLook(replacement=case, asked_by_id=scene.officer.id or 0, asked_at=NOW, status_since=NOW)
    look.status = states.ASKED
    look.save()
    return look


def _arrived(case: Replacement, scene: Scene) -> None:
    """The member scans the posted card."""
    case.delivery = states.BY_POST
    case.save(update_fields=["delivery"])
    confirm_arrival(case, copy_made_for(case).code if case.copy_id else "", actor=scene.member, now=NOW)


def act(verb: str, case: Replacement, scene: Scene) -> None:
    """Do one verb to the case as somebody who may."""
    officer, member = scene.officer, scene.member
    acts: dict[str, Callable[[], object]] = {
        "open_replacement": lambda: approve_locked(case, "policy", actor=SYSTEM, now=NOW),
        "take_case": lambda: take_case(case, actor=officer, now=NOW),
        "assign_case": lambda: assign_case(case, officer.id or 0, actor=scene.supervisor, now=NOW),
        "give_back_case": lambda: give_back_case(case, actor=officer, now=NOW),
        "ask_for_evidence": lambda: ask_for_evidence(case, ["identity"], actor=officer, now=NOW),
        "resubmit": lambda: resubmit(case, actor=member, now=NOW),
        "approve_replacement": lambda: approve_replacement(case, actor=officer, now=NOW),
        "agree_to_approval": lambda: agree_to_approval(_asked(case, scene), actor=scene.supervisor, now=NOW),
        "reject_replacement": lambda: reject_replacement(case, "not_the_person", actor=officer, now=NOW),
        "cancel_replacement": lambda: cancel_replacement(case, actor=member, now=NOW),
        "issue_replacement": lambda: issue_replacement(case.id, actor=SYSTEM, now=NOW),
        "mark_printed": lambda: mark_printed(case, actor=officer, now=NOW),
        "mark_spoiled": lambda: mark_spoiled(case, "smudged", actor=officer, now=NOW),
        "hand_over": lambda: hand_over(case, checked=("identity_card",), actor=officer, now=NOW),
        "confirm_arrival": lambda: _arrived(case, scene),
        "void_uncollected": lambda: void_uncollected(actor=SYSTEM, now=NOW + later(31)),
    }
    acts[verb]()
