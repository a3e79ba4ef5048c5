"""Who may work on a case: the role, the branch, the person who took it, and never one's own card."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kartu.accounts.models import Role, User
from kartu.accounts.staff import RoleMissing, appoint
from kartu.audit.actors import SYSTEM, Actor, staff_actor
from kartu.base.errors import NotThere
from kartu.notifications.models import Message
from kartu.replacements import states
from kartu.replacements.evidence import add_evidence, check_evidence
from kartu.replacements.giving import hand_over
from kartu.replacements.making import mark_printed, mark_spoiled
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.refusals import NotYourCase, OwnCase
from kartu.replacements.requests import cancel_replacement, resubmit
from kartu.replacements.review import (
    approve_replacement,
    ask_for_evidence,
    give_back_case,
    reject_replacement,
    take_case,
)
from tests.cards.builders import NOW, new_card
from tests.replacements.arrows import case_at_status
from tests.replacements.builders import Scene, again, new_branch, new_scene, opened, staff, told, with_papers

pytestmark = pytest.mark.django_db

OFFICERS_VERBS: dict[str, tuple[str, Callable[[Replacement, Actor], object]]] = {
    "take_case": (states.SUBMITTED, lambda case, who: take_case(case, actor=who, now=NOW)),
    "give_back_case": (states.IN_REVIEW, lambda case, who: give_back_case(case, actor=who, now=NOW)),
    "ask_for_evidence": (states.IN_REVIEW, lambda case, who: ask_for_evidence(case, ["identity"], actor=who, now=NOW)),
    "approve_replacement": (states.IN_REVIEW, lambda case, who: approve_replacement(case, actor=who, now=NOW)),
    "reject_replacement": (
        states.IN_REVIEW,
        lambda case, who: reject_replacement(case, "not_the_person", actor=who, now=NOW),
    ),
    "mark_printed": (states.ISSUED, lambda case, who: mark_printed(case, actor=who, now=NOW)),
    "mark_spoiled": (states.PRINTED, lambda case, who: mark_spoiled(case, "other", actor=who, now=NOW)),
    "hand_over": (states.PRINTED, lambda case, who: hand_over(case, checked=("passport",), actor=who, now=NOW)),
    "check_evidence": (
        states.SUBMITTED,
        lambda case, who: check_evidence(_sent(case), accepted=True, actor=who, now=NOW),
    ),
}


def _sent(case: Replacement) -> Evidence:
    return case.evidence.filter(status=states.RECEIVED).get()


def _own_officer(scene: Scene) -> Actor:
    user = User.objects.create(created_at=NOW, password="!", member=scene.card.member)
    return staff(Role.Kind.OFFICER, scene.branch, user=user)


@pytest.mark.parametrize("verb", OFFICERS_VERBS)
def test_no_officers_verb_works_for_the_wrong_person(verb: str) -> None:
    scene = new_scene()
    status, act = OFFICERS_VERBS[verb]
    case = case_at_status(scene, status)
    if verb == "check_evidence":
        add_evidence(case, "identity", actor=scene.member, now=NOW)
    retired = appoint(Role.Kind.OFFICER, branch=scene.branch, now=NOW)
    retired.roles.update(until=NOW)
    wrong = {
        "member": (scene.member, RoleMissing),
        "employer": (scene.hr, RoleMissing),
        "police": (staff_actor(appoint(Role.Kind.POLICE, station="Polsek Tual", now=NOW).id), RoleMissing),
        "operator": (staff_actor(appoint(Role.Kind.OPERATOR, now=NOW).id), RoleMissing),
        "another branch": (staff(Role.Kind.OFFICER, new_branch()), RoleMissing),
        "another branch's supervisor": (staff(Role.Kind.SUPERVISOR, new_branch()), RoleMissing),
        "retired": (staff_actor(retired.id), RoleMissing),
        "a job": (SYSTEM, RoleMissing),
        "own card": (_own_officer(scene), OwnCase),
    }

    for who, refusal in wrong.values():
        with pytest.raises(refusal):
            act(case, who)

    assert again(case).status == status


@pytest.mark.parametrize("verb", OFFICERS_VERBS)
def test_every_officers_verb_works_for_officer_and_supervisor_of_the_branch(verb: str) -> None:
    status, act = OFFICERS_VERBS[verb]
    for which in ("officer", "supervisor"):
        scene = new_scene()
        case = case_at_status(scene, status)
        if verb == "check_evidence":
            add_evidence(case, "identity", actor=scene.member, now=NOW)

        act(case, getattr(scene, which))

        assert verb == "check_evidence" or again(case).status != status


def test_a_case_somebody_has_taken_is_decided_by_that_officer_or_a_supervisor() -> None:
    scene = new_scene()
    case = with_papers(opened(scene), scene)
    take_case(case, actor=scene.officer, now=NOW)

    for act in (approve_replacement, give_back_case):
        with pytest.raises(NotYourCase, match=str(scene.officer.id)):
            act(case, actor=scene.colleague, now=NOW)

    give_back_case(case, actor=scene.supervisor, now=NOW)
    take_case(case, actor=scene.colleague, now=NOW)
    approve_replacement(case, actor=scene.colleague, now=NOW)
    assert (case.status, case.decided_by_id) == (states.APPROVED, scene.colleague.id)


def test_a_case_waits_for_papers_and_comes_back_to_anybody_at_the_desk() -> None:
    scene = new_scene()
    case = opened(scene)
    take_case(case, actor=scene.officer, now=NOW)
    ask_for_evidence(case, ["identity", "damaged_card"], actor=scene.officer, now=NOW)

    add_evidence(case, "identity", actor=scene.member, now=NOW)
    resubmit(case, actor=scene.member, now=NOW)

    assert again(case).status == states.SUBMITTED
    assert again(case).officer is None
    assert Message.objects.get(kind="evidence_asked").values == {
        "number": case.number,
        "papers": "identity damaged_card",
    }
    take_case(again(case), actor=scene.colleague, now=NOW)


def test_a_refused_member_is_told_the_reason() -> None:
    scene = new_scene()
    case = opened(scene)
    take_case(case, actor=scene.officer, now=NOW)

    reject_replacement(case, "papers_not_genuine", actor=scene.officer, now=NOW)

    assert (again(case).decision, again(case).decided_by_id) == ("papers_not_genuine", scene.officer.id)
    assert told(scene.card)[-1] == "replacement_rejected"


def test_a_reason_outside_the_list_is_a_mistake_of_the_caller() -> None:
    scene = new_scene()
    case = opened(scene)
    take_case(case, actor=scene.officer, now=NOW)

    with pytest.raises(ValueError, match="because"):
        reject_replacement(case, "because", actor=scene.officer, now=NOW)


def test_a_stranger_neither_cancels_nor_resubmits_nor_adds_papers() -> None:
    scene = new_scene()
    case = opened(scene)
    stranger = Actor("member", new_card().member_id)

    with pytest.raises(NotThere):
        cancel_replacement(case, actor=stranger, now=NOW)
    with pytest.raises(NotThere):
        resubmit(case, actor=stranger, now=NOW)
    with pytest.raises(NotThere):
        add_evidence(case, "identity", actor=stranger, now=NOW)
    assert again(case).status == states.SUBMITTED
