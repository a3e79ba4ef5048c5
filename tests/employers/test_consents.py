"""Asking for consent: no answer is no, a yes is the member's own, a paper can be objected to with one tap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import has_consent
from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR, Actor
from kartu.audit.models import Event
from kartu.base.digits import link_token
from kartu.base.errors import NotThere
from kartu.base.tenancy import fund_scope
from kartu.employers import consents
from kartu.employers.acting import report_for_worker, request_for_worker
from kartu.employers.acts import Asking
from kartu.employers.consents import AskedAlready, Paper, PaperDateWrong
from kartu.notifications.models import Message
from kartu.registry.members import sealed_contact
from kartu.registry.models import Contact, Membership
from kartu.replacements import states
from kartu.replacements.refusals import ConsentMissing
from kartu.replacements.requests import cancel_replacement
from tests.employers.acting import Company, company, photo, with_digital, worker
from tests.employers.builders import hr_person
from tests.replacements.builders import at_once, states_of

ACTS = Consent.EMPLOYER_ACTS


@pytest.fixture
def ours(db: None) -> Iterator[Company]:
    with fund_scope():
        yield company()


def _kinds(one: Membership) -> list[str]:
    return list(Message.objects.filter(member_id=one.member_id).order_by("at", "id").values_list("kind", flat=True))


def _allows(one: Membership) -> bool:
    return has_consent(one.member_id, ACTS, employer_id=one.employer_id)


def test_a_question_gives_nothing_before_it_is_answered_with_yes(ours: Company) -> None:
    one = worker(ours)

    asking = consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)
    asked = _allows(one)
    consents.answer_asking(asking, yes=True, proof="code", now=ours.now)

    assert (asked, _allows(one)) == (False, True)
    assert _kinds(one)[0] == "consent_asked"
    given = Consent.objects.get(member=one.member)
    assert (given.proof, given.until) == ("code", asking.until)


def test_no_is_no_and_can_be_asked_again(ours: Company) -> None:
    one = worker(ours)
    asking = consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)

    consents.answer_asking(asking, yes=False, proof="login", now=ours.now)

    assert not _allows(one)
    assert consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now).status == Asking.ASKED


def test_no_answer_in_time_is_no(ours: Company) -> None:
    one = worker(ours)
    asking = consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)
    later = ours.now + timedelta(days=14)

    with pytest.raises(NotThere):
        consents.answer_asking(asking, yes=True, proof="login", now=later)
    assert consents.lapse_askings(now=later) == 1
    assert not _allows(one)


def test_a_question_that_waits_is_not_asked_twice(ours: Company) -> None:
    one = worker(ours)
    consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)

    with pytest.raises(AskedAlready):
        consents.ask_consent(one, ACTS, actor=ours.second, now=ours.now)


def test_the_link_goes_to_contacts_the_member_proved_and_to_no_other(ours: Company) -> None:
    one = worker(ours, phone=False)
    sealed_contact(one.member, Contact.PHONE, "+6281200000001", "roster", ours.now).save(force_insert=True)

    consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)

    assert _kinds(one) == []


def test_a_link_opens_its_own_question_only(ours: Company) -> None:
    first, second = (consents.ask_consent(worker(ours), ACTS, actor=ours.hr, now=ours.now) for _ in range(2))

    assert consents.asking_by_link(first.id, link_token("asking", first.id)) == first
    for wrong in (link_token("asking", second.id), "", "x" * 32):
        with pytest.raises(NotThere):
            consents.asking_by_link(first.id, wrong)


def test_a_paper_counts_at_once_is_told_at_once_and_ends_with_one_tap(ours: Company) -> None:
    one = worker(ours)
    sealed_contact(one.member, Contact.EMAIL, "siti@contoh.id", "roster", ours.now).save(force_insert=True)
    paper = Paper(ours.now.date(), photo())

    asking = consents.note_paper_consent(one, ACTS, paper, actor=ours.hr, now=ours.now)
    counted, told = _allows(one), _kinds(one)
    consents.end_asked_consent(asking, now=ours.now)

    assert (counted, _allows(one)) == (True, False)
    assert told == ["consent_on_paper", "consent_on_paper"]
    look = partial(consents.paper_of, actor=ours.hr, now=ours.now)
    assert look(ours.scope, asking.id)[0].startswith(b"\xff\xd8")
    assert Event.objects.filter(action="member-read", member_id=one.member_id, subject="asking").count() == 1
    with pytest.raises(NotThere):
        look([ours.employer.id + 1], asking.id)
    with pytest.raises(NotThere):
        consents.paper_of(ours.scope, asking.id, actor=company("PT Lain").hr, now=ours.now)


def test_a_paper_from_tomorrow_or_last_month_is_none(ours: Company) -> None:
    for days in (2, -16):
        paper = Paper(ours.now.date() + timedelta(days=days), photo())
        with pytest.raises(PaperDateWrong):
            consents.note_paper_consent(worker(ours), ACTS, paper, actor=ours.hr, now=ours.now)


def test_a_reader_another_company_and_a_former_employer_ask_nobody(ours: Company) -> None:
    one, other = worker(ours), company("PT Lain")
    reader = Actor("employer", hr_person(ours.employer, ours.now, grade=Role.READER).id)
    left = worker(ours)
    left.ended_on = ours.now.date() - timedelta(days=2)

    for whom, actor in ((one, reader), (one, other.hr), (one, OPERATOR), (left, ours.hr)):
        with pytest.raises(NotThere):
            consents.ask_consent(whom, ACTS, actor=actor, now=ours.now)


def test_a_consent_ends_on_its_day(ours: Company) -> None:
    one = worker(ours)
    consents.answer_asking(
        consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now), yes=True, proof="login", now=ours.now
    )

    Consent.objects.filter(member=one.member).update(until=ours.now - timedelta(seconds=1))

    assert not _allows(one)


@pytest.mark.usefixtures("committed")
def test_blocking_needs_the_workers_word_asking_for_a_card_needs_consent() -> None:
    with fund_scope():
        ours = company()
        one = worker(ours)
        card = with_digital(ours, one)

        report = report_for_worker(one, states.LOST, actor=ours.hr, now=ours.now)
        with pytest.raises(ConsentMissing):
            request_for_worker(one, states.LOST, ours.branch, vouched=True, actor=ours.hr, now=ours.now)
        asking = consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)
        consents.answer_asking(asking, yes=True, proof="login", now=ours.now)
        case = request_for_worker(one, states.LOST, ours.branch, vouched=True, actor=ours.hr, now=ours.now)
        consents.end_asked_consent(asking, now=ours.now)
        with pytest.raises(ConsentMissing):
            cancel_replacement(case, actor=ours.hr, now=ours.now)

        assert report.status == states.BLOCKING
        assert states_of(card) == [("digital", "blocked")]
        assert case.channel == "employer"
        assert {"employer_blocked", "employer_requested"} <= set(_kinds(one))


@pytest.mark.usefixtures("committed")
def test_yes_and_no_at_once_are_one_answer() -> None:
    with fund_scope():
        ours = company()
        one = worker(ours)
        asking = consents.ask_consent(one, ACTS, actor=ours.hr, now=ours.now)
        seen = [consents.asking_of(one.member_id, asking.id) for _ in range(4)]

        def answer(mine: Asking, *, yes: bool) -> None:
            consents.answer_asking(mine, yes=yes, proof="login", now=ours.now)

        ends = at_once([partial(answer, mine, yes=bool(number % 2)) for number, mine in enumerate(seen)])

        assert ends.count("done") == 1
        assert _allows(one) == (Asking.objects.get(pk=asking.pk).status == Asking.GIVEN)
