"""Reports without proof, settled by an officer."""

from __future__ import annotations

import pytest

from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.replacements import states
from kartu.replacements.models import Report
from kartu.replacements.reports import report_lost
from tests.cards.builders import NOW
from tests.desk.looking import words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import (
    Scene,
    reported,
    with_plastic,
)

pytestmark = pytest.mark.django_db


def _flag(scene: Scene) -> Report:
    with_plastic(scene.card)
    return report_lost(scene.card, states.LOST, states.NOTHING_HELD, actor=scene.member, now=NOW)


def test_a_flag_is_confirmed_for_the_person_present(desk: PageClient, scene: Scene) -> None:
    report = _flag(scene)

    desk.both("/meja/laporan")
    desk.both(f"/meja/laporan/{report.number}")
    answer = desk.post(f"/meja/laporan/{report.number}", {"present": "on"})

    report.refresh_from_db()
    assert answer.headers["Location"] == "/meja/laporan"
    assert (report.status, report.proof) == (states.BLOCKING, states.COUNTER)
    assert Event.objects.filter(action=Action.MEMBER_READ, subject="report", subject_id=report.id).count() == 1


def test_a_flag_blocks_nothing_until_the_officer_says_that_the_person_is_there(desk: PageClient, scene: Scene) -> None:
    report = _flag(scene)

    answer = desk.post(f"/meja/laporan/{report.number}", {})

    report.refresh_from_db()
    assert "Perlu diperbaiki" in words(answer)
    assert report.status == states.FLAGGED


def test_a_flag_is_closed_and_the_second_officer_is_told_by_whom(desk: PageClient, scene: Scene) -> None:
    report = _flag(scene)
    colleague = PageClient()
    sign_in_officer(colleague, scene.colleague)
    colleague.post(f"/meja/laporan/{report.number}/tutup")

    answers = [
        desk.post(f"/meja/laporan/{report.number}", {"present": "on"}),
        desk.post(f"/meja/laporan/{report.number}/tutup"),
        desk.get(f"/meja/laporan/{report.number}"),
    ]

    report.refresh_from_db()
    assert report.status == states.DISMISSED
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert all(f"petugas {scene.colleague.id}" in words(answer) for answer in answers)


def test_a_report_that_never_was_a_flag_is_no_business_of_the_desks(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    report = reported(scene)

    assert desk.get(f"/meja/laporan/{report.number}").status_code == 404
    assert desk.post(f"/meja/laporan/{report.number}/tutup").status_code == 404
    assert desk.get("/meja/laporan/AAAA-AAAA").status_code == 404
