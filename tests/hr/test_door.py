"""`/perusahaan`: who gets in, and for which unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.sessions import STAFF_IDLE
from kartu.accounts.staff import RoleMissing, appoint
from kartu.audit.actors import Actor
from kartu.hr.guards import HrRequest, hr_required
from kartu.registry.models import Branch
from tests.employers.builders import employer, hr_person
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_nobody_comes_in_but_by_the_employers_entrance(pages: PageClient) -> None:
    assert pages.get("/perusahaan").headers["Location"] == "/perusahaan/masuk?lanjut=%2Fperusahaan"
    pages.both("/perusahaan/masuk")


def test_hr_works_for_its_own_units_only(pages: PageClient) -> None:
    company = employer("11", NOW, name="PT Induk")
    unit = employer("12", NOW, name="PT Induk Pabrik", parent=company)
    other = employer("99", NOW, name="PT Lain")
    sign_in_officer(pages, Actor("staff", hr_person(company, NOW).id))

    indonesian, _ = pages.both("/perusahaan")
    assert "PT Induk Pabrik" in indonesian.content.decode()
    assert "PT Lain" not in indonesian.content.decode()
    assert pages.post("/perusahaan/unit", {"unit": unit.id}).status_code == 302
    assert '<p class="lead" translate="no">PT Induk Pabrik' in pages.get("/perusahaan").content.decode()
    for foreign in (other.id, "", "x"):
        assert pages.post("/perusahaan/unit", {"unit": foreign}).status_code == 404


def test_a_unit_sees_nothing_of_its_company_or_its_sisters(pages: PageClient) -> None:
    company = employer("11", NOW, name="PT Induk")
    unit = employer("12", NOW, name="PT Pabrik", parent=company)
    employer("13", NOW, name="PT Toko", parent=company)
    sign_in_officer(pages, Actor("staff", hr_person(unit, NOW).id))

    page = pages.get("/perusahaan").content.decode()

    assert "PT Pabrik" in page
    assert "PT Induk" not in page
    assert "PT Toko" not in page


def test_other_staff_and_former_hr_stay_outside(pages: PageClient) -> None:
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    former = hr_person(employer("11", NOW), NOW - timedelta(days=2))
    Role.objects.filter(user=former).update(until=NOW - timedelta(days=1))
    for user in (appoint(Role.Kind.OFFICER, branch=branch, now=NOW), former):
        sign_in_officer(pages, Actor("staff", user.id))

        assert pages.get("/perusahaan").status_code == 403


def test_after_fifteen_minutes_without_use_hr_is_out(pages: PageClient) -> None:
    sign_in_officer(pages, Actor("staff", hr_person(employer("11", NOW), NOW).id))
    session = pages.session
    session["seen"] = (timezone.now() - STAFF_IDLE).isoformat()
    session.save()

    assert pages.get("/perusahaan").status_code == 302


def test_a_guard_asks_for_the_grade(pages: PageClient) -> None:
    company = employer("11", NOW)

    @hr_required(Role.OWNER)
    def owners_page(request: HrRequest) -> HttpResponse:
        return HttpResponse(str(request.actor))

    for grade, enters in ((Role.OWNER, True), (Role.HR_OFFICER, False), (Role.READER, False)):
        user = hr_person(company, NOW, grade=grade)
        request = RequestFactory().get("/perusahaan/orang")
        request.user, request.session = user, _session(pages, user.id)
        if enters:
            assert owners_page(request).content.decode() == f"employer:{user.id}"
            continue
        with pytest.raises(RoleMissing):
            owners_page(request)


def _session(pages: PageClient, user_id: int) -> SessionBase:
    sign_in_officer(pages, Actor("staff", user_id))
    return pages.session
