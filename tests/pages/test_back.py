"""`/masuk/bantuan`: the ways back in as their pages walk them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.accounts.contacts import ask_contact
from kartu.accounts.models import Recovery, User
from kartu.accounts.names import users_named
from kartu.accounts.passwords import with_password
from kartu.accounts.recovery.deciding import agree_to_recovery, cancel_recovery, refuse_recovery
from kartu.accounts.recovery.finishing import lapse_recoveries, ripen_recoveries
from kartu.accounts.recovery.opening import WAIT, Opened
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from kartu.registry.members import sealed_contact
from tests.accounts.builders import BORN, EMAIL, NIK, NOW, PHONE, a_member, last_code, settled_codes
from tests.accounts.recovery.scenes import Scene, asked, new_scene, vouched
from tests.pages.back import MOMENT, NEW, SLIP, later, open_slip
from tests.pages.client import PageClient
from tests.pages.members import sign_in

pytestmark = pytest.mark.django_db

NEW_PHONE = "0813 9999 0000"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    MOMENT["now"] = NOW
    monkeypatch.setattr(timezone, "now", lambda: MOMENT["now"])


@pytest.mark.parametrize("page", ["", "/perusahaan", "/kantor", "/faktor", "/lembar", "/kontak"])
def test_the_pages_that_explain_are_there_for_everybody(pages: PageClient, page: str) -> None:
    indonesian, _ = pages.both(f"/masuk/bantuan{page}")

    assert indonesian.status_code == 200


def test_the_help_leads_to_each_way_and_sign_in_leads_to_the_help(pages: PageClient) -> None:
    words = pages.get("/masuk/bantuan").content.decode()

    for way in ("kontak", "perusahaan", "kantor", "faktor", "lembar"):
        assert f'href="/masuk/bantuan/{way}"' in words
    assert 'href="/masuk/bantuan"' in pages.get("/masuk").content.decode()


def test_a_worker_vouched_for_waits_three_days_and_goes_on_alone(pages: PageClient) -> None:
    scene = new_scene()
    opened = vouched(scene)

    waiting = open_slip(pages, opened)
    early = pages.get(f"{SLIP}/kontak")
    later(WAIT)
    ready = open_slip(pages, opened)
    pages.both(f"{SLIP}/kontak")
    pages.post(f"{SLIP}/kontak", {"contact": NEW_PHONE})
    pages.both(f"{SLIP}/kode")
    pages.post(f"{SLIP}/kode", {"code": last_code()})
    pages.both(f"{SLIP}/sandi")
    done = pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert "25 November 2026 pukul 17.00 WIB" in waiting
    assert early.headers["Location"] == f"{SLIP}/keadaan"
    assert "Lanjutkan" in ready
    assert done.headers["Location"] == "/kartu"
    assert users_named("phone", "+6281399990000") == [User.objects.get(pk=scene.user.pk)]
    assert Recovery.objects.get().status == Recovery.DONE


def test_whoever_is_signed_in_elsewhere_is_out_afterwards(pages: PageClient, statics: object) -> None:
    scene = new_scene()
    thief = PageClient()
    sign_in(thief, scene.member)
    opened = vouched(scene)
    later(WAIT)
    sign_in(thief, scene.member)
    before = thief.get("/profil").status_code
    open_slip(pages, opened)

    pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert (before, thief.get("/profil").status_code) == (200, 302)


def test_the_usual_name_may_stay_where_it_is_remembered(pages: PageClient) -> None:
    scene, opened = (scene := new_scene()), vouched(scene)
    later(WAIT)
    open_slip(pages, opened)

    assert "Tetap pakai yang itu" in pages.get(f"{SLIP}/kontak").content.decode()
    pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert with_password(users_named("phone", PHONE), NEW) != []


def test_who_never_had_an_account_needs_something_to_sign_in_with(pages: PageClient) -> None:
    scene = new_scene(account=False, phone="")
    opened = asked(scene)
    agree_to_recovery(opened.recovery, actor=scene.supervisor, now=NOW)
    open_slip(pages, opened)

    answer = pages.get(f"{SLIP}/sandi")

    assert answer.headers["Location"] == f"{SLIP}/kontak"
    assert "Tetap pakai yang itu" not in pages.get(f"{SLIP}/kontak").content.decode()


def _stands(scene: Scene, how: str) -> Opened:
    opened = asked(scene)
    recovery = opened.recovery
    if how == "refused":
        refuse_recovery(recovery, "person", actor=scene.supervisor, now=NOW)
    elif how == "cancelled":
        cancel_recovery(recovery, actor=scene.officer, now=NOW)
    elif how != "asked":
        agree_to_recovery(recovery, actor=scene.supervisor, now=NOW)
    if how == "lapsed":
        ripen_recoveries(now=NOW + WAIT)
        lapse_recoveries(now=NOW + timedelta(days=40))
    return opened


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("asked", "Menunggu petugas kedua"),
        ("waiting", "25 November 2026 pukul 17.00 WIB"),
        ("refused", "Ditolak"),
        ("cancelled", "Dibatalkan"),
        ("lapsed", "Kedaluwarsa"),
    ],
)
def test_the_page_of_a_slip_says_where_it_stands_and_names_nobody(pages: PageClient, how: str, words: str) -> None:
    scene = new_scene()

    text = open_slip(pages, _stands(scene, how))

    assert words in text
    assert scene.member.name not in text
    assert PHONE not in text
    for step in ("kontak", "kode", "sandi"):
        assert pages.get(f"{SLIP}/{step}").headers["Location"] == f"{SLIP}/keadaan"
        assert pages.post(f"{SLIP}/{step}", {"password": NEW}).headers["Location"] == f"{SLIP}/keadaan"


@pytest.mark.parametrize("step", ["keadaan", "kontak", "kode", "sandi"])
def test_without_a_slip_nothing_is_shown(pages: PageClient, step: str) -> None:
    assert pages.get(f"{SLIP}/{step}").status_code == 302


def test_a_wrong_pair_and_nobodys_pair_answer_alike(pages: PageClient) -> None:
    opened = vouched(new_scene())

    def bare(number: str, code: str) -> str:
        answer = pages.post(SLIP, {"number": number, "code": code})
        words = answer.content.decode().partition("<main")[2]
        return re.sub(r'value="[^"]*"', "", words)

    answers = {bare(opened.recovery.number, "AAAAAAAAAA"), bare("2222-2229", opened.code), bare("x", "y")}

    assert len(answers) == 1
    assert "tidak cocok" in answers.pop()


def test_a_lock_on_guessing_says_when_it_ends(pages: PageClient) -> None:
    opened = vouched(new_scene())
    for _ in range(5):
        pages.post(SLIP, {"number": opened.recovery.number, "code": "AAAAAAAAAA"})

    answer = pages.post(SLIP, {"number": opened.recovery.number, "code": opened.code})

    assert answer.status_code == 429
    assert "pukul 17.15" in answer.content.decode()


@pytest.mark.parametrize("typed", [{}, {"number": "x" * 99, "code": "y"}, {"number": "%" * 20, "code": "<b>"}])
def test_bad_input_is_said(pages: PageClient, typed: dict[str, str]) -> None:
    answer = pages.post(SLIP, typed)

    assert answer.status_code == 200
    assert b"errs" in answer.content


def test_one_tap_calls_it_off_without_signing_in_and_twice_is_no_error(pages: PageClient) -> None:
    opened = vouched(new_scene())
    letter = write_letter(Message.objects.get(kind="recovery_waits"), settings.PROFILE)
    found = re.search(r"http://[^/]+(/masuk/bantuan/batal/\S+)", letter.text)
    assert found

    pages.both(found[1])
    assert Recovery.objects.get().status == Recovery.WAITING
    pages.post(found[1])
    again = pages.post(found[1])
    pages.both(found[1])

    assert "tidak berlaku lagi" in again.content.decode()
    assert "Dibatalkan" in open_slip(pages, opened)
    assert pages.get(found[1][:-1] + "z").status_code == 404


def _claim(pages: PageClient, nik: str = NIK) -> None:
    pages.post("/masuk/bantuan/kontak", {"identity": nik, "birth_date": f"{BORN:%d-%m-%Y}"})


def test_another_contact_held_before_is_the_way_when_the_usual_one_is_dead(pages: PageClient) -> None:
    scene = new_scene()
    sealed_contact(scene.member, "email", EMAIL, "roster", NOW).save(force_insert=True)
    _claim(pages)

    pages.both("/masuk/bantuan/kontak/cara")
    pages.post("/masuk/bantuan/kontak/cara", {"contact": f" {EMAIL.upper()}"})
    pages.both("/masuk/bantuan/kontak/kode")
    sent = settled_codes()[-1]
    pages.post("/masuk/bantuan/kontak/kode", {"code": last_code()})
    pages.both("/masuk/bantuan/kontak/sandi")
    done = pages.post("/masuk/bantuan/kontak/sandi", {"password": NEW})

    assert sent.contact is not None
    assert sent.contact.value == EMAIL
    assert done.headers["Location"] == "/kartu"
    assert with_password([User.objects.get(pk=scene.user.pk)], NEW) != []


def test_a_contact_typed_here_and_never_held_gets_nothing(pages: PageClient) -> None:
    scene = new_scene()
    waiting = ask_contact(scene.member, "penipu@contoh.id", now=NOW)
    a_member("3174012802011507", phone="", email="orang.lain@contoh.id")
    for typed in ("penipu@contoh.id", "orang.lain@contoh.id", "0812 0000 9999"):
        _claim(pages)
        answer = pages.post("/masuk/bantuan/kontak/cara", {"contact": typed})
        sent = settled_codes()[-1]

        assert answer.headers["Location"] == "/masuk/bantuan/kontak/kode"
        assert (sent.member, sent.contact, sent.change) == (None, None, None)
        assert pages.post("/masuk/bantuan/kontak/kode", {"code": last_code()}).status_code == 200
    assert waiting.change is not None


def test_a_hit_and_a_miss_on_the_way_with_another_contact_answer_alike(pages: PageClient) -> None:
    new_scene()
    answers = []
    for nik in (NIK, "3174012802019999"):
        _claim(pages, nik)
        pages.post("/masuk/bantuan/kontak/cara", {"contact": PHONE})
        answer = pages.get("/masuk/bantuan/kontak/kode").content.decode()
        answers.append(re.sub(r'value="[^"]*"', "", answer))

    assert answers[0] == answers[1]
