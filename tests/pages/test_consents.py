"""`/profil/persetujuan`: agreeing, the words agreed to, and the clock of a withdrawal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kartu.accounts.consents import end_consent, give_consent, has_consent
from kartu.accounts.models import Consent
from kartu.audit.actors import member_actor
from kartu.registry.models import Employer, Member
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in

pytestmark = pytest.mark.django_db
HERE = "/profil/persetujuan"


@pytest.fixture
def member(pages: PageClient) -> Member:
    member, _ = new_member()
    sign_in(pages, member)
    return member


def _employer(member: Member) -> Employer:
    found = member.memberships.get().employer
    assert found
    return found


def _given(member: Member) -> Consent:
    return give_consent(
        member,
        Consent.EMPLOYER_ACTS,
        proof="login",
        actor=member_actor(member.id),
        now=timezone.now(),
        employer_id=_employer(member).id,
    )


def test_a_member_agrees_in_the_words_shown_and_takes_it_back(pages: PageClient, member: Member) -> None:
    employer = _employer(member)
    page = f"{HERE}/urus/{employer.id}"

    offered, _ = pages.both(HERE)
    asked, _ = pages.both(page)
    pages.post(page)
    during = has_consent(member.id, Consent.EMPLOYER_ACTS, employer_id=employer.id)
    consent = Consent.objects.get()
    listed, _ = pages.both(HERE)
    pages.both(f"{HERE}/{consent.id}/cabut")
    pages.post(f"{HERE}/{consent.id}/cabut")
    pages.post(f"{HERE}/{consent.id}/cabut")
    pages.both(f"{HERE}/{consent.id}/cabut")

    words = "PT Laut Biru boleh melaporkan kartu saya hilang"
    assert f'href="{page}"' in offered.content.decode()
    assert words in asked.content.decode()
    assert words in listed.content.decode()
    assert f'href="{page}"' not in listed.content.decode()
    assert (during, has_consent(member.id, Consent.EMPLOYER_ACTS, employer_id=employer.id)) == (True, False)


def test_a_withdrawal_shows_its_clock_asked_due_and_done(pages: PageClient, member: Member) -> None:
    consent = _given(member)
    pages.post(f"{HERE}/{consent.id}/cabut")
    waiting = pages.get(HERE).content.decode()
    consent.refresh_from_db()
    end_consent(consent, now=timezone.now())

    done = pages.both(HERE)[0].content.decode()

    assert consent.due_at
    assert consent.withdrawn_at
    assert consent.due_at - consent.withdrawn_at == timedelta(hours=72)
    assert "Sedang dicabut" in waiting
    assert "sedang dikerjakan" in waiting
    assert waiting.count("WIB") == 2
    assert "Sudah dicabut" in done
    assert done.count("WIB") == 3


def test_what_the_law_gives_anyway_is_named_and_not_asked(pages: PageClient, member: Member) -> None:
    words = pages.get(HERE).content.decode()

    assert "tidak meminta persetujuan" in words
    assert "membuat, memblokir, dan memeriksa kartu" in words


def test_an_employer_of_yesterday_and_a_strangers_consent_are_not_there(pages: PageClient, member: Member) -> None:
    other, _ = new_member()
    theirs = _given(other)
    member.memberships.update(ended_on=timezone.now().date() - timedelta(days=1))

    assert pages.get(f"{HERE}/urus/{_employer(member).id}").status_code == 404
    assert pages.post(f"{HERE}/urus/{_employer(member).id}").status_code == 404
    assert pages.get(f"{HERE}/reklame/{_employer(other).id}").status_code == 404
    assert pages.get(f"{HERE}/{theirs.id}/cabut").status_code == 404
    assert pages.post(f"{HERE}/{theirs.id}/cabut").status_code == 404
    assert Consent.objects.filter(status="given").count() == 1


@pytest.mark.parametrize("path", ["", "/urus/1", "/1/cabut"])
def test_strangers_are_sent_to_sign_in(pages: PageClient, path: str) -> None:
    assert pages.get(HERE + path).headers["Location"].startswith("/masuk?lanjut=")
