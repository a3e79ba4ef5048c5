"""Sessions: their tokens, and ending them from the command line; passwords as they were typed."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from kartu.accounts.models import OpenSession, User
from kartu.accounts.passwords import check_strength, with_password
from kartu.accounts.second_step import CODES, new_secret, set_second_step
from kartu.base.digits import LENGTH, SEED_LENGTH
from kartu.base.errors import NotThere
from tests.accounts.apps import app_code
from tests.accounts.builders import PASSWORD, a_member, an_account, last_code
from tests.pages.client import PageClient
from tests.pages.entering import enter
from tests.pages.members import account_of, new_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _light_work() -> object:
    with override_settings(WORK_BITS=4):
        yield


@pytest.mark.parametrize("cookie", ["", "x", "0" * 32, "a" * 500, "../../etc"])
def test_a_cookie_made_up_opens_nothing(pages: PageClient, cookie: str) -> None:
    pages.cookies["sesi"] = cookie

    assert pages.get("/kontak").status_code == 302


def test_each_sign_in_has_a_token_of_its_own_and_the_one_before_is_dead(statics: object) -> None:
    an_account(a_member())
    tokens = []
    for _ in range(5):
        pages = PageClient()
        pages.post("/daftar", {"identity": "3174012802011501", "birth_date": "27-05-1990"})
        before = str(pages.session.session_key)
        enter(pages)
        tokens.append(str(pages.session.session_key))
        stranger = PageClient()
        stranger.cookies["sesi"] = before
        assert stranger.get("/kontak").status_code == 302

    assert len(set(tokens)) == 5
    assert all(len(token) == 32 and token.isalnum() for token in tokens)  # 36 ** 32 is more than 2 ** 128


def test_a_code_answers_only_the_road_it_was_sent_on(statics: object) -> None:
    an_account(a_member())
    asked, other = PageClient(), PageClient()
    for pages in (asked, other):
        pages.post("/masuk/lupa", {"identity": "3174012802011501", "birth_date": "27-05-1990"})
    asked.post("/masuk/lupa/cara", {"way": "phone"})

    stolen = other.post("/masuk/lupa/kode", {"code": last_code()})

    assert stolen.headers["Location"] == "/masuk/lupa"
    assert asked.post("/masuk/lupa/kode", {"code": last_code()}).headers["Location"] == "/masuk/lupa/sandi"


def test_the_operator_ends_the_sessions_of_one_account_or_of_all(statics: object) -> None:
    member, card = new_member()
    one, other = PageClient(), PageClient()
    for pages, user in ((one, account_of(member)), (other, an_account(a_member()))):
        pages.force_login(user)
        OpenSession.objects.create(user=user, key=str(pages.session.session_key), since=timezone.now())
    out = io.StringIO()

    call_command("end_sessions", number=card.membership.number, stdout=out)
    assert [OpenSession.objects.filter(user__member=member).count(), OpenSession.objects.count()] == [0, 1]
    call_command("end_sessions", all=True, stdout=out)

    assert "_auth_user_id" not in one.session
    assert "_auth_user_id" not in other.session
    assert out.getvalue().split("\n")[:2] == ["1 sesi diakhiri", "1 sesi diakhiri"]
    with pytest.raises(NotThere):
        call_command("end_sessions", number="00000000000")


@pytest.mark.parametrize(
    "typed", [f"{PASSWORD} ", f" {PASSWORD}", PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD}\0", f"{PASSWORD}x" * 8]
)
def test_a_password_is_the_one_that_was_set_to_the_last_blank(typed: str) -> None:
    user = an_account(a_member())

    assert with_password([user], typed) == []
    assert with_password([user], PASSWORD) == [user]


@pytest.mark.parametrize("length", [64, 65, 128, 200])
def test_long_passwords_are_taken_whole(length: int) -> None:
    password = (PASSWORD * 10)[:length]
    user = an_account(a_member(), password=password)

    assert with_password([user], password) == [user]
    assert with_password([user], password[:-1]) == []
    check_strength(password)


def test_no_password_grows_too_old(pages: PageClient) -> None:
    an_account(a_member())
    User.objects.update(created_at=timezone.now() - timedelta(days=3650))

    assert enter(pages).headers["Location"] == "/kartu"


def test_passwords_are_masked_can_be_shown_and_are_filled_in_by_a_manager(pages: PageClient) -> None:
    page = pages.get("/masuk").content.decode()

    field = re.search(r'<input[^>]+name="password"[^>]*>', page)
    assert field
    assert 'type="password"' in field[0]
    assert 'autocomplete="current-password"' in field[0]
    assert 'data-reveal="id_password"' in page
    assert "onpaste" not in page


def test_codes_are_hard_enough_to_guess_for_the_tries_they_have() -> None:
    user, secret, now = an_account(a_member()), new_secret(), timezone.now()
    codes = set_second_step(user, secret, app_code(secret, now), now=now)

    assert LENGTH == 6  # 20 bits, five tries
    assert SEED_LENGTH * 4 >= 96
    assert len(set(codes)) == CODES
    assert all(len(code) == 10 for code in codes)  # 50 bits
    assert len(secret) * 5 == 160
