"""`/meja/perusahaan/orang`: a supervisor lets a company's first owner in."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from kartu.accounts.entry_links import link_for
from kartu.accounts.models import Role
from kartu.accounts.sessions import FRESH, STAFF
from kartu.audit.models import Event
from kartu.base.tenancy import fund_scope
from kartu.employers.models import Colleague
from tests.accounts.sessions import open_session
from tests.employers.builders import employer
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import new_branch, staff

pytestmark = pytest.mark.django_db
PEOPLE = "/meja/perusahaan/orang"
GIVEN = {"name": "Rina, direktur", "grade": "owner", "letter": "012/HRD/XI/2026"}


@pytest.fixture
def company() -> None:
    employer("PP000001", timezone.now(), name="PT Pesisir Putih")


def test_a_supervisor_invites_the_first_owner_on_the_companys_letter(pages: PageClient, company: None) -> None:
    sign_in_officer(pages, staff(Role.Kind.SUPERVISOR, new_branch()))
    pages.both("/meja/perusahaan")
    pages.both(PEOPLE)
    found, _ = pages.both(f"{PEOPLE}?npp=pp000001")
    nobody, _ = pages.both(f"{PEOPLE}?npp=x%00y")
    pages.both(f"{PEOPLE}/PP000001/undang")
    without = pages.post(f"{PEOPLE}/PP000001/undang", {**GIVEN, "letter": ""})
    wrong = pages.post(f"{PEOPLE}/PP000001/undang", {**GIVEN, "email": "x"})
    made = pages.post(f"{PEOPLE}/PP000001/undang", GIVEN).content.decode()
    listed, _ = pages.both(f"{PEOPLE}?npp=PP000001")

    assert "PT Pesisir Putih" in found.content.decode()
    assert "Tidak ada perusahaan" in nobody.content.decode()
    assert (without.status_code, wrong.status_code) == (200, 200)
    token = re.search(r"/perusahaan/daftar/([\w-]+)<", made)
    assert token is not None
    role = Role.objects.get(kind="hr")
    assert link_for(token[1], now=timezone.now()).user == role.user
    assert (role.grade, role.employer.npp if role.employer else "") == ("owner", "PP000001")
    with fund_scope():
        assert Colleague.objects.get().name == "Rina, direktur"
    assert Event.objects.get(action="hr-invited").detail["letter"] == "012/HRD/XI/2026"
    assert "Rina" not in listed.content.decode()


def test_an_officer_and_a_supervisor_proved_long_ago_let_nobody_in(pages: PageClient, company: None) -> None:
    branch = new_branch()
    sign_in_officer(pages, staff(Role.Kind.OFFICER, branch))
    answers = {pages.get(PEOPLE).status_code, pages.post(f"{PEOPLE}/PP000001/undang", GIVEN).status_code}
    late, supervisor = PageClient(), staff(Role.Kind.SUPERVISOR, branch)
    user = sign_in_officer(late, supervisor)
    open_session(late, user, kind=STAFF, way="passkey", proved_at=timezone.now() - FRESH)

    asked = late.post(f"{PEOPLE}/PP000001/undang", GIVEN)

    assert answers == {403}
    assert asked.headers["Location"].startswith("/meja/masuk?lanjut=")
    assert PageClient().get(PEOPLE).headers["Location"].startswith("/meja/masuk")
    assert not Role.objects.filter(kind="hr").exists()
