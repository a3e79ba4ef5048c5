"""`/masuk/bantuan`: the ways back in as their pages walk them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.accounts.contacts import ask_contact
from kartu.accounts.models import ContactChange, Recovery, User
from kartu.accounts.names import users_named
from kartu.accounts.passwords import with_password
from kartu.accounts.recovery.deciding import agree_to_recovery, cancel_recovery, refuse_recovery
from kartu.accounts.recovery.finishing import lapse_recoveries, ripen_recoveries
from kartu.accounts.recovery.opening import SHORT_WAIT, WAIT, Opened
from kartu.accounts.second_step import has_second_step, new_secret, set_second_step
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from kartu.registry.members import sealed_contact
from tests.accounts.apps import app_code
from tests.accounts.builders import BORN, EMAIL, NIK, NOW, PHONE, a_member, last_code, settled_codes
from tests.accounts.recovery.scenes import Scene, asked, new_scene, vouched
from tests.pages.client import PageClient
from tests.pages.members import sign_in

pytestmark = pytest.mark.django_db

SLIP = "/masuk/bantuan/lembar"
NEW, NEW_PHONE = "sepeda kucing awan batu", "0813 9999 0000"
MOMENT = {"now": NOW}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    MOMENT["now"] = NOW
    monkeypatch.setattr(timezone, "now", lambda: MOMENT["now"])


def _later(by: timedelta) -> None:
    MOMENT["now"] = NOW + by


def _open(pages: PageClient, opened: Opened) -> str:
    answer = pages.post(SLIP, {"number": opened.recovery.number.lower(), "code": opened.code})
    assert answer.headers["Location"] == f"{SLIP}/keadaan"
    return _text(pages)


def _text(pages: PageClient) -> str:
    return str(pages.both(f"{SLIP}/keadaan")[0].content.decode())


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

    waiting = _open(pages, opened)
    early = pages.get(f"{SLIP}/kontak")
    _later(WAIT)
    ready = _open(pages, opened)
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
    _later(WAIT)
    sign_in(thief, scene.member)
    before = thief.get("/profil").status_code
    _open(pages, opened)

    pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert (before, thief.get("/profil").status_code) == (200, 302)


def test_the_usual_name_may_stay_where_it_is_remembered(pages: PageClient) -> None:
    scene, opened = (scene := new_scene()), vouched(scene)
    _later(WAIT)
    _open(pages, opened)

    assert "Tetap pakai yang itu" in pages.get(f"{SLIP}/kontak").content.decode()
    pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert with_password(users_named("phone", PHONE), NEW) != []


def test_who_never_had_an_account_needs_something_to_sign_in_with(pages: PageClient) -> None:
    scene = new_scene(account=False, phone="")
    opened = asked(scene)
    agree_to_recovery(opened.recovery, actor=scene.supervisor, now=NOW)
    _open(pages, opened)

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

    text = _open(pages, _stands(scene, how))

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
    assert "Dibatalkan" in _open(pages, opened)
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


def _reset(pages: PageClient, way: str = "phone", password: str = NEW) -> str:
    pages.post("/masuk/lupa", {"identity": NIK, "birth_date": f"{BORN:%d-%m-%Y}"})
    pages.post("/masuk/lupa/cara", {"way": way})
    pages.post("/masuk/lupa/kode", {"code": last_code()})
    return str(pages.post("/masuk/lupa/sandi", {"password": password}).headers.get("Location", ""))


def test_a_text_message_alone_in_a_strange_browser_waits_a_day_while_every_contact_is_told(pages: PageClient) -> None:
    """Whoever took over the number, and knows identity number and birth date, does not get in."""
    scene = new_scene()
    sealed_contact(scene.member, "email", EMAIL, "roster", NOW).save(force_insert=True)

    stopped = _reset(pages)
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
    assert "Menunggu" in _open(pages, opened)
    _later(SHORT_WAIT)
    _open(pages, opened)
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

    by_mail = _reset(pages, "email")
    by_phone = _reset(pages, password="empat payung di pelabuhan")
    stranger = _reset(PageClient())

    assert (by_mail, by_phone, stranger) == ("/kartu", "/kartu", "/masuk/lupa/tunggu")


def test_who_has_no_account_yet_opens_one_by_text_message_at_once(pages: PageClient) -> None:
    new_scene(account=False)

    assert _reset(pages) == "/kartu"


def test_the_page_that_waits_is_for_whoever_has_given_the_code_back(pages: PageClient) -> None:
    new_scene()

    assert pages.get("/masuk/lupa/tunggu").headers["Location"] == "/masuk/lupa"
    assert pages.post("/masuk/lupa/tunggu").headers["Location"] == "/masuk/lupa"
    assert not Recovery.objects.exists()


def test_a_way_back_takes_away_the_second_step_and_the_passkeys_there_were(pages: PageClient) -> None:
    scene = new_scene()
    secret = new_secret()
    set_second_step(scene.user, secret, app_code(secret, NOW), now=NOW)
    opened = vouched(scene)
    _later(WAIT)
    _open(pages, opened)

    done = pages.post(f"{SLIP}/sandi", {"password": NEW})

    assert done.headers["Location"] == "/kartu"
    assert not has_second_step(scene.user)
