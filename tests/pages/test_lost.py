"""From "I lost it" to the reference number, with and without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.audit.actors import ANONYMOUS, member_actor
from kartu.base.digits import six_digits
from kartu.cards.queries import active_digital, copies_of
from kartu.portal.answers import COOKIE
from kartu.replacements import states
from kartu.replacements.models import Report
from kartu.replacements.queries import open_report_of
from kartu.replacements.reports import found_it, report_lost
from tests.pages.client import PageClient
from tests.pages.loss import (
    asks_for_code,
    at,
    claims,
    member_with_plastic,
    presses,
    proves,
    reports,
    run_flags,
    says,
    words,
)
from tests.pages.members import new_member, second_card, sign_in
from tests.replacements.builders import states_of

pytestmark = pytest.mark.django_db
NOBODY = "3174990102990001"


def test_somebody_signed_in_reports_with_two_answers_and_sees_the_new_card(pages: PageClient) -> None:
    member, card = member_with_plastic()
    before = active_digital(card)

    page = reports(pages, member)

    report = open_report_of(card)
    renewed = active_digital(card)
    assert report is not None
    assert renewed is not None
    assert before is not None
    assert (at(page), report.status, report.proof) == ("/hilang/selesai", states.BLOCKING, states.LOGIN)
    assert report.number in words(page)
    assert renewed.id != before.id
    assert 'aria-label="Kartu peserta"' in words(page)
    assert states_of(card) == [("digital", "replaced"), ("plastic", "blocked"), ("digital", "active")]


def test_somebody_without_an_account_is_proved_by_a_code_to_a_known_contact(pages: PageClient) -> None:
    member, card = member_with_plastic()

    says(pages, "stolen")
    page = presses(pages, proves(pages, member), "/hilang/periksa")

    report = open_report_of(card)
    assert report is not None
    assert (at(page), report.reason, report.proof) == ("/hilang/selesai", states.STOLEN, states.CODE)
    assert 'href="/daftar"' in words(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert pages.get("/kartu").status_code == 302  # nothing else of the account is open


def test_without_a_proof_the_report_is_a_flag_and_hit_and_miss_answer_the_same(pages: PageClient) -> None:
    member, card = member_with_plastic()
    before = states_of(card)
    answers = []

    for identity in (member.identity, NOBODY):
        visitor = PageClient()
        says(visitor, "lost")
        asked = claims(visitor, identity)
        check = visitor.post("/hilang/siapa/cara", {"way": "nothing"}, follow=True)
        done = presses(visitor, check, "/hilang/periksa")
        again = visitor.get("/hilang/periksa", follow=True)
        answers.append([_bare(page) for page in (asked, check, done, again)])
    run_flags()

    report = open_report_of(card)
    assert answers[0] == answers[1]
    assert report is not None
    assert (report.status, Report.objects.count(), states_of(card)) == (states.FLAGGED, 1, before)


def test_asking_for_a_code_tells_nobody_who_is_a_member(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    answers = []

    for identity in (member.identity, NOBODY):
        visitor = PageClient()
        says(visitor, "lost")
        claims(visitor, identity)
        way = visitor.post("/hilang/siapa/cara", {"way": "email"}, follow=True)
        wrong = visitor.post("/hilang/siapa/kode", {"code": "000000"})
        answers.append([_bare(way), _bare(wrong)])

    assert answers[0] == answers[1]


def test_the_number_that_was_told_is_the_one_an_officer_finds(pages: PageClient) -> None:
    member, card = member_with_plastic()

    says(pages, "lost")
    claims(pages, member.identity)
    check = pages.post("/hilang/siapa/cara", {"way": "nothing"}, follow=True)
    page = presses(pages, check, "/hilang/periksa")
    run_flags()

    report = open_report_of(card)
    assert report is not None
    assert f'<strong class="code">{report.number}</strong>' in words(page)
    assert "BELUM" in words(page).upper()


def test_a_double_click_the_back_button_and_a_second_tab_make_one_report(pages: PageClient) -> None:
    member, card = member_with_plastic()
    sign_in(pages, member)
    page = says(pages, "lost")

    first = presses(pages, page, "/hilang/periksa")
    second = presses(pages, page, "/hilang/periksa")
    back = pages.get("/hilang/periksa", follow=True)

    assert [at(first), at(second), at(back)] == ["/hilang/selesai"] * 3
    assert Report.objects.filter(card=card).count() == 1
    assert copies_of(card).count() == 3


def test_answers_changed_in_another_tab_are_shown_before_anything_is_sent(pages: PageClient) -> None:
    member, card = member_with_plastic()
    sign_in(pages, member)
    page = says(pages, "lost")
    says(pages, "stolen")

    shown = presses(pages, page, "/hilang/periksa")

    assert "berubah di jendela lain" in words(shown)
    assert open_report_of(card) is None
    assert at(presses(pages, shown, "/hilang/periksa")) == "/hilang/selesai"


def test_a_session_that_ends_in_the_middle_loses_no_answer(pages: PageClient) -> None:
    member, card = member_with_plastic()
    second = second_card(member)
    sign_in(pages, member)
    says(pages, "stolen")
    page = pages.post("/hilang/kartu", {"card": card.id}, follow=True)
    pages.cookies.pop(settings.SESSION_COOKIE_NAME)

    sent_on = presses(pages, page, "/hilang/periksa")
    sign_in(pages, member)
    back = pages.get("/hilang/lanjut", follow=True)
    done = presses(pages, back, "/hilang/periksa")

    assert at(sent_on) == "/hilang/siapa"
    assert "/masuk?lanjut=/hilang/lanjut" in words(sent_on)
    assert at(done) == "/hilang/selesai"
    assert open_report_of(second) is None
    report = open_report_of(card)
    assert report is not None
    assert report.reason == states.STOLEN


def test_somebody_with_several_cards_says_which(pages: PageClient) -> None:
    member, card = member_with_plastic()
    second = second_card(member)
    sign_in(pages, member)

    asked = says(pages, "lost")
    nothing = pages.post("/hilang/kartu", {})
    strangers = pages.post("/hilang/kartu", {"card": new_member()[1].id})
    check = pages.post("/hilang/kartu", {"card": second.id}, follow=True)
    presses(pages, check, "/hilang/periksa")

    assert at(asked) == "/hilang/kartu"
    assert "Pilih satu kartu" in words(nothing)
    assert "Pilih satu kartu" in words(strangers)
    assert open_report_of(second) is not None
    assert open_report_of(card) is None


def test_a_card_that_is_not_ones_own_cannot_be_reported_by_a_forged_answer(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    _, strangers = new_member()
    sign_in(pages, member)
    says(pages, "lost")
    pages.cookies[COOKIE] = pages.cookies[COOKIE].value[:-3] + "abc"

    page = pages.post("/hilang/periksa", {"seen": f"lost:{strangers.id}"}, follow=True)

    assert at(page) == "/hilang"
    assert Report.objects.count() == 0


@pytest.mark.parametrize("reason", ["damaged", "wrong_data"])
def test_a_card_still_in_hand_is_not_reported_but_replaced(pages: PageClient, reason: str) -> None:
    member, card = member_with_plastic()
    sign_in(pages, member)

    page = says(pages, reason)

    assert at(page) == "/permohonan/baru"
    assert open_report_of(card) is None
    assert "surat-polisi" not in words(page)


def test_a_card_that_never_came_is_reported_only_where_one_was_handed_over(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    other, _ = new_member()

    sign_in(pages, member)
    handed_over = says(pages, "never_received")
    sign_in(pages, other)
    never_made = says(pages, "never_received")

    assert (at(handed_over), at(never_made)) == ("/hilang/periksa", "/permohonan/baru")


def test_without_a_proof_a_damaged_card_leads_to_a_branch(pages: PageClient) -> None:
    says(pages, "damaged")
    claims(pages, NOBODY)

    page = pages.post("/hilang/siapa/cara", {"way": "nothing"}, follow=True)

    assert at(page) == "/hilang/datang"


def test_wrong_and_old_codes_are_refused_in_words(pages: PageClient) -> None:
    member, card = member_with_plastic()
    says(pages, "lost")
    claims(pages, member.identity)
    sent = asks_for_code(pages)

    wrong = pages.post("/hilang/siapa/kode", {"code": "12"})
    sent.expires_at = timezone.now() - timedelta(seconds=1)
    sent.save()
    old = pages.post("/hilang/siapa/kode", {"code": six_digits(sent.seed)})

    assert "tidak cocok atau tidak berlaku lagi" in words(wrong)
    assert "tidak cocok atau tidak berlaku lagi" in words(old)
    assert open_report_of(card) is None


def test_pages_opened_out_of_turn_lead_to_the_first_open_question(pages: PageClient) -> None:
    for path in ("/hilang/periksa", "/hilang/selesai", "/hilang/lanjut"):
        assert at(pages.get(path, follow=True)) == "/hilang"
    says(pages, "lost")
    for path in ("/hilang/periksa", "/hilang/selesai", "/hilang/lanjut", "/hilang/kartu", "/permohonan/baru"):
        assert at(pages.get(path, follow=True)) == "/hilang/siapa"


def test_an_empty_answer_is_asked_again_with_words_at_the_top(pages: PageClient) -> None:
    page = pages.post("/hilang", {})
    nonsense = pages.post("/hilang", {"reason": "eaten"})

    assert "Pilih apa yang terjadi" in words(page)
    assert "Pilih apa yang terjadi" in words(nonsense)


@pytest.mark.parametrize(
    "path", ["/hilang", "/hilang/siapa", "/hilang/siapa?dokumen=paspor", "/hilang/datang", "/surat-polisi"]
)
def test_open_pages_speak_both_languages(pages: PageClient, path: str) -> None:
    indonesian, english = pages.both(path)

    assert indonesian.status_code == 200
    assert indonesian.content != english.content


def test_pages_on_the_way_speak_both_languages(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    second_card(member)
    says(pages, "lost")
    claims(pages, member.identity)
    pages.both("/hilang/siapa/cara")
    sent = asks_for_code(pages)
    pages.both("/hilang/siapa/kode")
    pages.both("/hilang/siapa/aktivasi")
    pages.post("/hilang/siapa/kode", {"code": six_digits(sent.seed)})
    pages.both("/hilang/kartu")
    page = pages.post("/hilang/kartu", {"card": member.cards.earliest("id").id}, follow=True)
    pages.both("/hilang/periksa")
    presses(pages, page, "/hilang/periksa")

    indonesian, english = pages.both("/hilang/selesai")

    assert "Kartu lama sudah diblokir" in words(indonesian)
    assert "The old card is blocked" in words(english)


def test_found_it_gives_the_plastic_back_to_somebody_signed_in(pages: PageClient) -> None:
    member, card = member_with_plastic()
    done = reports(pages, member)
    report = open_report_of(card)
    assert report is not None
    pages.both("/hilang/ketemu")

    page = pages.post("/hilang/ketemu", {"kata": "found", "nomor": report.number}, follow=True)
    again = pages.post("/hilang/ketemu", {"kata": "found", "nomor": report.number}, follow=True)

    assert at(done) == "/hilang/selesai"
    assert "berlaku lagi" in words(page)
    assert "berlaku lagi" in words(again)
    assert ("plastic", "active") in states_of(card)
    assert "sudah selesai" in words(pages.get("/hilang/selesai"))


def test_a_code_alone_gives_nothing_back(pages: PageClient) -> None:
    member, card = member_with_plastic()
    says(pages, "lost")
    presses(pages, proves(pages, member), "/hilang/periksa")

    page = pages.get("/hilang/ketemu")

    assert page.status_code == 302
    assert page.headers["Location"] == "/masuk?lanjut=%2Fhilang%2Fketemu"
    assert ("plastic", "blocked") in states_of(card)


def test_a_strangers_report_is_confirmed_or_dismissed_by_its_member_alone(pages: PageClient) -> None:
    member, card = member_with_plastic()
    other, _ = new_member()
    report = report_lost(card, states.LOST, states.NOTHING_HELD, actor=ANONYMOUS, now=timezone.now())

    sign_in(pages, other)
    foreign = pages.post("/hilang/ketemu", {"kata": "lost", "nomor": report.number})
    sign_in(pages, member)
    indonesian, _ = pages.both("/hilang/ketemu")
    dismissed = pages.post("/hilang/ketemu", {"kata": "kept", "nomor": report.number}, follow=True)
    nonsense = pages.post("/hilang/ketemu", {"kata": "eaten", "nomor": report.number})

    assert (foreign.status_code, nonsense.status_code) == (404, 404)
    assert "Mana yang benar?" in words(indonesian)
    assert "sudah ditutup" in words(dismissed)
    assert open_report_of(card) is None


def test_reports_taken_back_too_often_wait_for_an_officer(pages: PageClient) -> None:
    member, card = member_with_plastic()
    actor, now = member_actor(member.id), timezone.now()
    for _ in range(settings.PROFILE.replacements.reports_a_month):
        found_it(report_lost(card, states.LOST, states.LOGIN, actor=actor, now=now), actor=actor, now=now)

    page = reports(pages, member)

    assert "Petugas akan memeriksa laporan ini" in words(page)
    assert ("plastic", "active") in states_of(card)


def _bare(page: object) -> str:
    """The page without what is new every time: tokens, challenges, numbers that follow from the claim."""
    plain = re.sub(r'value="[\w.:-]{20,}"|data-work="[^"]*"', "", words(page))
    return re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", "", plain)
