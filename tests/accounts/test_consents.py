from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kartu.accounts.consent_words import EDITIONS, edition_of, wording
from kartu.accounts.consents import (
    TO_END,
    Proof,
    consenting,
    consents_of,
    end_consent,
    give_consent,
    has_consent,
    withdraw_consent,
)
from kartu.accounts.models import Consent
from kartu.audit.actors import OPERATOR, Actor, member_actor, staff_actor
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.notifications.models import Message
from kartu.registry.members import ensure_employer
from kartu.registry.models import Employer, Member
from tests.accounts.builders import NOW, a_member
from tests.replacements.builders import at_once

ACTS = Consent.EMPLOYER_ACTS


def _employer(npp: str = "JJ012345") -> Employer:
    return ensure_employer(npp, actor=OPERATOR, now=NOW, name="PT Laut Biru")[0]


def _given(member: Member, employer: Employer) -> Consent:
    return give_consent(member, ACTS, proof="login", actor=member_actor(member.id), now=NOW, employer_id=employer.id)


@pytest.mark.django_db
def test_a_consent_counts_from_the_moment_it_is_given_until_the_moment_it_is_withdrawn() -> None:
    member, employer, other = a_member(), _employer(), _employer("JJ000002")
    before = has_consent(member.id, ACTS, employer_id=employer.id)

    consent = _given(member, employer)
    during = has_consent(member.id, ACTS, employer_id=employer.id)
    elsewhere = has_consent(member.id, ACTS, employer_id=other.id)
    more = has_consent(member.id, Consent.EMPLOYER_DOWNLOADS, employer_id=employer.id)
    withdraw_consent(member.id, consent.id, actor=member_actor(member.id), now=NOW)

    assert (before, during, elsewhere, more) == (False, True, False, False)
    assert not has_consent(member.id, ACTS, employer_id=employer.id)
    assert (consent.version, consent.proof, consent.given_at) == (edition_of(ACTS), "login", NOW)


@pytest.mark.django_db
def test_a_withdrawal_has_three_days_and_says_when_it_was_done() -> None:
    member = a_member()
    consent = _given(member, _employer())

    asked = withdraw_consent(member.id, consent.id, actor=member_actor(member.id), now=NOW)
    clock = (asked.withdrawn_at, asked.due_at, asked.ended_at)
    end_consent(asked, now=NOW + timedelta(minutes=1))
    end_consent(asked, now=NOW + timedelta(minutes=2))

    assert clock == (NOW, NOW + TO_END, None)
    assert (asked.status, asked.ended_at) == (Consent.ENDED, NOW + timedelta(minutes=1))
    assert list(Message.objects.order_by("id").values_list("kind", "values")) == [
        ("consent_given", {"allowed": ACTS}),
        ("consent_ended", {"allowed": ACTS}),
    ]


@pytest.mark.django_db
def test_agreeing_twice_is_agreeing_once_and_after_a_withdrawal_it_is_a_new_consent() -> None:
    member, employer = a_member(), _employer()
    first = _given(member, employer)
    again = _given(member, employer)
    withdraw_consent(member.id, first.id, actor=member_actor(member.id), now=NOW)
    anew = _given(member, employer)

    assert (again.id, anew.id == first.id) == (first.id, False)
    assert [consent.status for consent in consents_of(member.id)] == ["given", "withdrawn"]
    actions = ["consent-given", "consent-withdrawn", "consent-given"]
    events = Event.objects.filter(subject="consent", member_id=member.id).order_by("at", "id")
    assert [event.action for event in events] == actions


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "proof"),
    [
        (Actor("employer", 1), "login"),
        (Actor("employer", 1), "counter"),
        (member_actor(999_999), "login"),
        (staff_actor(1), "login"),
        (OPERATOR, "counter"),
    ],
)
def test_nobody_agrees_for_somebody_else(actor: Actor, proof: Proof) -> None:
    member, employer = a_member(), _employer()

    with pytest.raises(NotThere):
        give_consent(member, ACTS, proof=proof, actor=actor, now=NOW, employer_id=employer.id)

    assert not has_consent(member.id, ACTS, employer_id=employer.id)


@pytest.mark.django_db
def test_only_the_member_withdraws_and_only_an_own_consent() -> None:
    member, other = a_member(), a_member("3174012802011502", phone="+6281200000001")
    consent = _given(member, _employer())

    for whose, actor in (
        (other.id, member_actor(other.id)),
        (member.id, member_actor(other.id)),
        (member.id, staff_actor(1)),
        (member.id, Actor("employer", 1)),
    ):
        with pytest.raises(NotThere):
            withdraw_consent(whose, consent.id, actor=actor, now=NOW)


@pytest.mark.django_db
def test_a_site_is_named_by_its_client_and_an_employer_by_its_number() -> None:
    member = a_member()
    actor = member_actor(member.id)

    give_consent(member, Consent.SITE, proof="login", actor=actor, now=NOW, client="jht-portal")

    assert has_consent(member.id, Consent.SITE, client="jht-portal")
    assert not has_consent(member.id, Consent.SITE, client="other")
    with pytest.raises(ValueError, match="no purpose"):
        give_consent(member, Consent.SITE, proof="login", actor=actor, now=NOW, employer_id=_employer().id)
    with pytest.raises(ValueError, match="no purpose"):
        give_consent(member, "advertising", proof="login", actor=actor, now=NOW, client="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            member=member,
            purpose="advertising",
            client="x",
            version=1,
            proof="login",
            given_at=NOW,
            status="given",
            status_since=NOW,
        )


@pytest.mark.django_db
def test_a_list_of_workers_is_asked_in_one_question() -> None:
    employer = _employer()
    members = [a_member(f"317401280201150{number}", phone=f"+628120000000{number}") for number in range(3)]
    for member in members[:2]:
        _given(member, employer)

    assert consenting(ACTS, employer.id, [member.id for member in members]) == {members[0].id, members[1].id}


def test_two_at_once_give_one_consent_and_two_withdrawals_are_one(committed: None) -> None:
    member, employer = a_member(), _employer()

    assert at_once([lambda: _given(member, employer)] * 4) == ["done"] * 4
    consent = Consent.objects.get()
    withdrawn = at_once([lambda: withdraw_consent(member.id, consent.id, actor=member_actor(member.id), now=NOW)] * 4)

    assert withdrawn == ["done"] * 4
    assert Event.objects.filter(action="consent-withdrawn").count() == 1


@pytest.mark.parametrize("purpose", Consent.PURPOSES)
def test_every_edition_of_the_words_says_to_whom_in_both_languages(purpose: str) -> None:
    for version, words in enumerate(EDITIONS[purpose], 1):
        told = [wording(purpose, version, "PT Laut Biru", language) for language in ("id", "en")]
        assert all("PT Laut Biru" in text for text in told)
        assert told[0] != told[1]
        assert all("{who}" in text for text in words)
