"""A code to a known contact as the way back in: when it is enough at once, and when it waits."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from kartu.accounts.models import ContactChange, Recovery, User
from kartu.accounts.passwords import with_password
from kartu.accounts.recovery.opening import SHORT_WAIT, WAIT, Opened
from kartu.accounts.second_step import has_second_step, new_secret, set_second_step
from kartu.notifications.models import Message
from kartu.registry.members import sealed_contact
from tests.accounts.apps import app_code
from tests.accounts.builders import BORN, EMAIL, NIK, NOW, PHONE, last_code
from tests.accounts.recovery.scenes import Scene, new_scene, vouched
from tests.pages.back import MOMENT, NEW, SLIP, later, open_slip, reset
from tests.pages.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    MOMENT["now"] = NOW
    monkeypatch.setattr(timezone, "now", lambda: MOMENT["now"])


def test_a_text_message_alone_in_a_strange_browser_waits_a_day_while_every_contact_is_told(pages: PageClient) -> None:
    """Whoever took over the number, and knows identity number and birth date, does not get in."""
    scene = new_scene()
    sealed_contact(scene.member, "email", EMAIL, "roster", NOW).save(force_insert=True)

    stopped = reset(pages)
    pages.both("/masuk/lupa/tunggu")
    begun = pages.post("/masuk/lupa/tunggu").content.decode()
    code = re.search(r">([A-Z2-7]{5}-[A-Z2-7]{5})<", begun)
    recovery = Recovery.objects.get()

    assert stopped == "/masuk/lupa/tunggu"
    assert code
    assert "23 November 2026 pukul 17.00 WIB" in begun
    assert [each.to_kind for each in Message.objects.filter(kind="recovery_waits").order_by("id")] == ["phone", "email"]
    assert with_password([User.objects.get(pk=scene.user.pk)], NEW) == []
    opened = Opened(recovery, code[1])
    assert "Menunggu" in open_slip(pages, opened)
    later(SHORT_WAIT)
    open_slip(pages, opened)
    pages.post(f"{SLIP}/sandi", {"password": NEW})
    assert with_password([User.objects.get(pk=scene.user.pk)], NEW) != []


@pytest.mark.parametrize("base", ["/masuk/lupa", "/daftar", "/masuk/bantuan/kontak"])
@pytest.mark.parametrize("detour", ["another code", "another contact", "passkey"])
def test_there_is_no_way_round_the_wait_after_a_text_message(pages: PageClient, base: str, detour: str) -> None:
    """Neither asking for one more code, nor naming a contact of one's own, nor the road for newcomers."""
    scene = new_scene()
    sealed_contact(scene.member, "email", EMAIL, "roster", NOW).save(force_insert=True)
    pages.post(base, {"identity": NIK, "birth_date": f"{BORN:%d-%m-%Y}"})
    pages.post(f"{base}/cara", {"way": "phone", "contact": PHONE})
    assert pages.post(f"{base}/kode", {"code": last_code()}).headers["Location"] == f"{base}/sandi"

    if detour == "another code":
        pages.post(f"{base}/cara", {"way": "email", "contact": EMAIL})
    if detour == "another contact":
        pages.post(f"{base}/kontak", {"contact": "penipu@contoh.id"})
        pages.post(f"{base}/kontak/kode", {"code": last_code()})
    tried = pages.get(f"{base}/passkey") if detour == "passkey" else pages.post(f"{base}/sandi", {"password": NEW})

    assert tried.headers["Location"] == (base if detour == "another code" else f"{base}/tunggu")
    assert with_password([User.objects.get(pk=scene.user.pk)], NEW) == []
    assert not ContactChange.objects.exists()


def test_an_e_mail_code_or_a_browser_known_to_the_account_need_not_wait(pages: PageClient, statics: object) -> None:
    scene = new_scene()
    sealed_contact(scene.member, "email", EMAIL, "roster", NOW).save(force_insert=True)

    by_mail = reset(pages, "email")
    by_phone = reset(pages, password="empat payung di pelabuhan")
    stranger = reset(PageClient())

    assert (by_mail, by_phone, stranger) == ("/kartu", "/kartu", "/masuk/lupa/tunggu")


def test_who_has_no_account_yet_opens_one_by_text_message_at_once(pages: PageClient) -> None:
    new_scene(account=False)

    assert reset(pages) == "/kartu"


def test_the_page_that_waits_is_for_whoever_has_given_the_code_back(pages: PageClient) -> None:
    new_scene()

    assert pages.get("/masuk/lupa/tunggu").headers["Location"] == "/masuk/lupa"
    assert pages.post("/masuk/lupa/tunggu").headers["Location"] == "/masuk/lupa"
    assert not Recovery.objects.exists()


def _with_second_step(scene: Scene) -> None:
    secret = new_secret()
    set_second_step(scene.user, secret, app_code(secret, NOW), now=NOW)


def test_whoever_lost_app_and_recovery_codes_waits_three_days_while_every_contact_is_told(pages: PageClient) -> None:
    scene = new_scene()
    sealed_contact(scene.member, "email", EMAIL, "roster", NOW).save(force_insert=True)
    _with_second_step(scene)
    explained, _ = pages.both("/masuk/bantuan/faktor")

    asked_for_more = reset(pages, "email")
    second, _ = pages.both("/masuk/lupa/kedua")
    pages.both("/masuk/lupa/tunggu")
    begun = pages.post("/masuk/lupa/tunggu").content.decode()
    code = re.search(r">([A-Z2-7]{5}-[A-Z2-7]{5})<", begun)
    opened = Opened(Recovery.objects.get(), code[1] if code else "")

    assert asked_for_more == "/masuk/lupa/kedua"
    assert 'href="/masuk/lupa"' in explained.content.decode()
    assert 'href="/masuk/lupa/tunggu"' in second.content.decode()
    assert Message.objects.filter(kind="recovery_waits").count() == 2
    later(SHORT_WAIT)
    assert "Menunggu" in open_slip(pages, opened)
    later(WAIT)
    open_slip(pages, opened)
    assert pages.post(f"{SLIP}/sandi", {"password": NEW}).headers["Location"] == "/kartu"
    assert not has_second_step(scene.user)


def test_one_contact_alone_takes_no_second_step_off(pages: PageClient) -> None:
    scene = new_scene()
    _with_second_step(scene)
    assert reset(pages) == "/masuk/lupa/kedua"

    said = pages.post("/masuk/lupa/tunggu").content.decode()

    assert "Tidak ada kontak lain" in said
    assert not Recovery.objects.exists()


def test_a_way_back_takes_away_the_second_step_and_the_passkeys_there_were(pages: PageClient) -> None:
    scene = new_scene()
    secret = new_secret()
    set_second_step(scene.user, secret, app_code(secret, NOW), now=NOW)
    opened = vouched(scene)
    later(WAIT)
    open_slip(pages, opened)

    done = pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert done.headers["Location"] == "/kartu"
    assert not has_second_step(scene.user)
