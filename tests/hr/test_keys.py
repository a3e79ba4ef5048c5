"""`/perusahaan/kunci`: keys for the company's programs."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.audit.actors import Actor
from kartu.employers.machines.hooks import KINDS, TEST, Told, add_hook, queue_told
from kartu.employers.machines.keys import make_key, open_with
from kartu.employers.machines.models import ApiKey
from kartu.employers.machines.refusals import KeyRefused
from tests.employers.builders import hr_person
from tests.employers.uploads import Company
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer

pytestmark = pytest.mark.django_db
LIFE = timedelta(days=30)
LIST = "/perusahaan/kunci"
NEW = {"name": "penggajian", "scopes": ["states", "webhooks"], "days": "90"}


def shown(page: bytes) -> str:
    found = re.search(r"kartu_[a-z0-9]{10}_[\w-]{43}", page.decode())
    assert found is not None
    return found[0]


def test_an_owner_makes_a_key_that_is_shown_once_and_revokes_it(office: PageClient, mine: Company) -> None:
    office.both(f"{LIST}/baru")

    key = shown(office.post(f"{LIST}/baru", NEW).content)
    listed, _ = office.both(LIST)

    assert open_with(key, now=timezone.now()).may == {"states", "webhooks"}
    assert key not in listed.content.decode()
    office.post(f"{LIST}/{ApiKey.objects.get().id}/cabut")
    with pytest.raises(KeyRefused):
        open_with(key, now=timezone.now())


def test_a_key_without_name_or_scope_is_not_made(office: PageClient) -> None:
    office.post(f"{LIST}/baru", {"days": "90"})

    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("grade", [Role.HR_OFFICER, Role.READER])
def test_only_an_owner_sees_the_keys(pages: PageClient, mine: Company, grade: str) -> None:
    sign_in_officer(pages, Actor("staff", hr_person(mine.employer, timezone.now(), grade=grade).id))

    assert {pages.get(LIST).status_code, pages.post(f"{LIST}/baru", NEW).status_code} == {403}
    assert not ApiKey.objects.exists()


def test_another_companys_key_and_address_are_not_there(office: PageClient, theirs: Company) -> None:
    now = timezone.now()
    row, key = make_key(theirs.employer, theirs.hr, "x", ["states"], life=LIFE, actor=theirs.actor, now=now)
    hook, _ = add_hook(theirs.employer, theirs.hr, "https://hooks.example.com/", KINDS, actor=theirs.actor, now=now)

    answers = [office.post(f"{LIST}/{row.id}/cabut"), office.get(f"{LIST}/alamat/{hook.id}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert open_with(key, now=now) == row


def test_what_an_address_was_told_is_listed(office: PageClient, mine: Company) -> None:
    now = timezone.now()
    hook, secret = add_hook(mine.employer, mine.hr, "https://hooks.example.com/", KINDS, actor=mine.actor, now=now)
    queue_told([hook], Told(TEST, "test:1", now, {}))

    page, _ = office.both(f"{LIST}/alamat/{hook.id}")

    assert "webhook.test" in page.content.decode()
    assert secret not in page.content.decode()


def test_the_operator_makes_a_key_by_command(mine: Company) -> None:
    out = io.StringIO()

    call_command("api_key", employer=mine.employer.npp, scope=["states"], json=True, stdout=out)

    assert open_with(json.loads(out.getvalue())["key"], now=timezone.now()).may == {"states"}
