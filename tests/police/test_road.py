"""The whole road: a station issues a letter, its reporter hands it in as a photo, the desk sees it verified."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import staff_actor
from kartu.letters.models import Letter
from kartu.replacements import states
from kartu.replacements.evidence import POLICE_LETTER
from kartu.replacements.models import Evidence, Replacement
from tests.letters.builders import new_station, officer_of
from tests.pages.client import PageClient
from tests.pages.loss import lost, sends, words
from tests.pages.officers import sign_in_officer
from tests.replacements.test_signed import photographed
from tests.replacements.uploads import photo

pytestmark = pytest.mark.django_db


def _issued(case: Replacement) -> Letter:
    """As a station's officer types it."""
    station, member = PageClient(), case.member
    sign_in_officer(station, officer_of(new_station()))
    born = member.birth_date
    station.post(
        "/polisi/surat/baru",
        {
            "asked_with": str(uuid.uuid4()),
            "name": member.name,
            "identity_kind": member.identity_kind,
            "identity": member.identity,
            "born": f"{born:%d-%m-%Y}" if born else "",
            "items": ["card"],
            "lost_when": "kemarin sore",
            "lost_where": "pasar",
        },
    )
    return Letter.objects.get()


def _desk(case: Replacement) -> PageClient:
    desk = PageClient()
    user = appoint(Role.Kind.OFFICER, branch=case.branch, now=timezone.now() - timedelta(days=1))
    sign_in_officer(desk, staff_actor(user.id))
    return desk


def _case_page(desk: PageClient, case: Replacement) -> str:
    indonesian, _ = desk.both(f"/meja/permohonan/{case.number}")
    return words(indonesian)


def test_from_the_station_to_the_desk_without_anybody_typing_it_again(pages: PageClient) -> None:
    case = lost(pages)
    letter = _issued(case)

    page = sends(pages, f"/permohonan/{case.number}/berkas/police_letter", photographed(letter))

    assert "Berkas Anda kami terima" in words(page)
    assert "Sudah diterima" in words(page)
    assert "diperiksa mesin, sah" in _case_page(_desk(case), case)


def test_its_number_alone_does_and_a_made_up_one_is_told(pages: PageClient) -> None:
    case = lost(pages)
    letter, address = _issued(case), f"/permohonan/{case.number}/berkas/police_letter"

    unknown = pages.post(address, {"number": "SKTLK/77/I/2026/ENTAH"})
    taken = pages.post(address, {"number": letter.number.lower()}, follow=True)

    assert "tidak ada di kantor polisi" in words(unknown)
    assert "Berkas Anda kami terima" in words(taken)
    assert Evidence.objects.get(kind=POLICE_LETTER).machine == states.GOOD


def test_an_officer_takes_a_shown_letter_by_its_scanned_code(pages: PageClient) -> None:
    case = lost(pages)
    letter, desk = _issued(case), _desk(case)
    address = f"/meja/permohonan/{case.number}/berkas/tambah/police_letter"

    desk.both(address)
    refused = desk.post(address, {"number": "X"})
    empty = desk.post(address, {})
    desk.post(address, {"number": letter.code})

    assert "tidak ada di kantor polisi" in words(refused)
    assert "Tulis nomor surat" in words(empty)
    paper = Evidence.objects.get(kind=POLICE_LETTER)
    assert (paper.status, paper.machine) == (states.ACCEPTED, states.GOOD)


def test_an_unclear_picture_goes_to_and_fro_with_one_press_each(pages: PageClient) -> None:
    case = lost(pages)
    sends(pages, f"/permohonan/{case.number}/berkas/identity", photo())
    paper, desk = Evidence.objects.get(), _desk(case)
    desk.post(f"/meja/permohonan/{case.number}/ambil")

    desk.post(f"/meja/permohonan/{case.number}/berkas/{paper.id}/periksa", {"jawaban": "buram"})

    assert f"/permohonan/{case.number}/lagi" in words(pages.get(f"/permohonan/{case.number}"))
    pages.both(f"/permohonan/{case.number}/lagi")
    again: Any = sends(pages, f"/permohonan/{case.number}/lagi", photo(700))
    assert "Berkas Anda kami terima" in words(again)
    assert pages.get(f"/permohonan/{case.number}/lagi").status_code == 302
    assert "tidak terbaca" in _case_page(desk, case)
