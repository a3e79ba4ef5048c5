"""Two people for a risky case, cases given to somebody else, decided ones looked at again, forms sent twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kartu.accounts.models import Role
from kartu.accounts.staff import RoleMissing
from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.base.errors import NotThere
from kartu.replacements import states
from kartu.replacements.assigning import reassign_case, staff_at
from kartu.replacements.models import Replacement, SampleCheck, SecondLook, SentForm
from kartu.replacements.refusals import (
    NotFromHere,
    OwnDecision,
    PapersMissing,
    SecondIsAnother,
    SecondLookNeeded,
    SecondLookNotNeeded,
)
from kartu.replacements.review import approve_replacement, give_back_case, take_case
from kartu.replacements.sampling import draw_samples, found_at, record_sample, sample_of, samples_at
from kartu.replacements.seconding import (
    agree_to_approval,
    ask_second_look,
    look_of,
    may_answer,
    second_look_of,
    second_looks_at,
    send_back,
)
from kartu.replacements.sending import SentBefore, once, sweep_sent
from tests.cards.builders import NOW
from tests.desk.looking import sent_in
from tests.replacements.builders import Scene, again, approved, later, new_branch, new_scene, opened, staff
from tests.replacements.builders import with_papers as papered

pytestmark = pytest.mark.django_db


def risky(scene: Scene) -> Replacement:
    """A case in review, its papers accepted, with a picture that was sent for somebody else too."""
    case, other = opened(scene), new_scene()
    sent_in(case, scene)
    sent_in(opened(other), other)
    papered(case, scene)
    take_case(case, actor=scene.officer, now=NOW)
    return again(case)


def test_a_risky_case_is_not_approved_by_one_person() -> None:
    scene = new_scene()
    case = risky(scene)

    with pytest.raises(SecondLookNeeded):
        approve_replacement(case, actor=scene.officer, now=NOW)
    with pytest.raises(SecondLookNeeded):
        approve_replacement(case, actor=scene.supervisor, now=NOW)

    assert again(case).status == states.IN_REVIEW


def test_a_supervisor_agrees_and_the_case_is_approved_by_two() -> None:
    scene = new_scene()
    case = risky(scene)

    look = ask_second_look(case, actor=scene.officer, now=NOW)
    waiting = list(second_looks_at(scene.branch.id))
    agree_to_approval(look_of(case), actor=scene.supervisor, now=NOW)

    look.refresh_from_db()
    assert waiting == [look]
    assert (look.status, look.asked_by_id, look.answered_by_id) == ("agreed", scene.officer.id, scene.supervisor.id)
    assert look.doubts == "same_picture"
    assert (again(case).status, again(case).decided_by_id) == (states.APPROVED, scene.supervisor.id)
    assert list(second_looks_at(scene.branch.id)) == []


def test_who_may_be_the_second() -> None:
    scene = new_scene()
    case = risky(scene)
    look = ask_second_look(case, actor=scene.officer, now=NOW)

    with pytest.raises(SecondIsAnother):
        agree_to_approval(look, actor=scene.officer, now=NOW)
    with pytest.raises(RoleMissing):
        agree_to_approval(look, actor=scene.colleague, now=NOW)
    with pytest.raises(RoleMissing):
        agree_to_approval(look, actor=staff(Role.Kind.SUPERVISOR, new_branch()), now=NOW)

    assert [may_answer(look, who.id or 0, now=NOW) for who in (scene.officer, scene.colleague, scene.supervisor)] == [
        False,
        False,
        True,
    ]
    assert again(case).status == states.IN_REVIEW


def test_where_a_supervisor_asks_any_officer_is_the_second() -> None:
    scene = new_scene()
    case = risky(scene)

    look = ask_second_look(case, actor=scene.supervisor, now=NOW)
    agree_to_approval(look, actor=scene.colleague, now=NOW)

    assert again(case).status == states.APPROVED


def test_the_database_refuses_one_person_who_is_both() -> None:
    scene = new_scene()
    look = ask_second_look(risky(scene), actor=scene.officer, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.filter(pk=look.pk).update(answered_by=scene.officer.id)


def test_a_case_sent_back_stays_with_its_officer_who_may_ask_again() -> None:
    scene = new_scene()
    case = risky(scene)

    send_back(ask_second_look(case, actor=scene.officer, now=NOW), "compare_again", actor=scene.supervisor, now=NOW)
    between = second_look_of(case)
    again_asked = ask_second_look(case, actor=scene.officer, now=NOW + later(0.1))

    assert between is None
    assert again_asked.status == states.ASKED
    assert (again(case).status, again(case).officer_id) == (states.IN_REVIEW, scene.officer.id)


def test_asking_twice_is_one_question_and_a_plain_case_needs_none() -> None:
    scene = new_scene()
    case = risky(scene)
    plain = papered(opened(other := new_scene()), other)
    take_case(plain, actor=other.officer, now=NOW)

    first, second = (ask_second_look(case, actor=scene.officer, now=NOW) for _ in range(2))

    assert first == second
    with pytest.raises(SecondLookNotNeeded):
        ask_second_look(plain, actor=other.officer, now=NOW)


def test_a_question_is_over_when_the_case_went_another_way() -> None:
    scene = new_scene()
    case = risky(scene)
    look = ask_second_look(case, actor=scene.officer, now=NOW)
    give_back_case(case, actor=scene.officer, now=NOW + later(0.1))

    with pytest.raises(MoveNotAllowed):
        agree_to_approval(look, actor=scene.supervisor, now=NOW + later(0.2))
    take_case(case, actor=scene.colleague, now=NOW + later(0.3))
    with pytest.raises(MoveNotAllowed):
        agree_to_approval(look, actor=scene.supervisor, now=NOW + later(0.4))
    anew = ask_second_look(case, actor=scene.colleague, now=NOW + later(0.5))

    look.refresh_from_db()
    assert (look.status, anew.status) == (states.WITHDRAWN, states.ASKED)


def test_no_second_look_before_the_papers_are_accepted() -> None:
    scene, other = new_scene(), new_scene()
    case = opened(scene)
    sent_in(case, scene)
    sent_in(opened(other), other)
    take_case(case, actor=scene.officer, now=NOW)

    with pytest.raises(PapersMissing):
        ask_second_look(case, actor=scene.officer, now=NOW)


def test_a_supervisor_gives_a_case_to_somebody_else() -> None:
    scene = new_scene()
    case = opened(scene)
    take_case(case, actor=scene.officer, now=NOW)

    reassign_case(case, scene.colleague.id or 0, actor=scene.supervisor, now=NOW)

    assert (again(case).status, again(case).officer_id) == (states.IN_REVIEW, scene.colleague.id)
    told = Event.objects.filter(subject="replacement", action="case-assigned").values_list("detail", flat=True)
    assert list(told) == [{"officer": scene.colleague.id}]


def test_an_officer_gives_a_case_to_nobody_and_nobody_gets_one_from_another_branch() -> None:
    scene, stranger = new_scene(), staff(Role.Kind.OFFICER, new_branch())
    case = opened(scene)

    with pytest.raises(RoleMissing):
        reassign_case(case, scene.colleague.id or 0, actor=scene.officer, now=NOW)
    with pytest.raises(NotFromHere):
        reassign_case(case, stranger.id or 0, actor=scene.supervisor, now=NOW)

    assert again(case).status == states.SUBMITTED
    assert {role.user_id for role in staff_at(scene.branch.id, now=NOW)} == {
        scene.officer.id,
        scene.colleague.id,
        scene.supervisor.id,
    }


def test_a_share_of_the_decided_cases_is_drawn_once_however_often_the_job_runs() -> None:
    scene = new_scene()
    cases = [approved(scene), *(_at(scene.branch.id, approved(new_scene())) for _ in range(3))]

    first, second = draw_samples(now=NOW + later(0.5)), draw_samples(now=NOW + later(0.6))

    assert (first, second) == (1, 0)  # five per cent of four, and one at least
    sample = SampleCheck.objects.get()
    assert sample.replacement_id in {case.id for case in cases}
    assert list(samples_at(scene.branch.id)) == [sample]


def _at(branch_id: int, case: Replacement) -> Replacement:
    Replacement.objects.filter(pk=case.pk).update(branch=branch_id)
    return again(case)


def test_a_sample_is_checked_by_a_supervisor_who_did_not_decide() -> None:
    scene = new_scene()
    case = approved(scene)
    draw_samples(now=NOW + later(0.5))

    with pytest.raises(RoleMissing):
        record_sample(sample_of(case), "", actor=scene.colleague, now=NOW)
    record_sample(sample_of(case), "paper_missed", actor=scene.supervisor, now=NOW + later(1))
    with pytest.raises(MoveNotAllowed):
        record_sample(sample_of(case), "", actor=scene.supervisor, now=NOW + later(1))

    assert found_at(scene.branch.id, since=NOW) == {"paper_missed": 1}
    assert again(case).status == states.APPROVED


def test_nobody_checks_the_own_decision_again() -> None:
    scene = new_scene()
    case = approved(scene)
    Replacement.objects.filter(pk=case.pk).update(decided_by=scene.supervisor.id)
    draw_samples(now=NOW + later(0.5))

    with pytest.raises(OwnDecision):
        record_sample(sample_of(case), "", actor=scene.supervisor, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleCheck.objects.update(checked_by=scene.supervisor.id)


def test_a_form_sent_twice_is_carried_out_once_and_a_refused_one_may_come_again() -> None:
    scene, key, done = new_scene(), uuid4(), []

    def refused() -> None:
        raise NotThere

    with pytest.raises(NotThere):
        once(key, "replacement 1", refused, actor=scene.officer, now=NOW)
    once(key, "replacement 1", lambda: done.append(1), actor=scene.officer, now=NOW)
    with pytest.raises(SentBefore):
        once(key, "replacement 1", lambda: done.append(2), actor=scene.officer, now=NOW)
    for who, row in ((scene.colleague, "replacement 1"), (scene.officer, "replacement 2")):
        with pytest.raises(NotThere):
            once(key, row, lambda: done.append(3), actor=who, now=NOW)

    assert done == [1]
    assert (sweep_sent(now=NOW + later(29)), sweep_sent(now=NOW + later(31)), SentForm.objects.count()) == (0, 1, 0)
