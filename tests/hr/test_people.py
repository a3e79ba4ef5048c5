"""`/perusahaan/orang`: inviting, changing and ending somebody of HR."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.accounts.entry_links import LinkRefused, link_for, use_link
from kartu.accounts.models import EntryLink, Role, User
from kartu.accounts.sessions import FRESH, STAFF
from kartu.audit.actors import Actor
from kartu.employers.inviting import forget_addresses, send_invitation
from kartu.employers.models import ApiKey, Colleague
from kartu.employers.people import end_access
from kartu.employers.refusals import LastOwner
from tests.accounts.sessions import open_session
from tests.employers.builders import hr_person
from tests.employers.uploads import Company
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer

pytestmark = pytest.mark.django_db
LIST = "/perusahaan/orang"
RINA = {"name": "Rina, penggajian", "grade": Role.HR_OFFICER}


def _token(page: str) -> str:
    found = re.search(r"/perusahaan/daftar/([\w-]+)<", page)
    assert found is not None
    return found[1]


def test_an_owner_invites_and_the_link_is_shown_once_and_opens_once(office: PageClient, mine: Company) -> None:
    office.both(f"{LIST}/undang")

    token = _token(office.post(f"{LIST}/undang", RINA).content.decode())

    role = Role.objects.exclude(user=mine.hr).get()
    assert (role.kind, role.grade, role.employer) == ("hr", "officer", mine.employer)
    assert Colleague.objects.get().name == "Rina, penggajian"
    indonesian, _ = office.both(LIST)
    assert "diundang, belum masuk" in indonesian.content.decode()
    link = link_for(token, now=timezone.now())
    assert PageClient().get(f"/perusahaan/daftar/{token}").status_code == 200
    assert use_link(link, now=timezone.now()) == role.user
    with pytest.raises(LinkRefused):
        link_for(token, now=timezone.now())


def test_an_invitation_by_e_mail_goes_out_and_the_address_is_forgotten(office: PageClient, mine: Company) -> None:
    answer = office.post(f"{LIST}/undang", {**RINA, "email": "Rina@Contoh.id"})
    assert "/perusahaan/daftar/" not in answer.content.decode()
    colleague = Colleague.objects.get()
    assert b"contoh.id" not in bytes(colleague.email_sealed or b"")
    assert EntryLink.objects.count() == 0

    assert send_invitation(colleague, now=timezone.now())
    assert not send_invitation(Colleague.objects.get(), now=timezone.now())

    letter = json.loads((settings.DATA / "outbox" / f"kartu-hr-{colleague.id}.json").read_text())
    assert letter["to"] == "rina@contoh.id"
    token = re.search(r"/perusahaan/daftar/([\w-]+)", letter["text"])
    assert token is not None
    assert link_for(token[1], now=timezone.now()).user == colleague.user
    assert Colleague.objects.get().email_sealed is None


def test_an_address_that_takes_no_mail_is_forgotten_after_days(office: PageClient) -> None:
    office.post(f"{LIST}/undang", {**RINA, "email": "rina@contoh.id"})

    assert forget_addresses(now=timezone.now() + timedelta(days=2)) == 0
    assert forget_addresses(now=timezone.now() + timedelta(days=4)) == 1


@pytest.mark.parametrize("bad", [{"name": ""}, {"grade": "boss"}, {"email": "x"}, {"email": "0812345678"}])
def test_a_bad_invitation_invites_nobody(office: PageClient, mine: Company, bad: dict[str, str]) -> None:
    assert office.post(f"{LIST}/undang", {**RINA, **bad}).status_code == 200
    assert list(Role.objects.values_list("user", flat=True)) == [mine.hr.id]


def test_who_is_ended_is_out_with_the_next_click(office: PageClient, mine: Company) -> None:
    other = hr_person(mine.employer, mine.now, grade=Role.HR_OFFICER)
    theirs = PageClient()
    sign_in_officer(theirs, Actor("staff", other.id))
    assert theirs.get("/perusahaan").status_code == 200

    for _ in range(2):
        office.post(f"{LIST}/{other.roles.get().id}/akhiri")

    assert theirs.get("/perusahaan").headers["Location"].startswith("/perusahaan/masuk")
    assert not User.objects.get(pk=other.id).is_active


def test_a_grade_counts_from_the_next_click(office: PageClient, mine: Company) -> None:
    other = hr_person(mine.employer, mine.now, grade=Role.OWNER)
    theirs = PageClient()
    sign_in_officer(theirs, Actor("staff", other.id))
    assert theirs.get(LIST).status_code == 200
    role = other.roles.get()
    office.both(f"{LIST}/{role.id}")

    assert office.post(f"{LIST}/{role.id}", {"grade": Role.READER}).status_code == 302

    assert theirs.get(LIST).status_code == 403
    assert theirs.get("/perusahaan").status_code == 200


def test_the_last_owner_stays(office: PageClient, mine: Company) -> None:
    role = mine.hr.roles.get()
    hr_person(mine.employer, mine.now, grade=Role.HR_OFFICER)

    answer = office.post(f"{LIST}/{role.id}", {"grade": Role.READER})
    assert "pemilik terakhir" in answer.content.decode()
    assert office.post(f"{LIST}/{role.id}/akhiri").status_code == 400
    role.refresh_from_db()
    assert (role.grade, role.until) == (Role.OWNER, None)
    second = hr_person(mine.employer, mine.now, grade=Role.OWNER)
    end_access(role, actor=mine.actor, now=timezone.now())
    with pytest.raises(LastOwner):
        end_access(second.roles.get(), actor=mine.actor, now=timezone.now())


def test_a_new_link_ends_the_old_one(office: PageClient, mine: Company) -> None:
    old = _token(office.post(f"{LIST}/undang", RINA).content.decode())
    role = Role.objects.exclude(user=mine.hr).get()

    new = _token(office.post(f"{LIST}/{role.id}/tautan").content.decode())

    with pytest.raises(LinkRefused):
        link_for(old, now=timezone.now())
    assert link_for(new, now=timezone.now()).user == role.user


def test_people_of_another_company_are_not_there(office: PageClient, theirs: Company) -> None:
    role = theirs.hr.roles.get()

    assert office.get(f"{LIST}/{role.id}").status_code == 404
    for act in ("", "/akhiri", "/tautan"):
        assert office.post(f"{LIST}/{role.id}{act}", {"grade": Role.READER}).status_code == 404
    role.refresh_from_db()
    assert (role.grade, role.until) == (Role.OWNER, None)


def test_only_owners_see_people(pages: PageClient, mine: Company) -> None:
    for grade in (Role.HR_OFFICER, Role.READER, ""):
        sign_in_officer(pages, Actor("staff", hr_person(mine.employer, mine.now, grade=grade).id))
        assert pages.get(LIST).status_code == 403
        assert pages.post(f"{LIST}/undang", RINA).status_code == 403
    assert Colleague.objects.count() == 0


ACTS_ON_PEOPLE = [
    ("get", f"{LIST}/undang", f"{LIST}/undang"),
    ("post", f"{LIST}/undang", f"{LIST}/undang"),
    ("get", f"{LIST}/{{}}", f"{LIST}/{{}}"),
    ("post", f"{LIST}/{{}}", f"{LIST}/{{}}"),
    ("post", f"{LIST}/{{}}/akhiri", f"{LIST}/{{}}"),
    ("post", f"{LIST}/{{}}/tautan", f"{LIST}/{{}}"),
    ("get", "/perusahaan/kunci/baru", "/perusahaan/kunci/baru"),
    ("post", "/perusahaan/kunci/baru", "/perusahaan/kunci/baru"),
]


@pytest.mark.parametrize(("method", "act", "back"), ACTS_ON_PEOPLE)
def test_before_an_act_on_people_the_passkey_is_asked_for_anew(
    pages: PageClient, mine: Company, method: str, act: str, back: str
) -> None:
    other = hr_person(mine.employer, timezone.now(), grade=Role.READER)
    role = Role.objects.get(user=other)
    open_session(pages, mine.hr, kind=STAFF, way="passkey", proved_at=timezone.now() - FRESH)

    answer = getattr(pages, method)(act.format(role.id), {**RINA, "scopes": ["states"], "days": "30"})
    entrance = pages.get(answer.headers["Location"])

    assert answer.headers["Location"] == f"/perusahaan/masuk?{urlencode({'lanjut': back.format(role.id)})}"
    assert "sekali lagi siapa yang di depan layar" in entrance.content.decode()
    assert Role.objects.get(pk=role.id).grade == Role.READER
    assert Role.objects.count() == 2
    assert not ApiKey.objects.exists()
    assert pages.get(LIST).status_code == 200
