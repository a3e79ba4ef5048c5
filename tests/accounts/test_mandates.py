from __future__ import annotations

from datetime import timedelta

import pytest

from kartu.accounts.consents import give_consent
from kartu.accounts.holdings import allowed_facts
from kartu.accounts.mandates import (
    MOST,
    MandateRefused,
    MandatesFull,
    collectors,
    expire_mandates,
    mandate_actor,
    mandate_allows,
    mandates_held,
    mandates_of,
    offer_mandate,
    revoke_mandate,
    take_up_mandate,
)
from kartu.accounts.models import Mandate, Role, User
from kartu.accounts.recovery.opening import begin_by_code
from kartu.accounts.recovery.refusals import OwnRecord
from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import OPERATOR, Actor, member_actor
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.base.throttle import TooMany
from kartu.notifications.models import Message
from kartu.registry.members import ensure_employer
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.refusals import ProofDoesNotFit
from kartu.replacements.reports import found_it, report_lost
from kartu.replacements.requests import open_replacement
from tests.accounts.builders import NOW, a_member, an_account
from tests.cards.builders import new_card
from tests.replacements.builders import at_once, new_branch, staff, with_plastic

WIFE = "3174012802011505"


def _wife() -> User:
    return an_account(a_member(WIFE, phone="+6281200000005", name="Dewi"), name=("phone", "+6281200000005"))


def _offered(member: Member, scope: tuple[str, ...] = (Mandate.REPORT,)) -> tuple[Mandate, str]:
    offered = offer_mandate(member, scope, 30, actor=member_actor(member.id), now=NOW)
    return offered.mandate, offered.code


def _active(member: Member, wife: User, scope: tuple[str, ...] = Mandate.SCOPES) -> Mandate:
    mandate, code = _offered(member, scope)
    return take_up_mandate(wife, mandate.number, code, address="a", now=NOW)


@pytest.mark.django_db
def test_a_representative_takes_up_the_mandate_once_and_every_contact_is_told() -> None:
    member, wife = a_member(), _wife()
    mandate, code = _offered(member)

    taken = take_up_mandate(wife, f" {mandate.number.lower()}", f"{code[:5]} {code[5:]}", address="a", now=NOW)

    assert (taken.holder, taken.status, taken.taken_at) == (wife, Mandate.ACTIVE, NOW)
    assert [each.kind for each in Message.objects.filter(member_id=member.id).order_by("id")] == [
        "mandate_offered",
        "mandate_taken",
    ]
    with pytest.raises(MandateRefused):
        take_up_mandate(wife, mandate.number, code, address="a", now=NOW)


@pytest.mark.django_db
def test_number_or_code_alone_a_late_one_and_the_own_one_are_refused_in_the_same_words() -> None:
    member, wife = a_member(), _wife()
    own = an_account(member)
    mandate, code = _offered(member)
    words = set()

    for user, number, typed, at in (
        (wife, mandate.number, "AAAAAAAAAA", NOW),
        (wife, "2222-2222", code, NOW),
        (own, mandate.number, code, NOW),
        (wife, mandate.number, "AAAAAAAAAA", NOW),
        (wife, mandate.number, "BBBBBBBBBB", NOW),
        (wife, mandate.number, "", NOW),
    ):
        with pytest.raises(MandateRefused) as refusal:
            take_up_mandate(user, number, typed, address="a", now=at)
        words.add(refusal.value.words("id"))

    assert len(words) == 1
    with pytest.raises(TooMany):
        take_up_mandate(wife, mandate.number, code, address="a", now=NOW)
    with pytest.raises(MandateRefused):
        take_up_mandate(wife, mandate.number, code, address="a", now=NOW + timedelta(days=30))


@pytest.mark.django_db
def test_a_mandate_allows_what_it_says_until_its_day_or_until_it_is_taken_back() -> None:
    member, wife = a_member(), _wife()
    mandate = _active(member, wife, (Mandate.REPORT, Mandate.COLLECT))

    def allows(act: str, at: timedelta = timedelta(0), whose: int = member.id) -> bool:
        return mandate_allows(mandate.id, whose, act, now=NOW + at)

    assert [allows(act) for act in Mandate.SCOPES] == [True, False, True]
    assert not allows(Mandate.REPORT, whose=member.id + 1)
    assert not allows(Mandate.REPORT, timedelta(days=30))
    assert collectors(member.id, now=NOW) == [mandate]
    revoke_mandate(mandate, actor=member_actor(member.id), now=NOW)
    assert not allows(Mandate.REPORT)
    assert list(mandates_held(wife.id, now=NOW)) == []
    assert collectors(member.id, now=NOW) == []


@pytest.mark.django_db
def test_the_member_and_the_representative_end_it_and_nobody_else() -> None:
    member, wife, other = a_member(), _wife(), a_member("3174012802011509", phone="+6281200000009")
    mandate = _active(member, wife)

    for actor in (member_actor(other.id), Actor("employer", 1), OPERATOR, mandate_actor(mandate)):
        with pytest.raises(NotThere):
            revoke_mandate(mandate, actor=actor, now=NOW)
    revoke_mandate(mandate, actor=member_actor(wife.member_id or 0), now=NOW)
    revoke_mandate(mandate, actor=member_actor(member.id), now=NOW)

    assert Event.objects.filter(action="mandate-revoked").count() == 1


@pytest.mark.django_db
def test_an_officer_shown_the_paper_offers_one_in_the_members_name_and_never_in_the_own() -> None:
    member, branch = a_member(), new_branch()
    officer = staff(Role.Kind.OFFICER, branch)

    offered = offer_mandate(member, (Mandate.COLLECT,), 90, actor=officer, now=NOW, branch=branch)

    assert offered.mandate.opened_by_id == officer.id
    assert Event.objects.get(action="mandate-offered").actor_id == officer.id
    assert Message.objects.get().kind == "mandate_offered"
    own = User.objects.create(created_at=NOW, password="!", member=member)
    with pytest.raises(OwnRecord):
        offer_mandate(
            member, (Mandate.COLLECT,), 90, actor=staff(Role.Kind.OFFICER, branch, user=own), now=NOW, branch=branch
        )
    with pytest.raises(RoleMissing):
        offer_mandate(member, (Mandate.COLLECT,), 90, actor=officer, now=NOW, branch=new_branch())
    for actor in (officer, member_actor(member.id + 1), Actor("employer", 1)):
        with pytest.raises(NotThere):
            offer_mandate(member, (Mandate.COLLECT,), 90, actor=actor, now=NOW)


@pytest.mark.django_db
def test_there_are_five_at_a_time_and_they_run_out() -> None:
    member = a_member()
    for _ in range(MOST):
        _offered(member)

    with pytest.raises(MandatesFull):
        _offered(member)

    assert expire_mandates(now=NOW + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert expire_mandates(now=NOW + timedelta(days=30)) == MOST
    assert {mandate.status for mandate in mandates_of(member.id)} == {Mandate.EXPIRED}


@pytest.mark.django_db(transaction=False)
def test_the_code_itself_is_not_stored() -> None:
    mandate, code = _offered(a_member())

    row = Mandate.objects.filter(pk=mandate.pk).values().get()
    assert not any(code in str(value) for value in row.values())


def test_a_representative_reports_a_loss_and_asks_for_a_card_and_is_named_in_the_trail(committed: None) -> None:
    card, wife = new_card(), _wife()
    with_plastic(card)
    mandate = _active(card.membership.member, wife)
    actor, branch = mandate_actor(mandate), new_branch()

    report = report_lost(card, states.LOST, states.LOGIN, actor=actor, now=NOW)
    case, _ = open_replacement(card, "plastic", states.LOST, branch, actor=actor, now=NOW)

    assert report.status == states.BLOCKING
    for action in ("loss-reported", "replacement-opened"):
        event = Event.objects.get(action=action)
        assert (event.actor_kind, event.actor_id, event.member_id) == ("mandate", mandate.id, card.member_id)
    with pytest.raises(ProofDoesNotFit):
        found_it(report, actor=actor, now=NOW)
    revoke_mandate(mandate, actor=member_actor(card.member_id), now=NOW)
    with pytest.raises(NotThere):
        report_lost(card, states.LOST, states.LOGIN, actor=actor, now=NOW + timedelta(hours=1))
    assert case.member_id == card.member_id


def test_what_the_mandate_does_not_say_is_not_there(committed: None) -> None:
    card, wife = new_card(), _wife()
    with_plastic(card)
    only_report = mandate_actor(_active(card.membership.member, wife, (Mandate.REPORT,)))
    only_collect = mandate_actor(_active(card.membership.member, wife, (Mandate.COLLECT,)))
    stranger = new_card()

    with pytest.raises(NotThere):
        open_replacement(card, "plastic", states.DAMAGED, new_branch(), actor=only_report, now=NOW)
    with pytest.raises(NotThere):
        report_lost(card, states.LOST, states.LOGIN, actor=only_collect, now=NOW)
    with pytest.raises(NotThere):
        report_lost(stranger, states.LOST, states.LOGIN, actor=only_report, now=NOW)
    with pytest.raises(ProofDoesNotFit):
        report_lost(card, states.LOST, states.CODE, actor=only_report, now=NOW)


def test_of_two_taking_it_up_at_once_one_does(committed: None) -> None:
    member, wife = a_member(), _wife()
    brother = an_account(a_member("3174012802011506", phone="+6281200000006"), name=("phone", "+6281200000006"))
    mandate, code = _offered(member)

    outcome = at_once(
        [
            lambda: take_up_mandate(wife, mandate.number, code, address="a", now=NOW),
            lambda: take_up_mandate(brother, mandate.number, code, address="b", now=NOW),
        ]
    )

    assert sorted(str(getattr(each, "code", each)) for each in outcome) == ["done", "mandate-refused"]


@pytest.mark.django_db
def test_what_a_member_takes_away_names_representatives_consents_and_ways_back() -> None:
    member, wife = a_member(), _wife()
    mandate = _active(member, wife)
    employer, _ = ensure_employer("JJ012345", actor=OPERATOR, now=NOW, name="PT Laut Biru")
    actor = member_actor(member.id)
    give_consent(member, "employer_acts", proof="login", actor=actor, now=NOW, employer_id=employer.id)
    begin_by_code(member, now=NOW)

    facts = allowed_facts(member.id, "en")

    assert [each["representative"] for each in facts["mandates"]] == ["Dewi"]
    assert facts["mandates"][0]["number"] == mandate.number
    assert facts["consents"][0]["words"].startswith("PT Laut Biru may report")
    assert [each["status"] for each in facts["ways_back"]] == ["waiting"]
