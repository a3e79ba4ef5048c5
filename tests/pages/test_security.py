"""`/keamanan`: the second step, recovery codes and the password."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import override_settings
from django.utils import timezone

from kartu.accounts.models import OpenSession, User
from kartu.accounts.names import users_named
from kartu.accounts.second_step import codes_left, has_second_step
from kartu.accounts.sessions import FRESH
from kartu.notifications.models import Message
from tests.accounts.apps import app_code
from tests.accounts.builders import NIK, PASSWORD, PHONE, a_member, an_account, last_code
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient
from tests.pages.entering import enter, switch_on

pytestmark = pytest.mark.django_db
NEW, SHORT = "sepeda kucing awan batu", "kuciNg7x"


@pytest.fixture(autouse=True)
def _light_work() -> Any:
    with override_settings(WORK_BITS=4, ADDRESS="http://localhost:8000"):
        yield


@pytest.fixture
def user() -> User:
    return an_account(a_member())


def _later(monkeypatch: pytest.MonkeyPatch, minutes: int = 1) -> None:
    later = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: later)


# The second step


def test_it_is_set_up_by_picture_or_key_and_shows_ten_codes_once(pages: PageClient, user: User) -> None:
    open_session(pages, user)
    indonesian, _ = pages.both("/keamanan/kode")
    wrong = pages.post("/keamanan/kode", {"code": "123456"})
    secret, codes = switch_on(pages)

    shown, _ = pages.both("/keamanan/cadangan")
    file = pages.get("/keamanan/cadangan.txt").content.decode()
    pages.post("/keamanan/cadangan", {"selesai": "1"})
    afterwards = pages.get("/keamanan/cadangan").content.decode()

    assert f"secret={secret}" in unescape(indonesian.content.decode())
    assert "tidak cocok" in wrong.content.decode()
    assert len(set(codes)) == 10
    assert all(code in shown.content.decode() and code in file for code in codes)
    assert not any(code in afterwards for code in codes)
    assert pages.get("/keamanan/cadangan.txt").headers["Location"] == "/keamanan/cadangan"
    assert "Sisa kode cadangan: <b>10</b>" in pages.get("/keamanan").content.decode()


def test_no_row_of_a_session_holds_secret_or_codes_in_the_clear(pages: PageClient, user: User) -> None:
    open_session(pages, user)
    secret, codes = switch_on(pages)

    stored = "".join(str(Session(session_data=row.session_data).get_decoded()) for row in Session.objects.all())

    assert "cadangan" in stored
    assert not [text for text in (secret, *codes, *(code.replace(" ", "") for code in codes)) if text in stored]


def test_signing_in_asks_for_the_app_after_the_password(
    pages: PageClient, user: User, statics: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_session(pages, user)
    secret, _ = switch_on(pages)
    _later(monkeypatch)
    visitor = PageClient()

    first = enter(visitor, lanjut="/profil")
    visitor.both("/masuk/kedua?lanjut=/profil")
    wrong = visitor.post("/masuk/kedua", {"code": "000000", "lanjut": "/profil"})
    right = visitor.post("/masuk/kedua", {"code": app_code(secret, timezone.now()), "lanjut": "/profil"})

    assert first.headers["Location"] == "/masuk/kedua?lanjut=%2Fprofil"
    assert "tidak cocok" in wrong.content.decode()
    assert right.headers["Location"] == "/profil"
    assert [way for way, _ in visitor.session["proofs"]] == ["password", "totp"]


def test_a_recovery_code_opens_once_and_says_how_many_are_left(pages: PageClient, user: User, statics: object) -> None:
    open_session(pages, user)
    _, codes = switch_on(pages)
    first, second = PageClient(), PageClient()
    enter(first)
    enter(second)

    opened = first.post("/masuk/kedua", {"code": codes[0]})
    again = second.post("/masuk/kedua", {"code": codes[0]})

    assert (opened.status_code, again.status_code) == (302, 200)
    assert "Sisa kode cadangan: <b>9</b>" in first.get("/keamanan").content.decode()


def test_the_second_half_alone_is_not_there(pages: PageClient) -> None:
    assert pages.get("/masuk/kedua").headers["Location"] == "/masuk"
    assert pages.post("/masuk/kedua", {"code": "123456"}).headers["Location"] == "/masuk"


@pytest.mark.parametrize("code", ["", "x" * 100, "\u0661\u0662\u0663\u0664\u0665\u0666", "';--"])
def test_nonsense_at_the_second_step_is_said(pages: PageClient, user: User, statics: object, code: str) -> None:
    open_session(pages, user)
    switch_on(pages)
    visitor = PageClient()
    enter(visitor)

    answer = visitor.post("/masuk/kedua", {"code": code})

    assert answer.status_code == 200
    assert b"errs" in answer.content


def test_a_forgotten_password_is_no_way_around_it(
    pages: PageClient, user: User, statics: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_session(pages, user)
    secret, _ = switch_on(pages)
    _later(monkeypatch)
    visitor = PageClient()
    visitor.post("/masuk/lupa", {"identity": NIK, "birth_date": "27-05-1990"})
    visitor.post("/masuk/lupa/cara", {"way": "phone"})
    visitor.post("/masuk/lupa/kode", {"code": last_code()})

    for path in ("/masuk/lupa/sandi", "/masuk/lupa/passkey"):
        assert visitor.post(path, {"password": NEW, "passkey": ""}).headers["Location"] == "/masuk/lupa/kedua"
    visitor.both("/masuk/lupa/kedua")
    proved = visitor.post("/masuk/lupa/kedua", {"code": app_code(secret, timezone.now())})
    done = visitor.post("/masuk/lupa/sandi", {"password": NEW})

    assert proved.headers["Location"] == "/masuk/lupa/sandi"
    assert done.headers["Location"] == "/kartu"
    assert [way for way, _ in visitor.session["proofs"]] == ["code", "totp"]


def test_who_is_there_is_proved_again_by_the_app_and_not_by_the_password(
    pages: PageClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_session(pages, user)
    secret, _ = switch_on(pages)
    _later(monkeypatch, minutes=15)
    assert pages.get("/kontak/tambah").status_code == 302

    by_password = pages.post("/masuk/ulang", {"password": PASSWORD})
    by_app = pages.post("/masuk/ulang", {"code": app_code(secret, timezone.now()), "lanjut": "/kontak/tambah"})

    assert by_password.status_code == 200
    assert by_app.headers["Location"] == "/kontak/tambah"


def test_with_a_second_step_eight_characters_do_and_without_it_they_give_way_first(
    pages: PageClient, user: User
) -> None:
    open_session(pages, user)
    assert pages.post("/keamanan/sandi", {"current": PASSWORD, "password": SHORT}).status_code == 200
    switch_on(pages)
    assert pages.post("/keamanan/sandi", {"current": PASSWORD, "password": SHORT[:7]}).status_code == 200
    assert pages.post("/keamanan/sandi", {"current": PASSWORD, "password": SHORT}).status_code == 302

    pages.both("/keamanan/kode/hapus")
    kept = pages.post("/keamanan/kode/hapus", {"password": SHORT})
    gone = pages.post("/keamanan/kode/hapus", {"password": NEW})

    assert kept.status_code == 200
    assert gone.headers["Location"] == "/keamanan?pesan=kode-dihapus"
    assert not has_second_step(user)
    assert codes_left(user) == 0
    pages.post("/keluar")
    assert enter(pages, NEW).headers["Location"] == "/kartu"


def test_switching_it_off_asks_no_more_of_a_long_password(pages: PageClient, user: User) -> None:
    open_session(pages, user)
    switch_on(pages)

    assert pages.get("/keamanan/kode/hapus").status_code == 200
    assert pages.post("/keamanan/kode/hapus").headers["Location"] == "/keamanan?pesan=kode-dihapus"
    assert pages.post("/keamanan/kode/hapus").headers["Location"] == "/keamanan"
    assert Message.objects.filter(kind="second_step_off").count() == 1


def test_new_recovery_codes_are_asked_for_and_shown_once(pages: PageClient, user: User) -> None:
    open_session(pages, user)
    assert pages.get("/keamanan/cadangan").headers["Location"] == "/keamanan"
    _, old = switch_on(pages)
    pages.post("/keamanan/cadangan", {"selesai": "1"})

    pages.both("/keamanan/cadangan")
    shown = pages.post("/keamanan/cadangan", follow=True).content.decode()

    assert len(re.findall(r'<li class="code">', shown)) == 10
    assert not any(code in shown for code in old)
    assert Message.objects.filter(kind="recovery_codes_made").count() == 1


# The password


def test_a_password_is_changed_with_the_one_before_and_other_devices_are_out(
    pages: PageClient, user: User, statics: object
) -> None:
    other = PageClient()
    enter(other)
    enter(pages)
    pages.both("/keamanan/sandi")

    without = pages.post("/keamanan/sandi", {"password": NEW})
    wrong = pages.post("/keamanan/sandi", {"current": "salah salah salah", "password": NEW})
    done = pages.post("/keamanan/sandi", {"current": PASSWORD, "password": NEW})

    assert (without.status_code, wrong.status_code) == (200, 200)
    assert "Kata sandi tidak cocok" in wrong.content.decode()
    assert done.headers["Location"] == "/keamanan?pesan=sandi"
    assert pages.get("/keamanan").status_code == 200
    assert other.get("/keamanan").status_code == 302
    assert OpenSession.objects.count() == 1
    assert Message.objects.filter(kind="password_changed").count() == 1


def test_whoever_came_by_passkey_alone_sets_a_password_to_go_with_a_confirmed_contact(pages: PageClient) -> None:
    member = a_member()
    user = User.objects.create(member=member, created_at=timezone.now(), password="!")
    open_session(pages, user, way="passkey")
    first = pages.post("/keamanan/sandi", {"password": NEW})
    member.contacts.update(confirmed_at=timezone.now())
    second = pages.post("/keamanan/sandi", {"password": NEW})

    assert "di halaman Kontak" in first.content.decode()
    assert second.headers["Location"] == "/keamanan?pesan=sandi"
    assert users_named("phone", PHONE) == [user]


@pytest.mark.parametrize(
    "path",
    [
        "/keamanan",
        "/keamanan/passkey",
        "/keamanan/kode",
        "/keamanan/kode/hapus",
        "/keamanan/cadangan",
        "/keamanan/cadangan.txt",
        "/keamanan/sandi",
    ],
)
def test_strangers_are_sent_to_sign_in(pages: PageClient, path: str) -> None:
    assert pages.get(path).headers["Location"].startswith("/masuk?lanjut=%2Fkeamanan")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/keamanan/passkey"),
        ("post", "/keamanan/passkey/1/hapus"),
        ("get", "/keamanan/kode"),
        ("post", "/keamanan/kode/hapus"),
        ("post", "/keamanan/cadangan"),
        ("get", "/keamanan/cadangan.txt"),
        ("get", "/keamanan/sandi"),
        ("post", "/keamanan/sandi"),
    ],
)
def test_a_change_of_how_one_enters_asks_again_who_is_there(
    pages: PageClient, user: User, method: str, path: str
) -> None:
    open_session(pages, user, proved_at=timezone.now() - FRESH)

    answer = getattr(pages, method)(path, follow=True)

    assert "Pastikan ini memang Anda" in answer.content.decode()
