"""Devices on `/keamanan`, ending their sessions, and the link "this was not me" of a notice."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.contacts import WAIT, finish_due_changes
from kartu.accounts.devices import DEVICE_COOKIE
from kartu.accounts.models import ContactChange, Device, Mandate, OpenSession, Passkey, User
from kartu.accounts.open_sessions import MOST, sweep_sessions
from kartu.accounts.second_step import has_second_step
from kartu.accounts.sessions import FRESH
from kartu.audit.models import Event
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from tests.accounts.authenticators import Phone
from tests.accounts.builders import EMAIL, NIK, PASSWORD, a_member, an_account, last_code
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient
from tests.pages.entering import enter, notice_link, switch_on

pytestmark = pytest.mark.django_db
NEW = "sepeda kucing awan batu"


@pytest.fixture(autouse=True)
def _light_work() -> Any:
    with override_settings(WORK_BITS=4, ADDRESS="http://localhost:8000"):
        yield


@pytest.fixture
def user() -> User:
    return an_account(a_member())


def test_devices_are_listed_and_one_is_out_at_its_next_request(pages: PageClient, user: User, statics: object) -> None:
    other = PageClient()
    enter(pages)
    enter(other)
    mine = Device.objects.earliest("id")
    listed, _ = pages.both("/keamanan")

    out = pages.post(f"/keamanan/perangkat/{Device.objects.latest('id').id}/keluar")

    assert listed.content.decode().count('/keluar"') == 2  # the other device, and all others
    assert out.headers["Location"] == "/keamanan?pesan=perangkat"
    assert other.get("/kontak").status_code == 302
    assert pages.get("/kontak").status_code == 200
    assert OpenSession.objects.get().device == mine
    assert Event.objects.filter(action="sessions-ended").count() == 1


def test_all_others_are_out_and_this_one_stays(pages: PageClient, user: User, statics: object) -> None:
    others = [PageClient(), PageClient()]
    for visitor in (pages, *others):
        enter(visitor)

    pages.post("/keamanan/perangkat/keluar")

    assert [visitor.get("/kontak").status_code for visitor in (pages, *others)] == [200, 302, 302]


def test_somebody_elses_device_is_not_there(pages: PageClient, user: User, statics: object) -> None:
    phone = "+6281200000001"
    other = an_account(a_member("3174012802011502", phone=phone), name=("phone", phone))
    visitor = PageClient()
    enter(visitor)
    open_session(pages, other)

    assert pages.post(f"/keamanan/perangkat/{Device.objects.get().id}/keluar").status_code == 404
    assert visitor.get("/kontak").status_code == 200


def test_one_more_session_than_is_allowed_ends_the_oldest(user: User, statics: object) -> None:
    visitors = [PageClient() for _ in range(MOST + 1)]
    for visitor in visitors:
        open_session(visitor, user)
    last = PageClient()
    enter(last)

    assert OpenSession.objects.count() == MOST
    assert [visitor.get("/kontak").status_code for visitor in (*visitors[:3], last)] == [302, 302, 200, 200]


def test_what_has_run_out_is_swept(pages: PageClient, user: User) -> None:
    enter(pages)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    OpenSession.objects.update(since=timezone.now() - timedelta(days=2))

    sweep_sessions(now=timezone.now())

    assert not Session.objects.exists()
    assert not OpenSession.objects.exists()
    assert Device.objects.count() == 1


def test_the_list_asks_as_much_for_three_devices_as_for_one(pages: PageClient, user: User, statics: object) -> None:
    enter(pages)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            enter(PageClient())
        with CaptureQueriesContext(connection) as queries:
            pages.get("/keamanan")
        counts.append(len(queries))

    assert counts[0] == counts[1]


# "This was not me"


def test_one_tap_puts_the_device_out_and_takes_back_what_was_made_on_it(
    pages: PageClient, user: User, statics: object
) -> None:
    enter(pages)
    thief = PageClient(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537")
    enter(thief)
    del thief.cookies[DEVICE_COOKIE]  # whoever is up to something says no more than a browser must
    phone = Phone()
    found = re.search(r'data-options="([^"]+)"', thief.get("/keamanan/passkey").content.decode())
    assert found
    thief.post("/keamanan/passkey", {"passkey": phone.make(unescape(found[1]))})
    switch_on(thief)
    thief.post("/kontak/tambah", {"contact": EMAIL})
    thief.post("/kontak/kode", {"code": last_code()})
    thief.post("/profil/wakil/beri", {"scope": ["collect"], "days": "30"})
    assert Mandate.objects.get().status == Mandate.OFFERED
    visitor, link = PageClient(), notice_link()

    asked, _ = visitor.both(link)
    assert thief.get("/kontak").status_code == 200
    done = visitor.post(link)
    again = visitor.post(link)

    assert "Bukan Anda yang masuk?" in asked.content.decode()
    assert done.status_code == again.status_code == 200
    assert thief.get("/kontak").status_code == 302
    assert pages.get("/kontak").status_code == 200
    assert not Passkey.objects.exists()
    assert not has_second_step(user)
    assert ContactChange.objects.get().status == "cancelled"
    assert Mandate.objects.get().status == Mandate.REVOKED
    assert finish_due_changes(now=timezone.now() + WAIT) == 0
    assert Message.objects.filter(kind="device_disowned").count() == 1
    assert Event.objects.filter(action="device-disowned").count() == 1


def test_afterwards_the_old_password_opens_nothing_and_a_new_one_does(
    pages: PageClient, user: User, statics: object
) -> None:
    enter(pages)
    enter(PageClient())
    PageClient().post(notice_link())
    visitor = PageClient()

    refused = enter(visitor)
    warned, _ = visitor.both(refused.headers["Location"])
    # From the phone the account is known on: elsewhere a code by text message alone would wait a day.
    pages.post("/masuk/lupa", {"identity": NIK, "birth_date": "27-05-1990"})
    pages.post("/masuk/lupa/cara", {"way": "phone"})
    pages.post("/masuk/lupa/kode", {"code": last_code()})
    done = pages.post("/masuk/lupa/sandi", {"password": NEW})

    assert refused.headers["Location"] == "/masuk/lupa?perlu=baru"
    assert "Kata sandi lama tidak berlaku" in warned.content.decode()
    assert done.headers["Location"] == "/kartu"
    assert enter(PageClient(), NEW).status_code == 302


def test_a_void_password_proves_nothing_to_a_session_that_is_open(
    pages: PageClient, user: User, statics: object
) -> None:
    enter(pages)
    enter(PageClient())
    PageClient().post(notice_link())
    session = pages.session
    session["proofs"] = [["password", (timezone.now() - FRESH).isoformat()]]
    session.save()

    answer = pages.post("/masuk/ulang", {"password": PASSWORD, "lanjut": "/kontak/tambah"})

    assert answer.status_code == 200
    assert pages.get("/kontak/tambah").status_code == 302
    assert "Buat yang baru" in pages.get("/keamanan").content.decode()


def test_a_link_made_up_puts_nobody_out(pages: PageClient, user: User) -> None:
    enter(pages)

    assert pages.post(f"/perangkat/{Device.objects.get().id}/{'0' * 32}").status_code == 404
    assert pages.get("/perangkat/99999999999/x").status_code == 404
    assert pages.get("/kontak").status_code == 200


def test_the_notice_names_the_browser_and_goes_to_every_contact(user: User, statics: object) -> None:
    enter(PageClient())

    enter(PageClient(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36"))

    letter = write_letter(Message.objects.get(kind="new_device"), settings.PROFILE)
    assert "Chrome di Android" in letter.text
