"""Warnings on the case page, the second person, the supervisor's page, decisions looked at again, figures."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartu.replacements import states
from kartu.replacements.models import Replacement, SampleCheck, SecondLook, SentForm
from kartu.replacements.review import take_case
from kartu.replacements.sampling import draw_samples
from kartu.replacements.seconding import ask_second_look
from tests.cards.builders import NOW
from tests.desk.looking import CLOCK, address, sent_in, words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import Scene, again, approved, collected, later, new_scene, opened, with_papers

pytestmark = pytest.mark.django_db


def risky(scene: Scene) -> Replacement:
    """A case in review with the officer, its papers accepted, its picture sent for somebody else too."""
    case, other = opened(scene), new_scene()
    sent_in(case, scene)
    sent_in(opened(other), other)
    with_papers(case, scene)
    take_case(case, actor=scene.officer, now=NOW)
    return again(case)


def test_a_risky_case_says_why_and_offers_the_second_approval_only(desk: PageClient, scene: Scene) -> None:
    case = risky(scene)

    page, _ = desk.both(address(case))

    assert "Foto yang sama pada orang lain" in words(page)
    assert address(case, "/minta-kedua") in words(page)
    assert address(case, "/setujui") not in words(page)
    assert desk.post(address(case, "/setujui")).status_code == 409
    assert again(case).status == states.IN_REVIEW


def test_it_is_told_plainly_who_waits_for_whom(desk: PageClient, scene: Scene) -> None:
    case = risky(scene)

    desk.post(address(case, "/minta-kedua"))
    mine, _ = desk.both(address(case))
    refused = desk.post(address(case, "/setuju-kedua"))
    sign_in_officer(desk, scene.colleague)
    colleagues = desk.get(address(case))
    sign_in_officer(desk, scene.supervisor)
    supervisors, _ = desk.both(address(case))

    assert "Sekarang menunggu penyelia" in words(mine)
    assert (refused.status_code, "orang lain yang harus menjawabnya" in words(refused)) == (409, True)
    assert address(case, "/setuju-kedua") not in words(colleagues)
    assert f"Diminta oleh petugas {scene.officer.id}" in words(supervisors)
    assert address(case, "/setuju-kedua") in words(supervisors)


def test_a_supervisor_approves_as_the_second_person(pages: PageClient, scene: Scene) -> None:
    case = risky(scene)
    ask_second_look(case, actor=scene.officer, now=NOW)
    sign_in_officer(pages, scene.supervisor)

    listed, _ = pages.both("/meja/penyelia")
    pages.post(address(case, "/setuju-kedua"))
    again_pressed = pages.post(address(case, "/setuju-kedua"))

    assert case.number in words(listed)
    assert again_pressed.status_code == 302
    assert (again(case).status, again(case).decided_by_id) == (states.APPROVED, scene.supervisor.id)


def test_a_case_sent_back_says_to_its_officer_what_to_do(pages: PageClient, scene: Scene) -> None:
    case = risky(scene)
    ask_second_look(case, actor=scene.officer, now=NOW)
    sign_in_officer(pages, scene.supervisor)

    pages.both(address(case, "/kembalikan-kedua"))
    empty = pages.post(address(case, "/kembalikan-kedua"), {})
    pages.post(address(case, "/kembalikan-kedua"), {"note": "letter_doubtful"})
    sign_in_officer(pages, scene.officer)
    page, _ = pages.both(address(case))

    assert empty.status_code == 200
    assert "Tanyakan surat ke kantor polisinya" in words(page)
    assert SecondLook.objects.get().status == states.SENT_BACK


def test_a_supervisor_sees_what_is_late_and_gives_it_to_somebody_else(pages: PageClient, scene: Scene) -> None:
    case = opened(scene)
    take_case(case, actor=scene.officer, now=NOW)
    Replacement.objects.filter(pk=case.pk).update(due_at=NOW - later(2))
    sign_in_officer(pages, scene.supervisor)

    page, _ = pages.both("/meja/penyelia")
    form, _ = pages.both(address(case, "/serahkan"))
    wrong = pages.post(address(case, "/serahkan"), {"officer": str(scene.officer.id)})
    pages.post(address(case, "/serahkan"), {"officer": str(scene.colleague.id)})

    assert "Lewat 2 hari" in words(page)
    assert f"petugas {scene.officer.id}" in words(form)
    assert (wrong.status_code, again(case).officer_id) == (200, scene.colleague.id)


def test_a_decided_case_is_looked_at_again_and_the_finding_counts(pages: PageClient, scene: Scene) -> None:
    case = approved(scene)
    draw_samples(now=CLOCK)
    sign_in_officer(pages, scene.supervisor)

    pages.both(address(case, "/periksa-ulang"))
    empty = pages.post(address(case, "/periksa-ulang"), {})
    pages.post(address(case, "/periksa-ulang"), {"finding": "paper_missed"})
    page, _ = pages.both("/meja/penyelia")

    assert empty.status_code == 200
    assert SampleCheck.objects.get().finding == "paper_missed"
    assert "berkas tidak memenuhi syarat" in words(page)


@pytest.mark.parametrize("page", ["/meja/penyelia", "serahkan", "periksa-ulang"])
def test_an_officer_is_no_supervisor(desk: PageClient, scene: Scene, page: str) -> None:
    case = approved(scene)
    draw_samples(now=CLOCK)

    answer = desk.get(page if page.startswith("/") else address(case, f"/{page}"))

    assert answer.status_code == 403


def test_figures_count_what_became_of_requests_and_how_long_it_took(desk: PageClient, scene: Scene) -> None:
    collected(scene)

    page, english = desk.both("/meja/angka?hari=7")
    everywhere = desk.get("/meja/angka?hari=x&tempat=semua")
    sheet = desk.get("/meja/angka.csv?hari=7")

    assert "Dari permohonan sampai keputusan" in words(page)
    assert "<svg" in words(page)
    assert "Card damaged" in words(english)
    assert everywhere.status_code == 200
    rows = words(sheet).lstrip("\ufeff").splitlines()
    assert rows[0].startswith("cabang,sejak,sampai,jenis")
    assert f"{scene.branch.code},2026" in rows[1]
    assert any("langkah,Dari permohonan sampai keputusan,1,0.00,0.00,100" in row for row in rows)


def test_figures_without_a_case_say_so(desk: PageClient) -> None:
    page, _ = desk.both("/meja/angka")

    assert "Belum ada permohonan yang diputuskan" in words(page)


def _queries(client: PageClient, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(page)
    return len(asked)


def test_the_supervisors_page_asks_as_much_for_three_late_cases_as_for_one(pages: PageClient, scene: Scene) -> None:
    cases = [opened(scene)]
    sign_in_officer(pages, scene.supervisor)
    Replacement.objects.update(due_at=NOW - later(2))
    pages.get("/meja/penyelia")
    one = _queries(pages, "/meja/penyelia")
    for _ in range(2):
        other = new_scene()
        cases.append(opened(other))
    Replacement.objects.update(due_at=NOW - later(2), branch=scene.branch)

    assert _queries(pages, "/meja/penyelia") == one


def _post(client: PageClient, page: str, **sent: Any) -> int:
    return int(client.post(page, sent).status_code)


def test_a_form_with_a_key_counts_once_also_after_the_case_has_come_round(desk: PageClient, scene: Scene) -> None:
    case, key = opened(scene), str(uuid4())

    first = _post(desk, address(case, "/ambil"), kunci=key)
    _post(desk, address(case, "/kembalikan"))
    second = _post(desk, address(case, "/ambil"), kunci=key)

    assert (first, second, again(case).status) == (302, 302, states.SUBMITTED)
    assert SentForm.objects.get().row == f"replacement {case.id}"


def test_a_key_of_another_case_is_not_there_and_a_broken_one_is_none(desk: PageClient, scene: Scene) -> None:
    case, key = opened(scene), str(uuid4())
    _post(desk, address(case, "/ambil"), kunci=key)
    other = opened(new_scene())
    Replacement.objects.filter(pk=other.pk).update(branch=scene.branch)

    assert _post(desk, address(other, "/ambil"), kunci=key) == 404
    assert _post(desk, address(other, "/ambil"), kunci="\x00; DROP") == 302
