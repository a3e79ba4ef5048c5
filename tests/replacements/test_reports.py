""" "I lost it", said with a proof, without one, twice, wrongly; and "found it"."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.accounts.claims import Claim
from kartu.accounts.models import Role
from kartu.accounts.staff import RoleMissing, appoint
from kartu.audit.actors import ANONYMOUS, OPERATOR, SYSTEM, Actor, member_actor, staff_actor
from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.base.errors import NotThere
from kartu.cards.queries import active_digital, copies_of
from kartu.registry.members import ensure_employer
from kartu.replacements import reports, states
from kartu.replacements.jobs import flag
from kartu.replacements.models import Report
from kartu.replacements.queries import flags, open_report_of, reports_of
from kartu.replacements.refusals import FoundTooLate, NothingLost, OwnCase, ProofDoesNotFit, TooManyReports
from kartu.replacements.reports import (
    confirm_flag,
    dismiss_flag,
    flag_by_claim,
    found_it,
    renew_after_report,
    report_lost,
)
from kartu.replacements.requests import cancel_replacement
from tests.cards.builders import NOW, new_card
from tests.replacements.builders import (
    Scene,
    again,
    collected,
    issued,
    later,
    new_branch,
    new_scene,
    opened,
    printed,
    reported,
    staff,
    states_of,
    told,
    with_plastic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    scene = new_scene()
    with_plastic(scene.card)
    return scene


def _flagged(scene: Scene) -> Report:
    return report_lost(scene.card, states.LOST, states.NOTHING_HELD, actor=ANONYMOUS, now=NOW)


@pytest.mark.parametrize("reason", states.LOSSES)
def test_a_proved_report_blocks_every_copy_renews_the_digital_one_and_tells_the_member(
    scene: Scene, reason: str
) -> None:
    report = report_lost(scene.card, reason, states.CODE, actor=scene.member, now=NOW)

    assert report.status == states.BLOCKING
    assert states_of(scene.card) == [("digital", "replaced"), ("plastic", "blocked"), ("digital", "active")]
    assert told(scene.card) == ["card_blocked"]


def test_the_employers_word_blocks_and_leaves_the_digital_card_to_its_member(scene: Scene) -> None:
    report_lost(scene.card, states.LOST, states.EMPLOYER, actor=scene.hr, now=NOW)

    assert states_of(scene.card) == [("digital", "blocked"), ("plastic", "blocked")]


def test_reporting_a_card_lost_twice_blocks_once(scene: Scene) -> None:
    first = reported(scene)
    before = states_of(scene.card)

    second = reported(scene)

    assert second == first
    assert states_of(scene.card) == before
    assert told(scene.card) == ["card_blocked"]
    assert Event.objects.filter(action="loss-reported").count() == 1


def test_a_loss_told_again_days_later_stops_the_renewed_card_too(scene: Scene) -> None:
    first = reported(scene)

    second = report_lost(scene.card, states.STOLEN, states.LOGIN, actor=scene.member, now=NOW + later(2))

    assert second == first
    assert states_of(scene.card)[2:] == [("digital", "replaced"), ("digital", "active")]
    assert told(scene.card) == ["card_blocked"] * 2


def test_an_unproved_report_blocks_nothing_and_tells_the_member(scene: Scene) -> None:
    report = _flagged(scene)

    assert report.status == states.FLAGGED
    assert states_of(scene.card) == [("digital", "active"), ("plastic", "active")]
    assert told(scene.card) == ["loss_flagged"]
    assert list(flags()) == [report]


def test_saying_it_again_without_proof_adds_no_flag_and_no_message(scene: Scene) -> None:
    assert _flagged(scene) == _flagged(scene)
    assert told(scene.card) == ["loss_flagged"]


def test_a_report_without_proof_after_a_proved_one_changes_nothing(scene: Scene) -> None:
    report = reported(scene)

    assert _flagged(scene) == report
    assert told(scene.card) == ["card_blocked"]


def test_a_proof_that_comes_later_turns_the_flag_into_a_block(scene: Scene) -> None:
    flag = _flagged(scene)

    report = report_lost(scene.card, states.STOLEN, states.PASSKEY, actor=scene.member, now=NOW)

    assert (report, report.status, report.reason, report.proof) == (flag, "blocking", "stolen", "passkey")
    assert states_of(scene.card) == [("digital", "replaced"), ("plastic", "blocked"), ("digital", "active")]


def test_an_officer_confirms_a_flag_and_the_card_is_blocked(scene: Scene) -> None:
    report = _flagged(scene)

    confirm_flag(report, states.COUNTER, actor=scene.officer, now=NOW)

    assert (report.status, report.proof) == (states.BLOCKING, states.COUNTER)
    assert states_of(scene.card)[1] == ("plastic", "blocked")
    with pytest.raises(MoveNotAllowed):
        confirm_flag(report, states.COUNTER, actor=scene.officer, now=NOW)


def test_a_dismissed_flag_leaves_the_card_as_it_was(scene: Scene) -> None:
    report = _flagged(scene)

    dismiss_flag(report, actor=scene.member, now=NOW)

    assert report.status == states.DISMISSED
    assert states_of(scene.card) == [("digital", "active"), ("plastic", "active")]
    assert told(scene.card) == ["loss_flagged", "flag_dismissed"]


def test_found_it_restores_plastic_but_not_digital(scene: Scene) -> None:
    report = reported(scene)
    renewed = active_digital(scene.card)

    found_it(report, actor=scene.member, now=NOW)

    assert states_of(scene.card) == [("digital", "replaced"), ("plastic", "active"), ("digital", "active")]
    assert active_digital(scene.card) == renewed
    assert told(scene.card) == ["card_blocked", "card_found"]


def test_found_it_cancels_the_case_and_voids_the_copy_made_for_it(scene: Scene) -> None:
    report = reported(scene)
    case = issued(scene, states.LOST)

    found_it(report, actor=scene.member, now=NOW)

    assert again(case).status == states.CANCELLED
    assert states_of(scene.card)[1] == ("plastic", "active")
    assert states_of(scene.card)[-1] == ("plastic", "voided")


def test_found_it_leaves_a_case_about_something_else_alone(scene: Scene) -> None:
    case = opened(scene, states.WRONG_DATA)
    report = reported(scene)

    found_it(report, actor=scene.member, now=NOW)

    assert again(case).status == states.SUBMITTED


def test_found_it_after_the_replacement_has_been_printed_is_refused_with_words(scene: Scene) -> None:
    report = reported(scene)
    case = printed(scene, states.LOST)

    with pytest.raises(FoundTooLate) as refused:
        found_it(report, actor=scene.member, now=NOW)

    assert case.number in refused.value.words("id")
    assert case.number in refused.value.words("en")
    assert states_of(scene.card)[1] == ("plastic", "blocked")


def test_found_it_after_the_hand_over_is_refused(scene: Scene) -> None:
    report = reported(scene)
    collected(scene, states.LOST)

    with pytest.raises(MoveNotAllowed):
        found_it(Report.objects.get(pk=report.pk), actor=scene.member, now=NOW)


def test_the_employers_word_gives_nothing_back(scene: Scene) -> None:
    report = reported(scene)

    with pytest.raises(ProofDoesNotFit):
        found_it(report, actor=scene.hr, now=NOW)

    assert states_of(scene.card)[1] == ("plastic", "blocked")


def test_after_three_withdrawn_reports_a_month_an_officer_has_to_look(scene: Scene) -> None:
    for _ in range(3):
        found_it(reported(scene), actor=scene.member, now=NOW)

    fourth = reported(scene)

    assert fourth.status == states.FLAGGED
    assert states_of(scene.card)[1] == ("plastic", "active")
    assert report_lost(scene.card, states.LOST, states.COUNTER, actor=scene.officer, now=NOW).status == states.BLOCKING


def test_withdrawn_reports_are_forgotten_after_a_month(scene: Scene) -> None:
    for _ in range(3):
        found_it(reported(scene), actor=scene.member, now=NOW)

    report = report_lost(scene.card, states.LOST, states.LOGIN, actor=scene.member, now=NOW + later(31))

    assert report.status == states.BLOCKING


def test_unproved_reports_are_refused_after_three_that_were_dismissed(scene: Scene) -> None:
    for _ in range(3):
        dismiss_flag(_flagged(scene), actor=scene.officer, now=NOW)

    with pytest.raises(TooManyReports):
        _flagged(scene)


@pytest.mark.parametrize("reason", [states.DAMAGED, states.WRONG_DATA])
def test_a_damaged_or_wrong_card_is_not_lost_and_stays_good(scene: Scene, reason: str) -> None:
    with pytest.raises(NothingLost):
        report_lost(scene.card, reason, states.LOGIN, actor=scene.member, now=NOW)

    assert states_of(scene.card) == [("digital", "active"), ("plastic", "active")]


def test_a_member_reports_no_card_but_the_own(scene: Scene) -> None:
    stranger = member_actor(new_card().member_id)

    with pytest.raises(NotThere):
        report_lost(scene.card, states.LOST, states.LOGIN, actor=stranger, now=NOW)


def test_an_employer_reports_only_cards_of_its_workers_while_they_work_there(scene: Scene) -> None:
    other, _ = ensure_employer("KK000001", actor=OPERATOR, now=NOW)
    membership = scene.card.membership
    membership.ended_on = (NOW - timedelta(days=1)).date()
    membership.save(update_fields=["ended_on"])

    with pytest.raises(NotThere):
        report_lost(scene.card, states.LOST, states.EMPLOYER, actor=scene.hr, now=NOW)
    foreign = Actor("employer", appoint(Role.Kind.HR, employer=other, now=NOW).id)
    with pytest.raises(NotThere):
        report_lost(new_card(), states.LOST, states.EMPLOYER, actor=foreign, now=NOW)


@pytest.mark.parametrize("proof", [proof for proof in states.PROOFS if proof != states.NOTHING_HELD])
def test_nobody_comes_with_a_proof_somebody_else_holds(scene: Scene, proof: str) -> None:
    rightful = {states.EMPLOYER: "employer", states.COUNTER: "staff"}.get(proof, "member")
    others = [who for who in (scene.member, scene.officer, scene.hr, ANONYMOUS) if who.kind != rightful]

    for who in others:
        with pytest.raises(ProofDoesNotFit):
            report_lost(scene.card, states.LOST, proof, actor=who, now=NOW)

    assert open_report_of(scene.card) is None


def test_only_officers_and_supervisors_report_at_the_counter_and_not_their_own_card(scene: Scene) -> None:
    police = staff_actor(appoint(Role.Kind.POLICE, station="Polsek Tual", now=NOW).id)
    user = appoint(Role.Kind.OFFICER, branch=scene.branch, now=NOW)
    user.member = scene.card.member
    user.save(update_fields=["member"])

    with pytest.raises(RoleMissing):
        report_lost(scene.card, states.LOST, states.COUNTER, actor=police, now=NOW)
    with pytest.raises(OwnCase):
        report_lost(scene.card, states.LOST, states.COUNTER, actor=staff_actor(user.id), now=NOW)
    elsewhere = staff(Role.Kind.OFFICER, new_branch())
    assert report_lost(scene.card, states.LOST, states.COUNTER, actor=elsewhere, now=NOW).status == states.BLOCKING


def test_a_renewal_that_fails_leaves_the_card_blocked_and_a_job_that_renews(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_key(*_: object, **__: object) -> None:
        raise OSError("the key is away")

    with monkeypatch.context() as broken:
        broken.setattr(reports, "prepare_copy", no_key)
        with pytest.raises(OSError, match="the key is away"):
            reported(scene)

    report = open_report_of(scene.card)
    assert report is not None
    assert states_of(scene.card) == [("digital", "blocked"), ("plastic", "blocked")]
    renew_after_report(report, actor=SYSTEM, now=NOW)
    renew_after_report(report, actor=SYSTEM, now=NOW)
    assert [copy.status for copy in copies_of(scene.card).filter(kind="digital")] == ["replaced", "active"]


def test_a_cancelled_request_leaves_the_lost_card_blocked(scene: Scene) -> None:
    reported(scene)
    case = opened(scene, states.LOST)

    cancel_replacement(case, actor=scene.member, now=NOW)

    assert states_of(scene.card)[1] == ("plastic", "blocked")


def test_a_member_sees_the_own_reports_newest_first(scene: Scene) -> None:
    first = reported(scene)
    found_it(first, actor=scene.member, now=NOW)
    second = report_lost(scene.card, states.LOST, states.LOGIN, actor=scene.member, now=NOW + later(1))

    assert list(reports_of(scene.card.member_id)) == [second, first]
    assert list(reports_of(new_card().member_id)) == []


def test_a_claim_without_proof_flags_by_a_job_that_is_queued_for_strangers_too() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    before = states_of(scene.card)

    right, wrong = date(2001, 2, 28), date(2001, 2, 27)

    claims = [Claim("ktp", scene.card.member.identity, born) for born in (right, wrong)]
    numbers = {flag_by_claim(claim, states.LOST) for claim in claims}
    jobs = ProcrastinateJob.objects.filter(task_name="replacements.flag").order_by("id")
    for job in jobs:
        flag(**job.args)
        flag(**job.args)

    reports = list(Report.objects.values_list("number", "status", "proof", "card_id"))
    assert jobs.count() == 2
    assert reports == [(numbers.pop(), states.FLAGGED, states.NOTHING_HELD, scene.card.id)]
    assert not numbers
    assert states_of(scene.card) == before
