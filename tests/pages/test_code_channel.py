"""A code is pasted, tapped or typed, and when its channel is down the other one is offered: the same for everybody."""

from __future__ import annotations

import socket

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.accounts.models import SentCode
from kartu.notifications.health import note_failure
from kartu.notifications.trouble import Failing
from tests.accounts.builders import EMAIL, NIK, a_member, last_code, settled_codes
from tests.pages.client import PageClient

pytestmark = pytest.mark.django_db
ROADS = ["/daftar", "/masuk/lupa", "/cari-nomor", "/hilang/siapa"]
STRANGER = "3174012802019999"


@pytest.fixture
def channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMS_URL", "https://:t@sms.example/")
    monkeypatch.setattr(settings, "EMAIL_URL", "smtp://mail.example/?from=a@b.example")


def _ask(pages: PageClient, base: str, way: str = "phone", identity: str = NIK) -> None:
    pages.post(base, {"identity": identity, "birth_date": "27-05-1990"})
    pages.post(f"{base}/cara", {"way": way})


def _break(channel: str) -> None:
    note_failure(channel, Failing("503", certain=True), now=timezone.now())


@pytest.mark.parametrize("identity", [NIK, STRANGER])
@pytest.mark.parametrize("base", ROADS)
def test_when_sms_is_down_the_code_page_says_so_and_sends_by_mail_at_once(
    pages: PageClient, channels: None, base: str, identity: str
) -> None:
    a_member(email=EMAIL)
    _ask(pages, base, identity=identity)
    quiet = pages.get(f"{base}/kode").content.decode()
    _break("sms")

    indonesian, english = pages.both(f"{base}/kode")
    sent = pages.post(f"{base}/kode", {"other": "1"})

    assert "hidden>" in quiet.split("data-channel")[1][:60]
    assert "hidden>" not in indonesian.content.decode().split("data-channel")[1][:60]
    assert "SMS kami sedang terganggu" in indonesian.content.decode()
    assert "Send the code by e-mail instead" in english.content.decode()
    assert sent.headers["Location"] == f"{base}/kode"
    assert list(SentCode.objects.order_by("id").values_list("kind", flat=True)) == ["phone", "email"]
    assert {sent.member is None for sent in settled_codes()} == {identity == STRANGER}


def test_the_way_page_says_beforehand_what_does_not_get_through(pages: PageClient, channels: None) -> None:
    pages.post("/daftar", {"identity": NIK, "birth_date": "27-05-1990"})
    _break("sms")

    assert "SMS kami sedang terganggu" in pages.get("/daftar/cara").content.decode()


def test_a_way_this_fund_cannot_write_to_is_not_offered(pages: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_URL", "smtp://mail.example/?from=a@b.example")
    pages.post("/daftar", {"identity": NIK, "birth_date": "27-05-1990"})

    assert 'value="phone"' not in pages.get("/daftar/cara").content.decode()
    assert pages.post("/daftar/cara", {"way": "phone"}).status_code == 200
    assert not SentCode.objects.exists()


def test_no_other_way_is_offered_where_both_are_down(pages: PageClient, channels: None) -> None:
    a_member(email=EMAIL)
    _ask(pages, "/daftar")
    _break("sms")
    _break("e-mail")

    page = pages.get("/daftar/kode").content.decode()
    pages.post("/daftar/kode", {"other": "1"})

    assert 'name="other"' not in page
    assert SentCode.objects.count() == 1


def test_the_state_of_a_channel_is_told_to_anybody_and_names_nobody(pages: PageClient, channels: None) -> None:
    _break("sms")

    answers = [pages.get("/kode/saluran", {"lewat": way}).json() for way in ("phone", "email", "", "x")]

    assert answers == [{"failing": True}, {"failing": False}, {"failing": False}, {"failing": False}]


@pytest.mark.parametrize("base", ROADS)
def test_the_link_in_the_mail_leads_to_the_page_that_waits_in_this_browser(pages: PageClient, base: str) -> None:
    a_member(email=EMAIL)
    _ask(pages, base, "email")

    assert pages.get("/kode").headers["Location"] == f"{base}/kode"


def test_the_link_opens_nothing_on_another_device_and_not_once_the_code_is_back(pages: PageClient) -> None:
    a_member(email=EMAIL)
    elsewhere = PageClient()
    indonesian, english = elsewhere.both("/kode")
    _ask(pages, "/daftar", "email")
    pages.post("/daftar/kode", {"code": last_code()})

    assert "tempat Anda memulai" in indonesian.content.decode()
    assert "where you began" in english.content.decode()
    assert pages.get("/kode").status_code == 200
    assert elsewhere.get("/daftar/sandi").status_code == 302


@pytest.mark.parametrize("typed", ["{} {}", " {}-{} ", "{}\u00a0{}", "{}{}\n", "Kode {}.{}"])
def test_a_code_is_taken_however_it_was_pasted(pages: PageClient, typed: str) -> None:
    a_member()
    _ask(pages, "/daftar")
    code = last_code()

    assert pages.post("/daftar/kode", {"code": typed.format(code[:3], code[3:])}).headers["Location"] == "/daftar/sandi"


def test_the_code_field_lets_the_phone_fill_it_in(pages: PageClient) -> None:
    a_member()
    _ask(pages, "/daftar")

    page = pages.get("/daftar/kode").content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "portal/code" in page


def test_a_code_answers_only_the_browser_it_was_asked_from(pages: PageClient) -> None:
    a_member()
    _ask(pages, "/daftar")
    code, elsewhere = last_code(), PageClient()
    _ask(elsewhere, "/daftar", identity=STRANGER)

    assert elsewhere.post("/daftar/kode", {"code": code}).status_code == 200
    assert elsewhere.get("/daftar/sandi").status_code == 302


def test_a_channel_that_is_down_makes_nobody_wait(pages: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setattr(settings, "SMS_URL", f"http://127.0.0.1:{free.getsockname()[1]}/")
    a_member()

    _ask(pages, "/daftar")

    assert pages.get("/daftar/kode").status_code == 200
