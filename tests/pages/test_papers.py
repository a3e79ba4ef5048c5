"""The papers of a request: what is taken, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence
from tests.pages.client import PageClient
from tests.pages.loss import at, damaged, lost, sends, words
from tests.replacements.uploads import pdf, photo, photo_with_position, png_bomb

pytestmark = pytest.mark.django_db
LETTER = {"number": "SKTLK/411/XI/2026", "station": "Polsek Coblong"}


def today() -> str:
    return timezone.now().strftime("%d-%m-%Y")


def test_a_photo_of_the_letter_is_rebuilt_and_stored_with_what_stands_on_it(pages: PageClient) -> None:
    case = lost(pages)
    path = f"/permohonan/{case.number}/berkas/police_letter"

    page = sends(pages, path, photo_with_position(), **LETTER, dated=today())

    evidence = Evidence.objects.get(replacement=case)
    assert at(page) == f"/permohonan/{case.number}"
    assert "Berkas Anda kami terima" in words(page)
    assert (evidence.kind, evidence.station, evidence.letter_number) == ("police_letter", *reversed(LETTER.values()))
    assert b"GPSLatitude" not in evidence_pages(evidence)[0]


BAD = {
    "a text": (b"Ini surat saya.", "bukan foto atau PDF"),
    "nothing": (b"", "kosong"),
    "cut off": (photo()[:3000], "rusak atau terpotong"),
    "a bomb": (png_bomb(), "terlalu besar untuk dibuka"),
    "eleven megabytes": (photo() + bytes(11_000_000), "lebih dari 10 MB"),
    "a locked pdf": (pdf(password="x"), "dikunci dengan kata sandi"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words_and_nothing_typed_is_lost(pages: PageClient, name: str) -> None:
    case = lost(pages)
    content, said = BAD[name]

    page = sends(pages, f"/permohonan/{case.number}/berkas/police_letter", content, **LETTER, dated=today())

    assert page.status_code == 200
    assert said in words(page)
    assert LETTER["number"] in words(page)
    assert case.evidence.count() == 0


def test_fifty_megabytes_are_answered_in_words_and_the_case_is_still_there(pages: PageClient) -> None:
    case = lost(pages)

    page = sends(pages, f"/permohonan/{case.number}/berkas/identity", bytes(50_000_000))

    assert page.status_code == 413
    assert "25 MB" in words(page)
    assert pages.get(f"/permohonan/{case.number}").status_code == 200


def test_no_file_a_letter_to_come_and_one_that_is_over_are_each_said(pages: PageClient) -> None:
    case = lost(pages)
    path = f"/permohonan/{case.number}/berkas/police_letter"
    tomorrow = (timezone.now() + timedelta(days=2)).strftime("%d-%m-%Y")
    over = (timezone.now() - timedelta(days=20)).strftime("%d-%m-%Y")

    empty = pages.post(path, {})
    early = sends(pages, path, photo(), **LETTER, dated=tomorrow)
    late = sends(pages, path, photo(), **LETTER, dated=over)
    nonsense = sends(pages, path, photo(), **LETTER, dated="kemarin dulu")

    assert "Ambil foto atau pilih berkas dulu" in words(empty)
    assert "Tulis nomor surat" in words(empty)
    assert "belum tiba" in words(early)
    assert "Perpanjang di kantor polisi yang sama" in words(late)
    assert not re.search(r"sampai \d{4}-", words(late))
    assert "Tulis seperti" in words(nonsense)
    assert case.evidence.count() == 0


def test_a_paper_the_policy_does_not_ask_for_has_no_page(pages: PageClient) -> None:
    _, _, case = damaged(pages)

    assert pages.get(f"/permohonan/{case.number}/berkas/police_letter").status_code == 404
    assert pages.get(f"/permohonan/{case.number}/berkas/shoe").status_code == 404


def test_a_document_with_the_correct_data_says_what_is_correct(pages: PageClient) -> None:
    member, _, case = damaged(pages, "wrong_data")
    path = f"/permohonan/{case.number}/berkas/correct_data"

    nothing = sends(pages, path, photo())
    same = sends(pages, path, photo(), name=member.name)
    odd = sends(pages, path, photo(), name="Siti Nuraini", born="kemarin dulu")
    page = sends(pages, path, photo(), name=" Siti  Nuraini ", born="28 Feb 1991")

    assert "Tulis nama atau tanggal lahir yang benar" in words(nothing)
    assert "Tulis nama atau tanggal lahir yang benar" in words(same)
    assert "Tulis seperti 27-05-1990" in words(odd)
    assert 'value="Siti Nuraini"' in words(odd)
    evidence = Evidence.objects.get(replacement=case)
    assert at(page) == f"/permohonan/{case.number}"
    assert (evidence.right_name, evidence.right_birth_date) == ("Siti Nuraini", date(1991, 2, 28))
