"""How long people waited: from being there or from the booked time, and nothing told that is made of few."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kartu.registry.models import Branch
from kartu.replacements.models import MonthFigure, Replacement
from kartu.replacements.standard import month_wait
from kartu.visits import states
from kartu.visits.figures import keep_waits, waits
from kartu.visits.models import Visit
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import new_scene
from tests.visits.builders import OPENED, minutes

pytestmark = pytest.mark.django_db
MONDAY = OPENED.date()
CALLED = OPENED + timedelta(hours=1)


def _called(branch: Branch, waited: Sequence[float], day: date = MONDAY, **more: object) -> None:
    """People called at one moment who waited so many minutes by then."""
    first = Visit.objects.filter(branch=branch, day=day).count()
    Visit.objects.bulk_create(
        Visit(
            **{
                "number": f"{branch.id}-{day:%d}-{first + place}",
                "follow_hash": b"",
                "branch": branch,
                "service": "other",
                "day": day,
                "status": states.SERVED,
                "status_since": CALLED,
                "channel": states.TABLET,
                "letter": "A",
                "ticket": first + place,
                "made_at": OPENED,
                "arrived_at": CALLED - minutes(each),
                "first_called_at": CALLED,
                **more,
            }
        )
        for place, each in enumerate(waited)
    )


def test_a_wait_goes_from_being_there_or_from_the_booked_time_and_never_below_nothing() -> None:
    branch = new_scene().branch
    _called(branch, [10] * 5)
    _called(branch, [50] * 5, slot_at=CALLED - minutes(10))  # forty minutes early: waits from the booked time
    _called(branch, [30] * 3, slot_at=CALLED - minutes(60))  # late: waits from being there
    _called(branch, [20] * 2, slot_at=CALLED + minutes(20))  # early, and called early
    _called(branch, [500], first_called_at=None)
    _called(branch, [500], MONDAY - timedelta(days=1))

    ((where, took),) = waits(branch.id, MONDAY, MONDAY)

    assert where == branch
    assert (took.count, round(took.median * 60, 3), round(took.p90 * 60, 3)) == (15, 10, 30)


def test_figures_of_few_are_told_of_no_branch_and_the_fund_is_told_beside_them() -> None:
    few, many, slow = new_scene(), new_scene(), new_scene()
    _called(few.branch, [5] * 9)
    _called(many.branch, [10] * 10)
    _called(slow.branch, [90] * 10)

    whole = waits(None, MONDAY, MONDAY)

    assert [(where and where.code, took.count) for where, took in whole] == [
        (None, 29), (slow.branch.code, 10), (many.branch.code, 10),
    ]  # fmt: skip
    assert waits(few.branch.id, MONDAY, MONDAY) == []


def test_the_figures_page_its_sheet_and_the_service_standard_tell_the_wait(
    pages: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = new_scene()
    monkeypatch.setattr(timezone, "now", lambda: CALLED)
    _called(scene.branch, [10] * 9 + [40] * 3)
    sign_in_officer(pages, scene.officer)

    here, english = pages.both("/meja/angka")
    sheet = pages.get("/meja/angka.csv?tempat=semua").content.decode()
    kept = keep_waits(now=CALLED), keep_waits(now=CALLED)
    decided = {"step": "decided", "count": 10, "median_hours": 1, "p90_hours": 2, "in_time": 9}
    for branch in (scene.branch, None):
        MonthFigure.objects.create(month=MONDAY.replace(day=1), branch=branch, **decided)
    standard, _ = pages.both("/standar-layanan")

    assert re.search(r"<td[^>]*>10 menit</td><td[^>]*>40 menit</td>", here.content.decode())
    assert re.search(r"<td[^>]*>10 min</td><td[^>]*>40 min</td>", english.content.decode())
    assert [line.split(",")[0] for line in sheet.splitlines() if ",tunggu," in line] == ["*", scene.branch.code]
    assert (kept, Replacement.objects.count()) == ((2, 2), 0)
    assert month_wait(MONDAY.replace(day=1)) is not None
    assert "sembilan dari sepuluh dipanggil dalam 40 menit" in standard.content.decode()
