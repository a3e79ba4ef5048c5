"""`/daftar` and `/masuk/lupa`: proving who one is, and ending up signed in."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.activation import make_activation_code
from kartu.accounts.models import ContactChange, SentCode, User
from kartu.accounts.names import users_named
from kartu.accounts.passwords import with_password
from kartu.audit.actors import OPERATOR
from kartu.base.throttle import LIMITS
from kartu.notifications.models import Message
from kartu.registry.models import Contact, Member
from tests.accounts.builders import EMAIL, NIK, PASSWORD, PHONE, a_member, an_account, last_code, settled_codes
from tests.pages.client import PageClient

pytestmark = pytest.mark.django_db
WHO = {"identity": NIK, "birth_date": "27-05-1990"}
ROADS = ["/daftar", "/masuk/lupa"]
PAIRS = 10_000 if os.environ.get("KARTU_LONG") == "1" else 300


def _claim(pages: PageClient, base: str = "/daftar", **who: str) -> Any:
    return pages.post(base, {**WHO, **who})


def _ask(pages: PageClient, way: str = "phone", base: str = "/daftar", **who: str) -> Any:
    _claim(pages, base, **who)
    return pages.post(f"{base}/cara", {"way": way})


def _bare(html: bytes) -> str:
    """A page without what differs each time: tokens and challenges."""
    return re.sub(r'(csrfmiddlewaretoken" value|data-work)="[^"]+"', "", html.decode())


def test_a_code_to_a_known_contact_opens_an_account(pages: PageClient) -> None:
    member = a_member()

    assert _ask(pages).headers["Location"] == "/daftar/kode"
    assert pages.post("/daftar/kode", {"code": last_code()}).headers["Location"] == "/daftar/sandi"
    pages.both("/daftar/sandi")
    done = pages.post("/daftar/sandi", {"password": PASSWORD})

    assert done.headers["Location"] == "/kartu"
    assert [user.member for user in users_named("phone", PHONE)] == [member]
    assert pages.session["_auth_user_id"] == str(member.user.id)
    assert Contact.objects.get(member=member).confirmed_at is not None


@pytest.mark.parametrize("base", ROADS)
def test_every_page_of_the_road_speaks_both_languages(pages: PageClient, base: str) -> None:
    a_member()

    for kind in ("", "?dokumen=paspor", "?dokumen=kitas"):
        pages.both(base + kind)
    _claim(pages, base)
    pages.both(f"{base}/cara")
    pages.both(f"{base}/aktivasi")
    pages.post(f"{base}/cara", {"way": "phone"})
    pages.both(f"{base}/kode")

    assert pages.get(f"{base}/kode").status_code == 200


@pytest.mark.parametrize("base", ROADS)
@pytest.mark.parametrize("page", ["cara", "kode", "aktivasi", "sandi", "kontak", "kontak/kode"])
def test_a_page_out_of_turn_leads_back_to_the_beginning(pages: PageClient, base: str, page: str) -> None:
    answer = pages.get(f"{base}/{page}")

    assert (answer.status_code, answer.headers["Location"]) == (302, base)


@pytest.mark.parametrize(
    "typed",
    [
        {"identity": ""},
        {"identity": "317401280201150"},
        {"identity": "<script>"},
        {"birth_date": "31-02-1990"},
        {"birth_date": "kemarin"},
        {"birth_date": "01-01-1800"},
        {"identity": "x" * 500},
    ],
)
def test_bad_input_is_said_and_opens_nothing(pages: PageClient, typed: dict[str, str]) -> None:
    answer = _claim(pages, **typed)

    assert answer.status_code == 200
    assert b"errs" in answer.content
    assert pages.get("/daftar/cara").status_code == 302


@pytest.mark.parametrize("way", ["phone", "email"])
@pytest.mark.parametrize("base", ROADS)
def test_member_and_stranger_get_the_same_pages_for_the_same_work(statics: object, base: str, way: str) -> None:
    a_member()
    seen = []
    for nik in (NIK, "3174012802019999"):
        visitor, answers = PageClient(), []
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append(_ask(visitor, way, base, identity=nik))
            answers.append(visitor.get(f"{base}/kode"))
            answers.append(visitor.post(f"{base}/kode", {"code": "000000"}))
        pages = [
            (answer.status_code, _bare(answer.content), {**answer.headers, "Content-Length": ""}) for answer in answers
        ]
        statements = [re.sub(r"\d+|'[^']*'", "?", query["sql"]) for query in queries.captured_queries]
        seen.append((pages, [line[:60] for line in statements]))

    assert seen[0][0] == seen[1][0]
    assert seen[0][1] == seen[1][1]


def test_the_right_nik_with_a_wrong_birth_date_is_sent_nothing(pages: PageClient) -> None:
    a_member()

    _ask(pages, birth_date="28-05-1990")

    assert [sent.member for sent in settled_codes()] == [None]


def test_the_code_goes_to_the_contact_held_and_to_no_other(pages: PageClient) -> None:
    member = a_member(email=EMAIL)

    pages.post("/daftar", {**WHO, "contact": "evil@example.org", "phone": "0899999999"})
    pages.post("/daftar/cara", {"way": "email", "contact": "evil@example.org"})

    (sent,) = settled_codes()
    assert (sent.member, sent.contact) == (member, member.contacts.get(kind="email"))


def test_five_wrong_codes_shut_the_code(pages: PageClient) -> None:
    a_member()
    _ask(pages)
    right = last_code()

    for _ in range(5):
        assert pages.post("/daftar/kode", {"code": f"{(int(right) + 1) % 10**6:06}"}).status_code == 200

    assert pages.post("/daftar/kode", {"code": right}).status_code == 200
    assert pages.get("/daftar/sandi").status_code == 302


def test_the_same_code_is_sent_again_but_not_for_ever(pages: PageClient) -> None:
    a_member()
    _ask(pages)

    said = [pages.post("/daftar/kode", {"again": "1"}).content for _ in range(3)]

    assert [b"errs" in page for page in said] == [False, False, True]
    assert SentCode.objects.get().sendings == 3


def test_an_activation_code_opens_an_account_with_a_contact_confirmed_on_the_way(pages: PageClient) -> None:
    member = a_member(phone="")
    code = make_activation_code(member, "employer", actor=OPERATOR, now=timezone.now())
    _claim(pages)

    assert pages.post("/daftar/cara", {"way": "activation"}).headers["Location"] == "/daftar/aktivasi"
    assert pages.post("/daftar/aktivasi", {"code": "AAAAA-AAAAA"}).status_code == 200
    pages.post("/daftar/aktivasi", {"code": code.lower()})
    assert pages.get("/daftar/sandi").headers["Location"] == "/daftar/kontak"
    pages.both("/daftar/kontak")
    assert pages.post("/daftar/kontak", {"contact": "bukan kontak"}).status_code == 200
    pages.post("/daftar/kontak", {"contact": "0812-3456-7890"})
    pages.both("/daftar/kontak/kode")
    pages.post("/daftar/kontak/kode", {"code": last_code()})
    done = pages.post("/daftar/sandi", {"password": PASSWORD, "own": "on"})

    assert done.headers["Location"] == "/kartu"
    assert [user.member for user in users_named("phone", PHONE)] == [member]
    assert [(contact.value, contact.source) for contact in member.contacts.all()] == [(PHONE, "member")]
    assert pages.cookies["ponsel"].value == "sendiri"


def test_an_activation_code_left_in_the_middle_is_still_good(pages: PageClient, statics: object) -> None:
    member = a_member()
    code = make_activation_code(member, "employer", actor=OPERATOR, now=timezone.now())
    for visitor in (pages, PageClient()):
        _claim(visitor)
        visitor.post("/daftar/aktivasi", {"code": code})

        assert visitor.get("/daftar/kontak").status_code == 200


@pytest.mark.parametrize("weak", ["short", "a" * 20, "passwordpassword"[:14]])
def test_a_weak_password_is_refused_in_words(pages: PageClient, weak: str) -> None:
    a_member()
    _ask(pages)
    pages.post("/daftar/kode", {"code": last_code()})

    answer = pages.post("/daftar/sandi", {"password": weak})

    assert answer.status_code == 200
    assert "mudah ditebak" in answer.content.decode()
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_anew_and_the_old_one_dies(pages: PageClient, statics: object) -> None:
    member = a_member(email=EMAIL)
    user = an_account(member)
    elsewhere = PageClient()
    elsewhere.force_login(user)
    _ask(pages, "email", base="/masuk/lupa")
    pages.post("/masuk/lupa/kode", {"code": last_code()})

    pages.post("/masuk/lupa/sandi", {"password": "sepeda kucing awan batu"})

    user.refresh_from_db()
    assert with_password([user], PASSWORD) == []
    assert with_password([user], "sepeda kucing awan batu") == [user]
    assert elsewhere.get("/masuk").status_code == 200
    told = Message.objects.filter(kind="password_changed").values_list("to_kind", flat=True)
    assert sorted(told) == ["email", "phone"]


def test_asking_too_often_about_one_person_ends_with_a_stated_end(pages: PageClient) -> None:
    answers = [_ask(pages) for _ in range(LIMITS["code-contact"].tries + 1)]

    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert "setelah pukul" in answers[-1].content.decode()


def test_no_identity_number_stands_in_the_session(pages: PageClient) -> None:
    a_member()
    _claim(pages)

    assert NIK not in str(Session.objects.get().get_decoded())


@pytest.mark.slow
def test_true_pairs_of_identity_and_birth_date_open_no_session_and_change_no_contact(statics: object) -> None:
    for number in range(PAIRS):
        a_member(f"31740128020{number:05}", phone=f"+62812000{number:05}")
    contacts = list(Contact.objects.order_by("id").values())
    visitor = PageClient()

    opened = 0
    for number in range(PAIRS):
        visitor.defaults["REMOTE_ADDR"] = f"10.{number // 40000}.{number // 200 % 200}.{number % 200}"
        _ask(visitor, identity=f"31740128020{number:05}")
        for page in ("/daftar/sandi", "/daftar/kontak", "/masuk/lupa/sandi", "/kontak"):
            opened += visitor.get(page).status_code == 200
        opened += "_auth_user_id" in visitor.session

    assert (opened, User.objects.count(), Member.objects.count()) == (0, 0, PAIRS)
    assert list(Contact.objects.order_by("id").values()) == contacts
    assert not ContactChange.objects.exists()
    # Every one of them was a true pair: a code goes out each time.
    assert len([sent for sent in settled_codes() if sent.member]) == PAIRS
