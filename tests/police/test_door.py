"""`/polisi`: who gets in, issuing a letter, its paper, extension and withdrawal; and the public check of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, staff_actor
from kartu.base.throttle import LIMITS
from kartu.letters.models import Letter, Station
from kartu.letters.stations import withdraw_trust
from kartu.police.urls import LETTER, urlpatterns
from kartu.registry.models import Branch
from tests.cards.builders import NOW
from tests.letters.builders import issued, new_station, officer_of
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer

pytestmark = pytest.mark.django_db
LOSS = {
    "name": "Wayan Sudarsana",
    "identity_kind": "ktp",
    "identity": "5171 0101 0190 0001",
    "birth_place": "Denpasar",
    "born": "1-1-1990",
    "address": "Jalan Contoh 3",
    "items": ["card", "ktp"],
    "details": "Kartu peserta",
    "lost_when": "Jumat sore",
    "lost_where": "angkot ke Renon",
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))


def _words(answer: Any) -> str:
    return str(answer.content.decode())


def _sent(**changes: Any) -> dict[str, Any]:
    return {**LOSS, "asked_with": str(uuid.uuid4()), **changes}


@pytest.fixture
def station(pages: PageClient) -> PageClient:
    sign_in_officer(pages, officer_of(new_station()))
    return pages


def test_nobody_comes_in_but_by_the_police_entrance(pages: PageClient) -> None:
    letter = bytes(issued().serial).hex()

    for name in ("", "/surat/baru", f"/surat/{letter}", f"/surat/{letter}/surat.pdf", f"/surat/{letter}/tarik"):
        assert pages.get(f"/polisi{name}").headers["Location"].startswith("/polisi/masuk?lanjut=")
    pages.both("/polisi/masuk")
    # Who was signed out meanwhile comes back to the page of the button: the button's address answers no look.
    page = f"/polisi/surat/{letter}"
    pressed = pages.post(f"{page}/perpanjang", headers={"referer": f"http://localhost{page}"})
    elsewhere = pages.post(f"{page}/perpanjang", headers={"referer": "https://asing.id/polisi"})
    back = [parse_qs(urlsplit(answer.headers["Location"]).query)["lanjut"] for answer in (pressed, elsewhere)]
    assert back == [[page], [f"{page}/perpanjang"]]


def test_staff_of_another_kind_and_stations_nobody_keeps_stay_outside(pages: PageClient) -> None:
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    for user in (
        appoint(Role.Kind.OFFICER, branch=branch, now=NOW),
        appoint(Role.Kind.POLICE, station="Polsek Tidak Ada", now=NOW),
    ):
        sign_in_officer(pages, staff_actor(user.id))

        assert pages.get("/polisi").status_code == 403


def test_an_officer_issues_a_letter_extends_it_and_withdraws_it(station: PageClient) -> None:
    sent = _sent()
    answer = station.post("/polisi/surat/baru", sent)
    page = answer.headers["Location"]
    assert station.post("/polisi/surat/baru", sent).headers["Location"] == page

    indonesian, _ = station.both(page)
    assert "5171010101900001" in _words(indonesian)
    assert "angkot ke Renon" in _words(indonesian)
    paper = station.get(f"{page}/surat.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert paper.headers["Cache-Control"] == "no-store"
    letter = Letter.objects.get()
    assert letter.number in _words(station.both("/polisi")[0])
    assert letter.number in _words(station.get("/polisi", {"nomor": letter.number.lower()}))
    assert letter.number not in _words(station.get("/polisi", {"nomor": "SKTLK/99"}))

    station.both(f"{page}/tarik")
    assert station.post(f"{page}/tarik", {}).status_code == 200
    assert station.post(f"{page}/tarik", {"reason": "mistake"}).headers["Location"] == page
    assert "Ditarik" in _words(station.both(page)[0])
    assert station.get(f"{page}/surat.pdf").status_code == 409
    assert station.post(f"{page}/perpanjang").status_code == 409
    assert station.get(f"{page}/tarik").status_code == 302


def test_a_letter_is_extended_from_today(station: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = station.post("/polisi/surat/baru", _sent()).headers["Location"]
    assert f"{page}/perpanjang" not in _words(station.get(page))

    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=20))
    sign_in_officer(station, officer_of(Letter.objects.get().station))
    assert f"{page}/perpanjang" in _words(station.get(page))
    station.post(f"{page}/perpanjang")

    letter = Letter.objects.get()
    assert letter.until == letter.dated + timedelta(days=14) > letter.issued_on + timedelta(days=30)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "=SUM(1)"},
        {"identity": "123"},
        {"identity": ""},
        {"items": []},
        {"items": ["gold"]},
        {"born": "31-31-1990"},
        {"born": "1-1-2190"},
        {"lost_when": ""},
        {"lost_where": "x" * 500},
        {"asked_with": "no"},
        {"identity_kind": "ghost"},
        {"name": "a\0b"},
    ],
    ids=str,
)
def test_what_cannot_stand_in_a_letter_is_told_and_not_issued(station: PageClient, change: dict[str, Any]) -> None:
    answer = station.post("/polisi/surat/baru?bahasa=id", _sent(**change))

    assert answer.status_code in (200, 302 if "\0" in str(change) else 200)
    assert Letter.objects.count() == (1 if answer.status_code == 302 else 0)


def test_a_reporter_without_any_number_gets_a_letter(station: PageClient) -> None:
    assert station.post("/polisi/surat/baru", _sent(identity_kind="", identity="")).status_code == 302
    assert Letter.objects.get().identity == ""


def test_a_station_that_is_trusted_no_more_is_told_so(station: PageClient) -> None:
    kept = Station.objects.get()
    withdraw_trust(kept, actor=OPERATOR, now=NOW)

    answer = station.post("/polisi/surat/baru", _sent())

    assert "tidak dapat menerbitkan" in _words(answer)
    assert not Letter.objects.exists()
    assert kept.ended_at == NOW


def test_letters_of_another_station_are_not_there(station: PageClient) -> None:
    other = bytes(issued().serial).hex()

    for serial in (other, "0" * 16, "zz"):
        for address in [each.pattern._route for each in urlpatterns if str(each.pattern).startswith(LETTER)]:  # type: ignore[attr-defined]
            path = "/" + address.replace("<slug:serial>", serial)
            assert station.get(path).status_code in (404, 405)
            assert station.post(path, {"reason": "false"}).status_code in (404, 405)


def test_the_public_check_answers_in_words(pages: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = issued()
    with CaptureQueriesContext(connection) as asked:
        pages.both("/periksa/surat")
    assert len(asked) == 2  # the names of the stations, once a page

    good = _words(pages.post("/periksa/surat?bahasa=id", {"code": letter.code}))
    assert "Surat ini sah dan berlaku" in good
    assert "Wayan Sudarsana" in good
    withdraw_trust(letter.station, actor=OPERATOR, now=NOW)
    answer = pages.post("/periksa/surat?bahasa=en", {"code": letter.code})
    assert "trusted no more" in _words(answer)
    assert "Wayan" not in _words(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Not a letter" in _words(pages.post("/periksa/surat?bahasa=en", {"code": "HELLO"}))
    broken = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff broken", "image/jpeg")
    assert "Could not be checked" in _words(pages.post("/periksa/surat?bahasa=en", {"picture": broken}))
    assert pages.post("/periksa/surat?bahasa=id", {}).status_code == 200
    assert pages.get("/periksa/surat/kunci.json").json() == {"keys": []}
    monkeypatch.setitem(LIMITS, "check-address", replace(LIMITS["check-address"], tries=1))
    refused = pages.post("/periksa/surat?bahasa=id", {"code": letter.code})
    assert (refused.status_code, "Terlalu banyak percobaan" in _words(refused)) == (429, True)
