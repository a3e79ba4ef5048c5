"""`/masuk/ulang`: who is there is asked once more before a risky act, and nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from kartu.accounts.models import Device, SentCode, User
from kartu.accounts.sessions import FRESH, MEMBER_LONGEST
from kartu.base.throttle import LIMITS
from tests.accounts.builders import EMAIL, PASSWORD, a_member, an_account
from tests.accounts.sessions import open_session
from tests.pages.client import PageClient

pytestmark = pytest.mark.django_db
# Every act that could take an account away, and how it is asked for.
RISKY = [
    ("get", "/kontak/tambah"),
    ("post", "/kontak/tambah"),
    ("post", "/kontak/1/hapus"),
    ("get", "/profil/unduh"),
    ("post", "/profil/unduh"),
]


@pytest.fixture
def user(pages: PageClient) -> User:
    made = an_account(a_member())
    open_session(pages, made, proved_at=timezone.now() - FRESH)
    return made


def _hidden(page: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(("method", "path"), RISKY)
def test_a_risky_act_asks_again_when_the_last_proof_is_ten_minutes_old(
    pages: PageClient, user: User, method: str, path: str
) -> None:
    answer = getattr(pages, method)(path, follow=True)

    assert "Pastikan ini memang Anda" in answer.content.decode()
    assert not SentCode.objects.exists()


@pytest.mark.parametrize(("method", "path"), RISKY)
def test_a_risky_act_asks_nothing_of_whoever_was_just_proved(
    pages: PageClient, user: User, method: str, path: str
) -> None:
    open_session(pages, user, proved_at=timezone.now() - FRESH + timedelta(seconds=5))

    answer = getattr(pages, method)(path)

    assert answer.headers.get("Location", "") == ""
    assert answer.streaming or "Pastikan ini memang Anda" not in answer.content.decode()


def test_the_password_leads_on_under_a_new_session_key(pages: PageClient, user: User) -> None:
    before = pages.session.session_key
    pages.both("/masuk/ulang?lanjut=/kontak/tambah")

    answer = pages.post("/masuk/ulang", {"password": PASSWORD, "lanjut": "/kontak/tambah"})

    assert answer.headers["Location"] == "/kontak/tambah"
    assert pages.session.session_key != before
    assert pages.get("/kontak/tambah").status_code == 200


def test_what_was_typed_goes_on_after_the_question(pages: PageClient, user: User) -> None:
    asked = pages.post("/kontak/tambah", {"contact": EMAIL})
    wrong = pages.post("/masuk/ulang", {**_hidden(asked), "password": "salah salah salah"})
    onward = pages.post("/masuk/ulang", {**_hidden(wrong), "password": PASSWORD})

    assert EMAIL not in asked.content.decode()
    assert "Kata sandi tidak cocok" in wrong.content.decode()
    assert 'action="/kontak/tambah"' in onward.content.decode()
    assert pages.post("/kontak/tambah", _hidden(onward)).headers["Location"] == "/kontak/kode"
    assert SentCode.objects.get().change is not None


@pytest.mark.parametrize("typed", ["x", "AAAA", "é", "A" * 5000])
def test_what_was_typed_is_opened_only_as_it_was_sealed(pages: PageClient, user: User, typed: str) -> None:
    answer = pages.post("/masuk/ulang", {"password": PASSWORD, "typed": typed, "lanjut": "/kontak"})

    assert answer.headers["Location"] == "/kontak"


def test_what_somebody_else_typed_opens_nothing_here(pages: PageClient, user: User, statics: object) -> None:
    phone = "+6281200000001"
    other, theirs = (
        PageClient(),
        an_account(a_member("3174012802011502", phone=phone), name=("phone", phone)),
    )
    open_session(other, theirs, proved_at=timezone.now() - FRESH)
    sealed = _hidden(other.post("/kontak/tambah", {"contact": EMAIL}))["typed"]

    answer = pages.post("/masuk/ulang", {"password": PASSWORD, "typed": sealed, "lanjut": "/kontak"})

    assert answer.headers["Location"] == "/kontak"


@pytest.mark.parametrize("sent", [{}, {"password": ""}, {"passkey": ""}, {"passkey": "{}"}, {"passkey": "x" * 9000}])
def test_what_proves_nothing_is_said_and_asked_again(pages: PageClient, user: User, sent: dict[str, str]) -> None:
    answer = pages.post("/masuk/ulang", {**sent, "lanjut": "/kontak/tambah"})

    assert answer.status_code == 200
    assert b"errs" in answer.content
    assert pages.get("/kontak/tambah").status_code == 302


def test_guessing_at_a_strange_browser_ends_and_the_own_phone_goes_on(
    pages: PageClient, user: User, statics: object
) -> None:
    pages.cookies["perangkat"] = "known"
    from_here = pages.post("/masuk/ulang", {"password": PASSWORD})
    thief = PageClient()
    open_session(thief, user, proved_at=timezone.now() - FRESH)
    tries = LIMITS["prove-account"].tries

    answers = [thief.post("/masuk/ulang", {"password": "salah"}).status_code for _ in range(tries + 1)]

    assert from_here.status_code == 302
    assert answers == [200] * tries + [429]
    assert "setelah pukul" in thief.post("/masuk/ulang", {"password": PASSWORD}).content.decode()
    assert Device.objects.filter(user=user).count() == 0


def test_strangers_are_sent_to_sign_in(pages: PageClient) -> None:
    assert pages.get("/masuk/ulang").headers["Location"].startswith("/masuk?")


def test_a_session_ends_after_twelve_hours_however_busy(pages: PageClient, user: User) -> None:
    for age, status in ((MEMBER_LONGEST - timedelta(minutes=1), 200), (MEMBER_LONGEST, 302)):
        session = pages.session
        session["since"] = (timezone.now() - age).isoformat()
        session.save()

        assert pages.get("/kontak").status_code == status
