"""Asking for a new card: when it is possible, what it commits, and what it leaves when it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import give_consent
from kartu.accounts.models import Role
from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import ANONYMOUS, member_actor
from kartu.base.digits import ten_characters
from kartu.base.errors import NotThere
from kartu.base.numbers import new_number
from kartu.base.profile import DocumentRule
from kartu.cards.states import DIGITAL, PLASTIC, PRINT
from kartu.notifications.models import Message
from kartu.replacements import states
from kartu.replacements.evidence import Letter, StoredFile, add_evidence, check_evidence
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.queries import (
    case_at,
    case_by_number_and_code,
    case_of,
    cases_at,
    member_type,
    missing_papers,
    open_case_of,
    papers_for,
    replacements_of,
    same_letter,
)
from kartu.replacements.refusals import (
    CaseAlreadyOpen,
    ConsentMissing,
    DeliveryNotPossible,
    LetterIncomplete,
    LetterLapsed,
    LimitReached,
    NotReported,
    PapersClosed,
    PapersMissing,
    ProofDoesNotFit,
)
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import Wish, cancel_replacement, open_replacement
from kartu.replacements.review import approve_replacement, take_case
from tests.cards.builders import NOW, new_card
from tests.replacements.builders import (
    LETTER,
    Scene,
    approved,
    new_branch,
    new_scene,
    opened,
    reported,
    staff,
    told,
    with_papers,
    with_plastic,
)

pytestmark = pytest.mark.django_db


def test_a_request_follows_the_report_and_says_what_is_needed_where_and_by_when() -> None:
    scene = new_scene()
    report = reported(scene)

    case, code = open_replacement(scene.card, PLASTIC, states.LOST, scene.branch, actor=scene.member, now=NOW)

    assert (case.report, case.status, case.channel) == (report, states.SUBMITTED, states.PORTAL)
    assert papers_for(case) == ("police_letter", "identity")
    told = Message.objects.get(kind="replacement_opened").values
    assert ten_characters(told.pop("follow")) == code
    assert told == {
        "number": case.number,
        "branch_id": scene.branch.id,
        "until": "2026-11-25",
        "papers": "police_letter identity",
    }
    assert (len(code), case.delivery) == (10, states.AT_BRANCH)


@pytest.mark.parametrize("reason", [states.LOST, states.STOLEN, states.NEVER_RECEIVED])
def test_a_lost_card_is_not_replaced_before_it_is_stopped(reason: str) -> None:
    scene = new_scene()
    with_plastic(scene.card)
    report_lost(scene.card, states.LOST, states.NOTHING_HELD, actor=ANONYMOUS, now=NOW)

    with pytest.raises(NotReported):
        opened(scene, reason)


@pytest.mark.parametrize("reason", [states.DAMAGED, states.WRONG_DATA, states.NEVER_RECEIVED])
def test_a_card_still_in_hand_or_never_made_needs_no_report_and_blocks_nothing(reason: str) -> None:
    scene = new_scene()

    case = opened(scene, reason)

    assert (case.report, case.status) == (None, states.SUBMITTED)


def test_a_card_has_one_open_case() -> None:
    scene = new_scene()
    case = opened(scene)

    with pytest.raises(CaseAlreadyOpen, match=case.number):
        opened(scene, states.WRONG_DATA)


@pytest.mark.parametrize("status", states.OPEN)
def test_the_database_itself_refuses_a_second_open_case(status: str) -> None:
    case = opened(new_scene())

    case.pk, case.number, case.status = None, new_number(), status

    with pytest.raises(IntegrityError, match="replacements_case_one_open"), transaction.atomic():
        case.save(force_insert=True)


def test_after_a_case_ended_the_next_may_be_opened() -> None:
    scene = new_scene()
    cancel_replacement(opened(scene), actor=scene.member, now=NOW)

    second = opened(scene)

    assert open_case_of(scene.card) == second


def test_the_fourth_replacement_a_year_needs_a_supervisor() -> None:
    scene = new_scene()
    _three_before(scene, states.DAMAGED)

    with pytest.raises(LimitReached):
        opened(scene)
    with pytest.raises(LimitReached):
        open_replacement(scene.card, PLASTIC, states.DAMAGED, scene.branch, actor=scene.officer, now=NOW)
    case, _ = open_replacement(scene.card, PLASTIC, states.DAMAGED, scene.branch, actor=scene.supervisor, now=NOW)
    assert case.channel == states.DESK


def test_corrections_do_not_count_towards_the_limit() -> None:
    scene = new_scene()
    _three_before(scene, states.WRONG_DATA)

    assert opened(scene).status == states.SUBMITTED


def test_the_employer_asks_for_its_worker_and_vouches_so_that_no_police_letter_is_needed() -> None:
    scene = new_scene()
    report_lost(scene.card, states.LOST, states.EMPLOYER, actor=scene.hr, now=NOW)
    with pytest.raises(ConsentMissing):
        open_replacement(scene.card, PLASTIC, states.LOST, scene.branch, vouched=True, actor=scene.hr, now=NOW)
    employer = scene.card.membership.employer_id
    give_consent(
        scene.card.member, Consent.EMPLOYER_ACTS, proof="login", actor=scene.member, now=NOW, employer_id=employer
    )

    case, _ = open_replacement(scene.card, PLASTIC, states.LOST, scene.branch, vouched=True, actor=scene.hr, now=NOW)

    assert (case.channel, papers_for(case)) == (states.BY_EMPLOYER, ("identity",))


def test_a_member_cannot_vouch_for_the_own_loss() -> None:
    scene = new_scene()
    reported(scene)

    with pytest.raises(ProofDoesNotFit):
        open_replacement(scene.card, PLASTIC, states.LOST, scene.branch, vouched=True, actor=scene.member, now=NOW)


def test_nobody_asks_for_somebody_elses_card() -> None:
    scene = new_scene()
    stranger, elsewhere = member_actor(new_card().member_id), staff(Role.Kind.OFFICER, new_branch())

    for who, refusal in ((stranger, NotThere), (ANONYMOUS, NotThere), (elsewhere, RoleMissing)):
        with pytest.raises(refusal):
            open_replacement(scene.card, PLASTIC, states.DAMAGED, scene.branch, actor=who, now=NOW)


def test_there_is_a_case_for_physical_cards_only() -> None:
    scene = new_scene()

    assert (
        open_replacement(scene.card, PRINT, states.DAMAGED, scene.branch, actor=scene.member, now=NOW)[0].kind == PRINT
    )
    with pytest.raises(ValueError, match="digital"):
        open_replacement(scene.card, DIGITAL, states.DAMAGED, scene.branch, actor=scene.member, now=NOW)


def test_a_case_that_needs_no_paper_is_approved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = new_scene()
    lenient = replace(settings.PROFILE, documents=(DocumentRule(needs=()),))
    monkeypatch.setattr(settings, "PROFILE", lenient)

    case = opened(scene)

    assert (case.status, case.decision, case.decided_by) == (states.APPROVED, "policy", None)
    assert _jobs("replacements.issue") == [{"replacement_id": case.id}]
    assert told(scene.card) == ["replacement_opened", "replacement_approved"]


def test_the_status_page_opens_by_number_and_code_and_answers_alike_otherwise() -> None:
    scene = new_scene()
    case, code = open_replacement(scene.card, PLASTIC, states.DAMAGED, scene.branch, actor=scene.member, now=NOW)

    assert case_by_number_and_code(case.number.lower(), code.lower()) == case

    answers = set()
    for number, tried in ((case.number, "0" * 10), (new_number(), code), ("nonsense", code), (case.number, "")):
        with pytest.raises(NotThere) as refused:
            case_by_number_and_code(number, tried)
        answers.add((str(refused.value), refused.value.words("id")))
    assert len(answers) == 1


def test_the_follow_code_is_nowhere_in_the_database() -> None:
    scene = new_scene()

    case, code = open_replacement(scene.card, PLASTIC, states.DAMAGED, scene.branch, actor=scene.member, now=NOW)

    stored = [str(value) for row in Replacement.objects.values() for value in row.values()]
    stored += [str(row) for row in (*Message.objects.values(), *ProcrastinateJob.objects.values("args"))]
    assert case.number in " ".join(stored)
    assert code not in " ".join(stored)


def test_a_branch_and_a_member_see_their_own_cases_and_no_other() -> None:
    scene, other = new_scene(), new_scene()
    case, foreign = opened(scene), opened(other)

    assert list(cases_at(scene.branch.id)) == [case]
    assert list(replacements_of(scene.card.member_id)) == [case]
    assert case_at(scene.branch.id, case.number) == case
    assert case_of(scene.card.member_id, case.number) == case
    with pytest.raises(NotThere):
        case_at(scene.branch.id, foreign.number)
    with pytest.raises(NotThere):
        case_of(scene.card.member_id, foreign.number)


def test_a_case_is_not_approved_before_every_paper_of_the_policy_is_accepted() -> None:
    scene = new_scene()
    reported(scene)
    case = opened(scene, states.LOST)
    take_case(case, actor=scene.officer, now=NOW)
    sent = add_evidence(case, "identity", file=StoredFile("a.jpg", b"\1" * 32), actor=scene.member, now=NOW)

    for accepted, missing in ((False, ("police_letter", "identity")), (True, ("police_letter",))):
        paper = sent if not accepted else add_evidence(case, "identity", actor=scene.member, now=NOW)
        check_evidence(paper, accepted=accepted, actor=scene.officer, now=NOW)
        assert missing_papers(case) == missing
        with pytest.raises(PapersMissing):
            approve_replacement(case, actor=scene.officer, now=NOW)
    add_evidence(case, "police_letter", letter=LETTER, actor=scene.officer, now=NOW)
    approve_replacement(case, actor=scene.officer, now=NOW)
    assert case.status == states.APPROVED


def test_what_is_shown_at_the_desk_is_accepted_with_the_officer_who_saw_it() -> None:
    scene = new_scene()
    case = opened(scene)

    seen = add_evidence(case, "damaged_card", actor=scene.officer, now=NOW)
    sent = add_evidence(case, "identity", actor=scene.member, now=NOW)

    assert (seen.status, seen.checked_by_id) == (states.ACCEPTED, scene.officer.id)
    assert (sent.status, sent.checked_by_id) == (states.RECEIVED, None)


@pytest.mark.parametrize("letter", [None, Letter("", "Polsek", NOW.date()), Letter("LP/1", " ", NOW.date())])
def test_a_police_letter_without_number_or_station_is_refused(letter: Letter | None) -> None:
    scene = new_scene()

    with pytest.raises(LetterIncomplete):
        add_evidence(opened(scene), "police_letter", letter=letter, actor=scene.member, now=NOW)


def test_a_lapsed_police_letter_is_refused_with_its_last_day() -> None:
    scene = new_scene()
    old = Letter("LP/1", "Polsek Tual", NOW.date() - timedelta(days=15))

    with pytest.raises(LetterLapsed, match="2026-11-21"):
        add_evidence(opened(scene), "police_letter", letter=old, actor=scene.member, now=NOW)


def test_a_letters_number_rests_sealed_and_the_same_letter_is_found_again_however_typed() -> None:
    first, second = new_scene(), new_scene()
    typed = Letter(number="lp b 411 xi 2026", station="POLSEK TUAL-UTARA", date=NOW.date())

    one = add_evidence(opened(first), "police_letter", letter=LETTER, actor=first.member, now=NOW)
    two = add_evidence(opened(second), "police_letter", letter=typed, actor=second.member, now=NOW)

    assert same_letter(one) == [two]
    assert Evidence.objects.get(pk=one.pk).letter_number == LETTER.number
    assert LETTER.number.encode() not in bytes(one.letter_number_sealed or b"")
    assert same_letter(add_evidence(open_case(first), "identity", actor=first.member, now=NOW)) == []


def test_papers_are_closed_after_the_decision() -> None:
    scene = new_scene()
    case = opened(scene)
    late = add_evidence(case, "identity", actor=scene.member, now=NOW)
    with_papers(case, scene)
    take_case(case, actor=scene.officer, now=NOW)
    approve_replacement(case, actor=scene.officer, now=NOW)

    with pytest.raises(PapersClosed):
        add_evidence(case, "identity", actor=scene.member, now=NOW)
    with pytest.raises(PapersClosed):
        check_evidence(late, accepted=False, actor=scene.officer, now=NOW)


def test_a_member_is_a_worker_self_employed_or_former() -> None:
    card = new_card()

    worker = member_type(card, now=NOW)
    card.membership.employer = None
    alone = member_type(card, now=NOW)
    card.membership.ended_on = date(2026, 11, 21)
    former = member_type(card, now=NOW)

    assert (worker, alone, former) == ("worker", "self_employed", "former")


def test_cancelling_a_case_voids_the_copy_and_tells_the_member() -> None:
    scene = new_scene()
    case = approved(scene)

    cancel_replacement(case, actor=scene.member, now=NOW)

    assert (case.status, case.decision) == (states.CANCELLED, "withdrawn")
    assert told(scene.card)[-1] == "replacement_cancelled"


def open_case(scene: Scene) -> Replacement:
    case = open_case_of(scene.card)
    assert case is not None
    return case


def _three_before(scene: Scene, reason: str) -> None:
    for _ in range(3):
        case = opened(scene, reason)
        Replacement.objects.filter(pk=case.pk).update(status=states.COLLECTED)


def _jobs(name: str) -> list[dict[str, object]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).values_list("args", flat=True))


def test_a_card_goes_only_where_there_is_an_employer_or_an_address_to_send_it_to() -> None:
    scene = new_scene()
    wish = Wish(delivery=states.BY_POST)

    with pytest.raises(DeliveryNotPossible):
        open_replacement(scene.card, PLASTIC, states.DAMAGED, scene.branch, wish=wish, actor=scene.member, now=NOW)
    scene.card.member.address = "Jalan Laut 7, Tual"
    scene.card.member.save()
    case, _ = open_replacement(
        scene.card, PLASTIC, states.DAMAGED, scene.branch, wish=wish, actor=scene.member, now=NOW
    )

    assert case.delivery == states.BY_POST
