"""Passkeys of members: made at the end of a sign-up or on the page on security, and the only step of a sign-in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from kartu.accounts.challenges import LIFE
from kartu.accounts.devices import Browser, remember_device
from kartu.accounts.models import Device, OpenSession, Passkey, Role, User
from kartu.accounts.passkeys import Made, begin_passkey, make_passkey
from kartu.accounts.second_step import new_secret, set_second_step
from kartu.accounts.sessions import FRESH
from kartu.accounts.staff import appoint
from kartu.audit.models import Event
from kartu.notifications.models import Message
from kartu.registry.models import Branch
from kartu.replacements.models import Report
from tests.accounts.apps import app_code
from tests.accounts.authenticators import FLAG, Phone
from tests.accounts.builders import NIK, a_member, an_account, last_code
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient
from tests.pages.loss import member_with_plastic, presses, says
from tests.pages.members import account_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _light_work() -> Any:
    with override_settings(WORK_BITS=4, ADDRESS="http://localhost:8000"):
        yield


@pytest.fixture
def user() -> User:
    return an_account(a_member())


def _options(page: Any) -> str:
    found = re.search(r'data-options="([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def _with_passkey(user: User, phone: Phone | None = None) -> Phone:
    phone = phone or Phone()
    options, state = begin_passkey(user, "Siti")
    make_passkey(user, Made(state, phone.make(options), Browser("")), now=timezone.now())
    return phone


def _enter(pages: PageClient, phone: Phone, **more: str) -> Any:
    return pages.post("/masuk/passkey", {"passkey": phone.answer(_options(pages.get("/masuk"))), **more})


def test_a_passkey_is_the_only_step_and_no_name_is_typed(pages: PageClient, user: User) -> None:
    phone = _with_passkey(user)
    indonesian, _ = pages.both("/masuk")

    answer = _enter(pages, phone, lanjut="/profil")

    assert 'autocomplete="username webauthn"' in indonesian.content.decode()
    assert answer.headers["Location"] == "/profil"
    assert pages.session["_auth_user_id"] == str(user.id)
    assert [way for way, _ in pages.session["proofs"]] == ["passkey"]
    assert OpenSession.objects.get().passkey == Passkey.objects.get()
    assert pages.get("/kontak").status_code == 200


def test_asking_for_a_passkey_costs_no_row_and_no_cookie(pages: PageClient) -> None:
    pages.get("/masuk")

    assert "sesi" not in pages.cookies


def test_a_passkey_needs_no_second_step_and_a_void_password_does_not_stop_it(pages: PageClient, user: User) -> None:
    secret, now = new_secret(), timezone.now()
    set_second_step(user, secret, app_code(secret, now), now=now)
    User.objects.update(password_void_at=now)

    assert _enter(pages, _with_passkey(user)).headers["Location"] == "/kartu"


@pytest.mark.parametrize(
    "phone",
    [Phone(), Phone(origin="http://localhost:8001"), Phone(origin="https://evil.example"), Phone(host="evil.example")],
    ids=["unknown", "another port", "another site", "another host"],
)
def test_an_answer_that_is_not_of_a_passkey_of_ours_opens_nothing(pages: PageClient, user: User, phone: Phone) -> None:
    if phone.origin != "http://localhost:8000" or phone.host != "localhost":
        good = _with_passkey(user)
        phone.key, phone.id, phone.handle = good.key, good.id, good.handle

    answer = _enter(pages, phone)

    assert answer.status_code == 200
    assert "Passkey tidak diterima" in answer.content.decode()
    assert "_auth_user_id" not in pages.session


def test_a_finger_that_was_not_verified_opens_nothing(pages: PageClient, user: User) -> None:
    phone = _with_passkey(user)
    phone.flags = FLAG.UP

    assert _enter(pages, phone).status_code == 200


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_opens_once(pages: PageClient, user: User, statics: object, counts: bool) -> None:
    phone = _with_passkey(user, Phone(counts=counts))
    sent = phone.answer(_options(pages.get("/masuk")))

    first = pages.post("/masuk/passkey", {"passkey": sent})
    again = PageClient().post("/masuk/passkey", {"passkey": sent})

    assert (first.status_code, again.status_code) == (302, 200)


def test_a_copied_passkey_is_refused(pages: PageClient, user: User) -> None:
    phone = _with_passkey(user)
    Passkey.objects.update(sign_count=1000)

    assert _enter(pages, phone).status_code == 200


def test_a_page_that_stood_open_too_long_asks_anew(
    pages: PageClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = _with_passkey(user)
    options = _options(pages.get("/masuk"))
    later = timezone.now() + LIFE
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert pages.post("/masuk/passkey", {"passkey": phone.answer(options)}).status_code == 200
    assert _enter(pages, phone).status_code == 302


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", "null", "x", '{"id": "AA", "rawId": "AA", "response": {}}', "x" * 9000]
)
def test_what_is_no_passkey_is_refused_in_words(pages: PageClient, sent: str) -> None:
    answer = pages.post("/masuk/passkey", {"passkey": sent})

    assert answer.status_code == 200
    assert "Passkey tidak diterima" in answer.content.decode()
    assert pages.get("/masuk/passkey").headers["Location"] == "/masuk"


def test_a_passkey_of_staff_opens_no_members_page(pages: PageClient) -> None:
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    officer = appoint(Role.Kind.OFFICER, now=timezone.now(), branch=branch)

    assert _enter(pages, _with_passkey(officer)).status_code == 200


def test_a_members_passkey_opens_no_staff_entrance(pages: PageClient, user: User) -> None:
    phone = _with_passkey(user)

    answer = pages.post("/meja/masuk", {"passkey": phone.answer(_options(pages.get("/meja/masuk")))})

    assert answer.status_code == 200
    assert "_auth_user_id" not in pages.session


@pytest.mark.parametrize("cookie", ["x" * 32, ""])
def test_an_officers_passkey_made_as_a_member_opens_no_staff_entrance(
    pages: PageClient, user: User, cookie: str
) -> None:
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    appoint(Role.Kind.OFFICER, now=timezone.now(), branch=branch, user=user)
    remember_device(user, Browser("x" * 32), now=timezone.now())
    phone = Phone()
    open_session(pages, user)
    pages.cookies["perangkat"] = cookie
    made = pages.post("/keamanan/passkey", {"passkey": phone.make(_options(pages.get("/keamanan/passkey")))})
    visitor = PageClient()

    answer = visitor.post("/meja/masuk", {"passkey": phone.answer(_options(visitor.get("/meja/masuk")))})

    assert made.status_code == 302
    assert answer.status_code == 200


def _prove(pages: PageClient, base: str = "/daftar") -> None:
    pages.post(base, {"identity": NIK, "birth_date": "27-05-1990"})
    pages.post(f"{base}/cara", {"way": "phone"})
    pages.post(f"{base}/kode", {"code": last_code()})


def test_a_sign_up_ends_with_a_passkey_instead_of_a_password(pages: PageClient, statics: object) -> None:
    a_member()
    phone = Phone()
    _prove(pages)
    pages.both("/daftar/sandi")
    indonesian, _ = pages.both("/daftar/passkey")
    assert not User.objects.exists()

    made = pages.post("/daftar/passkey", {"passkey": phone.make(_options(pages.get("/daftar/passkey"))), "own": "on"})

    user = User.objects.get()
    assert "tidak perlu kata sandi" in indonesian.content.decode()
    assert made.headers["Location"] == "/kartu"
    assert not user.has_usable_password()
    assert user.handle.bytes == phone.handle
    assert Passkey.objects.get().made_on == Device.objects.get()
    assert {message.kind for message in Message.objects.all()} >= {"account_opened", "passkey_added"}
    assert _enter(PageClient(), phone).headers["Location"] == "/kartu"


@pytest.mark.parametrize("sent", ["", "{}", "x"])
def test_a_sign_up_without_a_passkey_opens_no_account(pages: PageClient, sent: str) -> None:
    a_member()
    _prove(pages)
    pages.get("/daftar/passkey")

    answer = pages.post("/daftar/passkey", {"passkey": sent})

    assert answer.status_code == 200
    assert not User.objects.exists()


def test_a_passkey_page_without_a_proof_leads_to_the_beginning(pages: PageClient) -> None:
    assert pages.get("/daftar/passkey").headers["Location"] == "/daftar"


def test_a_passkey_is_added_named_and_removed(pages: PageClient, user: User) -> None:
    open_session(pages, user)
    agent = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
    phone = Phone()
    pages.both("/keamanan/passkey")
    options = _options(pages.get("/keamanan/passkey"))

    made = pages.post("/keamanan/passkey", {"passkey": phone.make(options)}, headers={"user-agent": agent})
    shown, _ = pages.both(made.headers["Location"])
    gone = pages.post(f"/keamanan/passkey/{Passkey.objects.get().id}/hapus")

    assert "Chrome di Android" in shown.content.decode()
    assert gone.headers["Location"] == "/keamanan?pesan=passkey-dihapus"
    assert not Passkey.objects.exists()
    assert {"passkey_added", "passkey_removed"} <= {message.kind for message in Message.objects.all()}
    assert {"passkey-made", "passkey-removed"} <= set(Event.objects.values_list("action", flat=True))


def test_the_last_way_in_is_not_removed(pages: PageClient, user: User) -> None:
    _with_passkey(user)
    User.objects.update(password="!")
    open_session(pages, User.objects.get())

    answer = pages.post(f"/keamanan/passkey/{Passkey.objects.get().id}/hapus")

    assert "satu-satunya cara" in answer.content.decode()
    assert Passkey.objects.count() == 1


def test_somebody_elses_passkey_is_not_there(pages: PageClient, user: User) -> None:
    phone = "+6281200000001"
    _with_passkey(an_account(a_member("3174012802011502", phone=phone), name=("phone", phone)))
    open_session(pages, user)

    assert pages.post(f"/keamanan/passkey/{Passkey.objects.get().id}/hapus").status_code == 404


def test_who_is_there_is_proved_again_by_an_own_passkey_and_by_no_other(pages: PageClient, user: User) -> None:
    phone, number = _with_passkey(user), "+6281200000001"
    stranger = _with_passkey(an_account(a_member("3174012802011502", phone=number), name=("phone", number)))
    open_session(pages, user, proved_at=timezone.now() - FRESH)
    asked = pages.get("/masuk/ulang")

    wrong = pages.post("/masuk/ulang", {"passkey": stranger.answer(_options(asked))})
    right = pages.post("/masuk/ulang", {"passkey": phone.answer(_options(wrong)), "lanjut": "/kontak/tambah"})

    assert "Passkey tidak diterima" in wrong.content.decode()
    assert right.headers["Location"] == "/kontak/tambah"


def test_a_report_of_whoever_came_by_passkey_says_so(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    open_session(pages, account_of(member), way="passkey")

    presses(pages, says(pages, "lost"), "/hilang/periksa")

    assert Report.objects.get().proof == "passkey"
