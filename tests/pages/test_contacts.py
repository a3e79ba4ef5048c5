"""`/kontak`: adding a contact, ending one, the wait, and calling it off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.contacts import WAIT, finish_due_changes
from kartu.accounts.models import ContactChange, User
from kartu.accounts.names import users_named
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from kartu.registry.members import sealed_contact
from tests.accounts.builders import EMAIL, NOW, PHONE, a_member, an_account, last_code
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(pages: PageClient) -> User:
    made = an_account(a_member())
    open_session(pages, made)
    return made


def _add(pages: PageClient, contact: str = EMAIL) -> None:
    pages.post("/kontak/tambah", {"contact": contact})
    pages.post("/kontak/kode", {"code": last_code()})


def test_a_new_contact_waits_three_days_and_every_old_one_is_told(pages: PageClient, user: User) -> None:
    pages.both("/kontak")
    pages.both("/kontak/tambah")
    pages.post("/kontak/tambah", {"contact": EMAIL})
    pages.both("/kontak/kode")
    done = pages.post("/kontak/kode", {"code": last_code()})

    indonesian, _ = pages.both(done.headers["Location"])
    assert "Menunggu" in indonesian.content.decode()
    told = Message.objects.get(kind="contact_waits")
    assert told.to_kind == "phone"
    assert re.search(r"berlaku \d+ \w+ \d{4} pukul \d\d\.\d\d WIB", write_letter(told, settings.PROFILE).text)
    assert users_named("email", EMAIL) == []
    assert finish_due_changes(now=timezone.now() + WAIT - timedelta(minutes=1)) == 0
    assert finish_due_changes(now=timezone.now() + WAIT) == 1
    assert users_named("email", EMAIL) == [user]
    assert user.member
    assert sorted(contact.value for contact in user.member.contacts.all()) == [PHONE, EMAIL]


def test_one_tap_in_the_message_calls_it_off_without_signing_in(pages: PageClient, user: User, statics: object) -> None:
    _add(pages)
    letter = write_letter(Message.objects.get(kind="contact_waits"), settings.PROFILE)
    found = re.search(r"http://[^/]+(/kontak/batal/\S+)", letter.text)
    assert found
    stranger = PageClient()

    stranger.both(found[1])
    assert ContactChange.objects.get().status == "waiting"
    stranger.post(found[1])
    again = stranger.post(found[1])

    assert "sudah dibatalkan" in again.content.decode()
    assert finish_due_changes(now=timezone.now() + WAIT) == 0


def test_a_link_made_up_calls_nothing_off(pages: PageClient, user: User) -> None:
    _add(pages)
    change = ContactChange.objects.get()

    assert pages.post(f"/kontak/batal/{change.id}/{'0' * 32}").status_code == 404
    assert ContactChange.objects.get().status == "waiting"


def test_a_member_calls_off_an_own_change_and_nobody_elses(pages: PageClient, user: User, statics: object) -> None:
    _add(pages)
    change = ContactChange.objects.get()
    other = PageClient()
    open_session(
        other, an_account(a_member("3174012802011502", phone="+6281200000001"), name=("phone", "+6281200000001"))
    )

    assert other.post(f"/kontak/batal/{change.id}").status_code == 404
    assert pages.post(f"/kontak/batal/{change.id}").headers["Location"] == "/kontak?pesan=batal"
    assert pages.post(f"/kontak/batal/{change.id}").status_code == 409


def test_ending_a_contact_waits_too_and_takes_its_name_along(pages: PageClient, user: User) -> None:
    assert user.member
    _add(pages)
    finish_due_changes(now=timezone.now() + WAIT)
    old = user.member.contacts.get(kind="phone")

    assert pages.post(f"/kontak/{old.id}/hapus").status_code == 302
    pages.both("/kontak")
    assert pages.post(f"/kontak/{old.id}/hapus").status_code == 200
    finish_due_changes(now=timezone.now() + 2 * WAIT)

    assert users_named("phone", PHONE) == []
    assert users_named("email", EMAIL) == [user]


def test_the_only_contact_stays(pages: PageClient, user: User) -> None:
    assert user.member
    answer = pages.post(f"/kontak/{user.member.contacts.get().id}/hapus")

    assert "satu-satunya" in answer.content.decode()
    assert not ContactChange.objects.exists()


def test_somebody_elses_contact_is_not_there(pages: PageClient, user: User) -> None:
    other = a_member("3174012802011502", phone="+6281200000001")

    assert pages.post(f"/kontak/{other.contacts.get().id}/hapus").status_code == 404


@pytest.mark.parametrize("typed", ["", "bukan", "a@b", "12", PHONE, "x" * 300])
def test_bad_input_and_a_contact_one_has_are_said(pages: PageClient, user: User, typed: str) -> None:
    if user.member:
        user.member.contacts.update(confirmed_at=NOW)

    answer = pages.post("/kontak/tambah", {"contact": typed})

    assert answer.status_code == 200
    assert b"errs" in answer.content


def test_a_roster_contact_needs_a_code_and_no_wait(pages: PageClient, user: User) -> None:
    assert user.member
    sealed_contact(user.member, "email", EMAIL, "roster", NOW).save(force_insert=True)

    pages.post("/kontak/tambah", {"contact": EMAIL})
    done = pages.post("/kontak/kode", {"code": last_code()})

    assert done.headers["Location"] == "/kontak?pesan=ditambah"
    assert user.member.contacts.get(kind="email").confirmed_at is not None


@pytest.mark.parametrize("path", ["/kontak", "/kontak/tambah", "/kontak/kode"])
def test_strangers_are_sent_to_sign_in(pages: PageClient, path: str) -> None:
    answer = pages.get(path)

    assert answer.headers["Location"].startswith("/masuk?lanjut=%2Fkontak")


def test_the_list_asks_as_much_for_three_contacts_as_for_one(pages: PageClient, user: User) -> None:
    assert user.member
    counts = []
    for value in ("", "a@contoh.id", "b@contoh.id"):
        if value:
            sealed_contact(user.member, "email", value, "roster", NOW).save(force_insert=True)
        with CaptureQueriesContext(connection) as queries:
            pages.get("/kontak")
        counts.append(len(queries))

    assert counts[0] == counts[2]
