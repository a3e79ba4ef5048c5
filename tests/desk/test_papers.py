"""The papers of a case: looked at, accepted or not, taken over the counter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.html import escape

from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.replacements import states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence, Replacement
from tests.cards.builders import NOW
from tests.desk.looking import CLOCK, address, in_review, sent_in, words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import (
    LETTER,
    Scene,
    new_scene,
    opened,
    reported,
    with_plastic,
)

pytestmark = pytest.mark.django_db


def test_a_paper_is_looked_at_and_accepted(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)
    paper = sent_in(case, scene)

    indonesian, _ = desk.both(address(case, f"/berkas/{paper.id}"))
    picture = desk.get(address(case, f"/berkas/{paper.id}/1.jpg"))
    desk.post(address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "ya"})

    assert f"/berkas/{paper.id}/1.jpg" in words(indonesian)
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert picture.content == evidence_pages(paper)[0]
    assert (Evidence.objects.get().status, Evidence.objects.get().checked_by_id) == ("accepted", scene.officer.id)
    looks = Event.objects.filter(action=Action.MEMBER_READ, subject="evidence", subject_id=paper.id)
    assert looks.count() == 1


def test_a_paper_is_not_accepted_and_can_be_asked_for_again(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)
    paper = sent_in(case, scene)

    desk.post(address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "tidak"})

    assert Evidence.objects.get().status == "refused"
    assert "Tidak diterima" in words(desk.get(address(case)))


def test_two_officers_at_one_paper_the_second_is_told_by_whom(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)
    paper = sent_in(case, scene)
    colleague = PageClient()
    sign_in_officer(colleague, scene.colleague)
    colleague.post(address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "tidak"})

    answer = desk.post(address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "ya"})

    assert answer.status_code == 409
    assert f"petugas {scene.colleague.id}" in words(answer)


def test_a_paper_whose_file_was_changed_is_said_to_be_unreadable(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)
    paper = sent_in(case, scene)
    Evidence.objects.filter(pk=paper.pk).update(digest=bytes(32))

    page = desk.get(address(case, f"/berkas/{paper.id}"))

    assert page.status_code == 200
    assert "tidak dapat dibuka" in words(page)
    assert desk.get(address(case, f"/berkas/{paper.id}/1.jpg")).status_code == 400


def test_a_paper_shown_at_the_counter_is_accepted_with_it(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    reported(scene)
    case = in_review(scene, states.LOST)
    letter = {"number": "LP/B/9", "station": "Polsek Tual", "date": CLOCK.date().isoformat()}

    desk.both(address(case, "/berkas/tambah/police_letter"))
    desk.post(address(case, "/berkas/tambah/police_letter"), letter)
    desk.post(address(case, "/berkas/tambah/identity"))
    desk.post(address(case, "/berkas/tambah/identity"))

    assert [(paper.kind, paper.status) for paper in case.evidence.order_by("id")] == [
        ("police_letter", "accepted"),
        ("identity", "accepted"),
    ]


def test_a_lapsed_letter_is_refused_beside_its_date_and_what_was_typed_stays(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    reported(scene)
    case = in_review(scene, states.LOST)
    old = (CLOCK - timedelta(days=40)).date().isoformat()

    answer = desk.post(
        address(case, "/berkas/tambah/police_letter"), {"number": "LP/B/9", "station": "Polsek Tual", "date": old}
    )

    assert "Perpanjang di kantor polisi yang sama" in words(answer)
    assert 'value="LP/B/9"' in words(answer)
    assert case.evidence.count() == 0


def test_a_letter_used_before_is_marked(desk: PageClient, scene: Scene) -> None:
    cases = []
    for each in (new_scene(), scene):
        with_plastic(each.card)
        reported(each)
        case = opened(each, states.LOST)
        add_evidence(case, "police_letter", letter=LETTER, actor=each.member, now=NOW)
        cases.append(case)

    assert "sudah dipakai 1 kali" in words(desk.get(address(cases[1])))


def test_what_a_document_corrects_stands_beside_what_the_card_says(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene, states.WRONG_DATA)
    path, name = address(case, "/berkas/tambah/correct_data"), scene.card.member.name

    nothing = desk.post(path, {"name": "", "born": ""})
    desk.post(path, {"name": "Siti Nuraini", "born": ""})

    paper = case.evidence.get()
    indonesian, english = desk.both(address(case, f"/berkas/{paper.id}"))
    assert "Tulis nama atau tanggal lahir yang benar" in words(nothing)
    assert "Siti Nuraini" in words(indonesian)
    assert f'Di kartu sekarang: <span translate="no">{escape(name)}</span>' in words(indonesian)
    assert "Name in the paper" in words(english)


def test_two_papers_stand_side_by_side_also_of_a_case_a_warning_names(desk: PageClient, scene: Scene) -> None:
    case, other = opened(scene), new_scene()
    first, second = sent_in(case, scene), sent_in(case, scene, "damaged_card")
    theirs = sent_in(opened(other), other)
    far = sent_in(opened(away := new_scene()), away)
    Replacement.objects.filter(pk=theirs.replacement_id).update(branch=scene.branch)

    page, _ = desk.both(address(case, f"/banding?kiri={second.id}&kanan={theirs.id}"))
    default = desk.get(address(case, "/banding?kiri=x"))

    assert address(case, f"/berkas/{second.id}/1.jpg") in words(page)
    assert f"/meja/permohonan/{theirs.replacement.number}/berkas/{theirs.id}/1.jpg" in words(page)
    assert far.replacement.number not in words(page)
    assert address(case, f"/berkas/{first.id}/1.jpg") in words(default)


def test_a_case_without_pictures_has_nothing_to_compare_and_says_so(desk: PageClient, scene: Scene) -> None:
    page, _ = desk.both(address(opened(scene), "/banding"))

    assert "Belum ada berkas bergambar" in words(page)
