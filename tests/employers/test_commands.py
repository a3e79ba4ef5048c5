"""`kartu invite-hr` and `kartu join-units`: how the fund begins with a company."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from kartu.accounts.entry_links import link_for
from kartu.accounts.models import Role
from kartu.employers.management.commands.invite_hr import NoSuchEmployer
from kartu.employers.models import Colleague
from kartu.employers.refusals import NoUnit
from kartu.employers.units import units_of
from tests.employers.builders import employer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_the_fund_invites_the_first_owner_with_a_link_shown_once() -> None:
    company, out = employer("11", NOW), StringIO()

    call_command("invite_hr", employer="11", name="Rina", stdout=out)

    token = out.getvalue().strip().rpartition("/")[2]
    role = Role.objects.get()
    assert (role.employer, role.grade) == (company, Role.OWNER)
    assert link_for(token, now=timezone.now()).user == role.user
    with pytest.raises(NoSuchEmployer):
        call_command("invite_hr", employer="12", stdout=out)


def test_by_e_mail_nothing_is_shown() -> None:
    employer("11", NOW)
    out = StringIO()

    call_command("invite_hr", employer="11", email="rina@contoh.id", stdout=out)

    assert "/perusahaan/" not in out.getvalue()
    assert Colleague.objects.get().email == "rina@contoh.id"


def test_units_join_one_company_and_no_chain_of_them() -> None:
    company, unit, other = employer("11", NOW), employer("12", NOW), employer("13", NOW)

    call_command("join_units", "11", "12", stdout=StringIO())

    unit.refresh_from_db()
    assert units_of(company) == [company, unit]
    for wrong in (("11", "11"), ("12", "13"), ("13", "12"), ("13", "11")):
        with pytest.raises(NoUnit):
            call_command("join_units", *wrong, stdout=StringIO())
    assert units_of(other) == [other]
