"""Asking for a new card, sending its papers, following it; with an account, with a code, and with neither."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from kartu.audit.actors import SYSTEM
from kartu.base.numbers import new_number
from kartu.cards.states import PLASTIC
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from kartu.replacements import states
from kartu.replacements.evidence import check_evidence
from kartu.replacements.giving import hand_over
from kartu.replacements.making import issue_replacement, mark_printed
from kartu.replacements.models import Replacement
from kartu.replacements.queries import open_report_of
from kartu.replacements.requests import open_replacement
from kartu.replacements.review import approve_replacement, ask_for_evidence, reject_replacement, take_case
from tests.pages.client import PageClient
from tests.pages.loss import (
    asks,
    at,
    damaged,
    lost,
    member_with_plastic,
    office,
    presses,
    proves,
    reports,
    says,
    sends,
    words,
)
from tests.pages.members import new_member, sign_in
from tests.replacements.builders import staff
from tests.replacements.uploads import photo

pytestmark = pytest.mark.django_db


def code_of(page: object) -> str:
    found = re.search(r'<dd class="code">([0-9A-Z]{5} [0-9A-Z]{5})</dd>', words(page))
    assert found
    return found.group(1)


def test_after_the_report_the_new_card_is_asked_for_in_three_answers(pages: PageClient) -> None:
    member, card = member_with_plastic()
    branch = office()
    reports(pages, member)

    begun = pages.get("/permohonan/baru")
    page = asks(pages, branch)

    case = Replacement.objects.get(card=card)
    assert "Surat keterangan kehilangan dari polisi" in words(begun)
    assert at(page) == f"/permohonan/{case.number}/kode"
    assert (case.reason, case.delivery, case.branch, case.report) == ("lost", "branch", branch, open_report_of(card))
    assert case.number in words(page)


def test_number_and_code_are_shown_and_sent_and_open_the_page_without_an_account(pages: PageClient) -> None:
    member, card = member_with_plastic()
    says(pages, "lost")
    presses(pages, proves(pages, member), "/hilang/periksa")
    page = asks(pages, office())
    case = Replacement.objects.get(card=card)
    visitor = PageClient()

    before = visitor.get(f"/permohonan/{case.number}")
    opened = visitor.post("/permohonan", {"number": case.number.lower(), "code": code_of(page)}, follow=True)

    message = write_letter(Message.objects.get(kind="replacement_opened"), settings.PROFILE)
    assert code_of(page) in message.text
    assert case.number in message.text
    assert before.status_code == 404
    assert at(opened) == f"/permohonan/{case.number}"
    assert member.name not in words(opened)
    assert card.membership.number not in words(opened)
    assert visitor.get("/kartu").status_code == 302


def test_wrong_code_wrong_number_and_nobodys_number_answer_the_same(pages: PageClient) -> None:
    case = lost(pages)
    answers = []

    for number, code in ((case.number, "00000 00000"), (new_number(), "00000 00000"), ("halo", "x")):
        visitor = PageClient()
        page = visitor.post("/permohonan", {"number": number, "code": code})
        plain = re.sub(r'value="[^"]*"', "", words(page))
        answers.append((page.status_code, plain, visitor.get(f"/permohonan/{number}").status_code))

    assert len(set(answers)) == 1
    assert "tidak cocok" in answers[0][1]


def test_guessing_the_code_of_a_case_ends_with_a_time(pages: PageClient) -> None:
    case = lost(pages)
    visitor = PageClient()

    statuses = [visitor.post("/permohonan", {"number": case.number, "code": f"{n:010}"}).status_code for n in range(7)]

    assert statuses == [200] * 5 + [429] * 2


def test_a_case_is_nobody_elses(pages: PageClient) -> None:
    case = lost(pages)
    stranger, _ = new_member()
    other = PageClient()
    sign_in(other, stranger)

    for path in ("", "/berkas/identity", "/batal", "/kirim-ulang"):
        answer = other.post(f"/permohonan/{case.number}{path}")
        assert answer.status_code == 404, path
    assert other.get(f"/permohonan/{case.number}/kode", follow=True).status_code == 404
    case.refresh_from_db()
    assert case.status == states.SUBMITTED


def test_a_double_click_opens_one_case_and_both_answers_show_its_code(pages: PageClient) -> None:
    member, card = member_with_plastic()
    reports(pages, member)
    branch = office()
    pages.get("/permohonan/baru")
    pages.post("/permohonan/baru/cara", {"delivery": "branch"})
    page = pages.post("/permohonan/baru/kantor", {"branch": branch.code}, follow=True)

    first = presses(pages, page, "/permohonan/baru/periksa")
    second = presses(pages, page, "/permohonan/baru/periksa")
    back = pages.get("/permohonan/baru/periksa", follow=True)

    assert code_of(first) == code_of(second) == code_of(back)
    assert Replacement.objects.filter(card=card).count() == 1


def test_an_unreported_loss_is_reported_first(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    sign_in(pages, member)

    page = pages.get("/permohonan/baru?alasan=lost", follow=True)

    assert at(page) == "/hilang/periksa"


def test_only_possible_ways_of_delivery_are_offered(pages: PageClient) -> None:
    member, card = member_with_plastic()
    sign_in(pages, member)
    says(pages, "damaged")

    page = pages.get("/permohonan/baru/cara")
    refused = pages.post("/permohonan/baru/cara", {"delivery": "post"})
    by_employer = asks(pages, office(), "employer")

    assert 'value="employer"' in words(page)
    assert 'value="post"' not in words(page)
    assert "Pilih cara menerima kartu" in words(refused)
    assert "bagian personalia" in words(by_employer)
    assert Replacement.objects.get(card=card).delivery == states.AT_EMPLOYER


def test_the_status_page_says_at_each_step_where_it_stands_and_what_to_do(pages: PageClient) -> None:
    _, _, case = damaged(pages)
    officer, now = staff("officer", case.branch), timezone.now()
    here = f"/permohonan/{case.number}"
    seen = [_tag(pages, here)]

    for kind in ("damaged_card", "identity"):
        sends(pages, f"{here}/berkas/{kind}", photo())
    take_case(case, actor=officer, now=now)
    seen.append(_tag(pages, here))
    promised = case.due_at
    Replacement.objects.filter(pk=case.pk).update(due_at=now - timedelta(days=2))
    assert "Maaf, kami terlambat" in words(pages.get(here))
    Replacement.objects.filter(pk=case.pk).update(due_at=promised)
    ask_for_evidence(case, ["identity"], actor=officer, now=now)
    seen.append(_tag(pages, here))
    pages.post(f"{here}/kirim-ulang")
    case.refresh_from_db()
    take_case(case, actor=officer, now=now)
    for evidence in case.evidence.all():
        check_evidence(evidence, accepted=True, actor=officer, now=now)
    approve_replacement(case, actor=officer, now=now)
    seen.append(_tag(pages, here))
    issued = issue_replacement(case.id, actor=SYSTEM, now=now)
    seen.append(_tag(pages, here))
    mark_printed(issued, actor=officer, now=now)
    seen.append(_tag(pages, here))
    hand_over(issued, checked=("identity_card",), actor=officer, now=now)
    seen.append(_tag(pages, here))

    assert seen == [
        ("Menunggu petugas", "Anda perlu mengirim 2 berkas."),
        ("Sedang diperiksa", "Anda tidak perlu melakukan apa pun sekarang."),
        ("Menunggu Anda", "Berkas sudah lengkap? Tekan Kirim Ulang."),
        ("Disetujui", "Anda tidak perlu melakukan apa pun sekarang."),
        ("Sedang dicetak", "Anda tidak perlu melakukan apa pun sekarang."),
        ("Siap diambil", "Bawa satu dokumen identitas apa pun."),
        ("Selesai", "Kartu baru sudah berlaku."),
    ]


def test_a_refused_request_says_why_and_takes_no_more_papers(pages: PageClient) -> None:
    _, _, case = damaged(pages)
    officer, now = staff("officer", case.branch), timezone.now()
    take_case(case, actor=officer, now=now)
    reject_replacement(case, "papers_incomplete", actor=officer, now=now)

    indonesian, english = pages.both(f"/permohonan/{case.number}")
    late = sends(pages, f"/permohonan/{case.number}/berkas/identity", photo())

    assert "berkas belum lengkap" in words(indonesian)
    assert "the papers are not complete" in words(english)
    assert at(late) == f"/permohonan/{case.number}"
    assert case.evidence.count() == 0


def test_a_request_is_taken_back_once_asked_and_never_after_the_print(pages: PageClient) -> None:
    _, _, case = damaged(pages)
    here = f"/permohonan/{case.number}"
    pages.both(f"{here}/batal")

    page = pages.post(f"{here}/batal", follow=True)
    again = pages.post(f"{here}/batal", follow=True)

    assert "Dibatalkan" in words(page)
    assert at(again) == here
    assert "Batalkan permohonan" not in words(again)


def test_the_list_shows_the_members_own_requests_in_both_languages(pages: PageClient) -> None:
    _, _, case = damaged(pages)
    other = PageClient()
    sign_in(other, new_member()[0])

    indonesian, english = pages.both("/permohonan")

    assert case.number in words(indonesian)
    assert "New card for a damaged one" in words(english)
    assert case.number not in words(other.get("/permohonan"))
    assert "Tulis nomor dan kode" in words(PageClient().get("/permohonan"))


def test_every_page_of_a_request_speaks_both_languages(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    reports(pages, member)
    branch = office()
    for path in ("", "/cara"):
        pages.both(f"/permohonan/baru{path}")
    pages.post("/permohonan/baru/cara", {"delivery": "branch"})
    pages.both("/permohonan/baru/kantor")
    page = pages.post("/permohonan/baru/kantor", {"branch": branch.code}, follow=True)
    pages.both("/permohonan/baru/periksa")
    opened = presses(pages, page, "/permohonan/baru/periksa")
    pages.both(at(opened))
    number = Replacement.objects.get(card__member=member).number
    for path in ("", "/berkas/police_letter", "/berkas/identity", "/batal"):
        assert pages.both(f"/permohonan/{number}{path}")[0].status_code == 200
    PageClient().both("/permohonan")


def test_a_branch_must_be_one_of_ours(pages: PageClient) -> None:
    member, card = member_with_plastic()
    sign_in(pages, member)
    says(pages, "damaged")
    office()
    pages.get("/permohonan/baru")
    pages.post("/permohonan/baru/cara", {"delivery": "branch"})

    page = pages.post("/permohonan/baru/kantor", {"branch": "XXXX"})
    empty = pages.post("/permohonan/baru/kantor", {"branch": ""})

    assert "Pilih satu kantor cabang" in words(page)
    assert "Pilih satu kantor cabang" in words(empty)
    assert not Replacement.objects.filter(card=card).exists()


def test_another_open_request_for_the_card_is_shown_instead(pages: PageClient) -> None:
    member, card = member_with_plastic()
    sign_in(pages, member)
    branch = office()
    case, _ = open_replacement(
        card, PLASTIC, states.DAMAGED, branch, actor=staff("officer", branch), now=timezone.now()
    )

    page = pages.get("/permohonan/baru?alasan=damaged", follow=True)

    assert at(page) == f"/permohonan/{case.number}"


def test_the_police_sheet_is_filled_in_for_whoever_is_known_and_empty_for_others(pages: PageClient) -> None:
    member, _ = member_with_plastic()
    reports(pages, member)

    filled = pages.post("/surat-polisi", {"when": "Jumat sore", "where": "Angkot Dago"})
    empty = PageClient().post("/surat-polisi", {"when": "Jumat <b>sore</b>", "where": ""})

    for word in (member.name, member.identity, "28 Februari 2001", "PT Laut Biru", "Jumat sore", "Angkot Dago"):
        assert word.replace("'", "&#x27;") in words(filled)
    assert filled.headers["Cache-Control"] == "no-store"
    assert member.name.replace("'", "&#x27;") not in words(empty)
    assert "Jumat &lt;b&gt;sore&lt;/b&gt;" in words(empty)


def _tag(pages: PageClient, path: str) -> tuple[str, str]:
    indonesian, _ = pages.both(path)
    tag = re.search(r'<span class="tag [a-z]*">([^<]*)</span>', words(indonesian))
    panel = re.sub(r"<[^>]*>", " ", words(indonesian).split('class="panel stack"')[1].split("</section>")[0])
    asked = [each for each in _SAID if each in " ".join(panel.split())]
    assert tag
    return tag.group(1), asked[0]


_SAID = (
    "Anda perlu mengirim 2 berkas.",
    "Anda tidak perlu melakukan apa pun sekarang.",
    "Berkas sudah lengkap? Tekan Kirim Ulang.",
    "Bawa satu dokumen identitas apa pun.",
    "Kartu baru sudah berlaku.",
)
