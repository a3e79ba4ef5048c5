"""`/masuk` and `/keluar`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.models import Device, User
from kartu.accounts.sessions import MEMBER_IDLE, OWN_PHONE_IDLE
from kartu.base.throttle import LIMITS
from kartu.base.work import challenge, solve
from kartu.notifications.models import Message
from tests.accounts.builders import EMAIL, NIK, PASSWORD, PHONE, a_member, an_account, last_code, settled_codes
from tests.pages.client import PageClient

pytestmark = pytest.mark.django_db
STRANGE = "+6289999999999"


@pytest.fixture(autouse=True)
def _light_work() -> Any:
    with override_settings(WORK_BITS=4):
        yield


@pytest.fixture
def user() -> User:
    return an_account(a_member())


def _work() -> str:
    return solve(challenge(now=timezone.now()))


def _try(pages: PageClient, name: str = "0812-3456-7890", password: str = PASSWORD, **more: str) -> Any:
    return pages.post("/masuk", {"name": name, "password": password, "work": _work(), **more})


def _bare(html: bytes, name: str) -> str:
    kept = re.sub(r'(csrfmiddlewaretoken" value|data-work|data-options)="[^"]+"', "", html.decode())
    return kept.replace(name, "NAME")


def test_a_nul_typed_into_a_form_is_refused_on_a_page_that_is_sound(pages: PageClient) -> None:
    answer = _try(pages, name="siti\0@contoh.id")

    assert answer.status_code == 200
    assert b"siti@contoh.id" in answer.content
    assert b"\0" not in answer.content


def test_name_and_password_open_the_card(pages: PageClient, user: User) -> None:
    before = pages.session.session_key
    pages.both("/masuk")

    answer = _try(pages)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/kartu")
    assert pages.session["_auth_user_id"] == str(user.id)
    assert pages.session.session_key != before
    assert pages.get("/masuk").headers["Location"] == "/kartu"


@pytest.mark.parametrize("name", ["081234567890", "+62 812 3456 7890", "62812-3456-7890", " 0812 3456 7890 "])
def test_a_number_is_understood_however_it_is_written(pages: PageClient, user: User, name: str) -> None:
    assert _try(pages, name).status_code == 302


def test_unknown_name_and_wrong_password_get_the_same_answer_for_the_same_work(statics: object, user: User) -> None:
    seen = []
    for name, password in ((PHONE, "salah salah salah"), (STRANGE, PASSWORD), ("tak@ada.id", PASSWORD)):
        visitor = PageClient()
        with CaptureQueriesContext(connection) as queries:
            answer = _try(visitor, name, password)
        headers = {**answer.headers, "Content-Length": ""}
        seen.append((answer.status_code, _bare(answer.content, name), headers, len(queries)))

    assert seen[0] == seen[1] == seen[2]


def test_what_is_neither_number_nor_address_is_answered_like_any_other(pages: PageClient, user: User) -> None:
    answers = [_try(pages, name) for name in ("bukan nama", NIK, "';--", "x" * 254)]

    assert {answer.status_code for answer in answers} == {200}


def test_without_script_a_code_finishes_and_a_wrong_password_looks_the_same(statics: object, user: User) -> None:
    pages = []
    for password in (PASSWORD, "salah salah salah"):
        visitor = PageClient()
        first = _try(visitor, password=password, work="")
        assert first.headers["Location"] == "/masuk/kode"
        second = visitor.get("/masuk/kode")
        pages.append(_bare(second.content, ""))

    right, wrong = settled_codes()

    assert pages[0] == pages[1]
    assert (right.member, wrong.member) == (user.member, None)


def test_without_script_the_code_opens(pages: PageClient, user: User) -> None:
    _try(pages, work="", lanjut="/profil")
    pages.both("/masuk/kode")

    assert pages.post("/masuk/kode", {"code": "123"}).status_code == 200
    answer = pages.post("/masuk/kode", {"code": last_code(), "lanjut": "/profil"})

    assert answer.headers["Location"] == "/profil"


@pytest.mark.parametrize("work", ["x", "a.b.c:1", "0:0"])
def test_made_up_work_is_refused_in_words(pages: PageClient, user: User, work: str) -> None:
    answer = _try(pages, work=work)

    assert answer.status_code == 200
    assert "Pemeriksaan keamanan" in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/profil?a=1", "/profil?a=1"),
        ("https://evil.example/", "/kartu"),
        ("//evil.example", "/kartu"),
        ("/\\evil.example", "/kartu"),
        ("javascript:alert(1)", "/kartu"),
    ],
)
def test_only_pages_of_ours_follow(pages: PageClient, user: User, wanted: str, reached: str) -> None:
    assert _try(pages, lanjut=wanted).headers["Location"] == reached


def test_a_stranger_uses_up_the_name_but_never_the_owners_own_phone(
    pages: PageClient, user: User, statics: object
) -> None:
    _try(pages)
    pages.post("/keluar")
    stranger = PageClient(REMOTE_ADDR="203.0.113.9")
    tries = LIMITS["sign-in-account"].tries

    answers = [_try(stranger, password="salah salah salah").status_code for _ in range(tries + 1)]
    locked = _try(stranger)

    assert answers == [200] * tries + [429]
    assert locked.status_code == 429
    assert "setelah pukul" in locked.content.decode()
    assert pages.post("/masuk", {"name": PHONE, "password": PASSWORD}).headers["Location"] == "/kartu"


def test_the_lock_reads_the_same_for_a_name_nobody_has(statics: object, user: User) -> None:
    texts = []
    for name in (PHONE, STRANGE):
        visitor = PageClient()
        for _ in range(LIMITS["sign-in-account"].tries):
            _try(visitor, name, "salah salah salah")
        texts.append(re.sub(r"\d\d[.:]\d\d", "", _bare(_try(visitor, name).content, name)))

    assert texts[0] == texts[1]


def test_a_known_browser_brings_no_work_until_it_fails(pages: PageClient, user: User) -> None:
    _try(pages)
    pages.post("/keluar")

    assert pages.post("/masuk", {"name": PHONE, "password": "salah salah salah"}).status_code == 200
    assert pages.post("/masuk", {"name": PHONE, "password": PASSWORD}).headers["Location"] == "/masuk/kode"


def test_a_second_browser_is_told_to_the_member_and_the_first_is_not(
    pages: PageClient, user: User, statics: object
) -> None:
    _try(pages)
    assert not Message.objects.filter(kind="new_device").exists()

    _try(PageClient())

    assert Message.objects.filter(kind="new_device").count() == 1
    assert Device.objects.filter(user=user).count() == 2


def test_a_family_shares_a_number_and_each_opens_an_own_account(pages: PageClient, statics: object) -> None:
    mother, child = a_member(), a_member("3174012802011502", name="Budi")
    an_account(mother)
    an_account(child, password="sepeda kucing awan batu")
    visitor = PageClient()

    _try(pages, password="sepeda kucing awan batu")
    _try(visitor)

    assert pages.session["_auth_user_id"] == str(child.user.id)
    assert visitor.session["_auth_user_id"] == str(mother.user.id)


def test_a_family_that_shares_the_password_too_is_asked_who(pages: PageClient) -> None:
    an_account(a_member())
    budi = an_account(a_member("3174012802011502", name="Budi"))

    assert _try(pages, lanjut="/profil").headers["Location"] == "/masuk/siapa?lanjut=%2Fprofil"
    pages.both("/masuk/siapa")
    assert pages.post("/masuk/siapa", {"who": "999"}).status_code == 200
    answer = pages.post("/masuk/siapa", {"who": str(budi.id), "lanjut": "/profil"})

    assert answer.headers["Location"] == "/profil"
    assert pages.session["_auth_user_id"] == str(budi.id)


@pytest.mark.parametrize("path", ["/masuk/siapa", "/masuk/kode"])
def test_a_second_half_without_a_first_leads_to_the_beginning(pages: PageClient, path: str) -> None:
    assert pages.get(path).headers["Location"] == "/masuk"


@pytest.mark.parametrize(("own", "idle"), [({}, MEMBER_IDLE), ({"own": "on"}, OWN_PHONE_IDLE)])
def test_a_session_left_alone_ends(pages: PageClient, user: User, own: dict[str, str], idle: timedelta) -> None:
    _try(pages, **own)
    session = pages.session
    for age, status in ((idle - timedelta(minutes=1), 200), (idle, 302)):
        session = pages.session
        session["seen"] = (timezone.now() - age).isoformat()
        session.save()

        assert pages.get("/kontak").status_code == status


def test_signing_out_ends_the_session_and_wipes_the_browser(pages: PageClient, user: User) -> None:
    _try(pages, own="on")
    assert pages.cookies["ponsel"].value == "sendiri"

    answer = pages.post("/keluar")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert pages.cookies["ponsel"].value == ""
    assert pages.get("/kontak").status_code == 302
    assert not Session.objects.filter(session_data__contains="_auth").exists()
    looked = pages.get("/keluar")
    assert (looked.status_code, looked.headers["Allow"], "tombol" in looked.content.decode()) == (405, "POST", True)


def test_an_account_shut_by_the_fund_opens_no_more(pages: PageClient, user: User) -> None:
    _try(pages)
    User.objects.update(is_active=False)

    assert pages.get("/kontak").status_code == 302
    assert _try(pages).status_code == 200


@pytest.mark.parametrize("typed", [{"name": ""}, {"password": ""}, {"name": "x" * 300}, {"password": "x" * 2000}])
def test_what_is_missing_or_too_long_is_said(pages: PageClient, user: User, typed: dict[str, str]) -> None:
    answer = pages.post("/masuk", {"name": EMAIL, "password": PASSWORD, **typed})

    assert answer.status_code == 200
    assert b"errs" in answer.content
