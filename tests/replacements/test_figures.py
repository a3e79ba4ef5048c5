"""Figures are reckoned from the events, and what is published tells nothing about few."""

from __future__ import annotations

from datetime import date

import pytest

from kartu.replacements import states
from kartu.replacements.figure_words import bars, length_words
from kartu.replacements.figures import Took, counts, keep_months, times_taken
from kartu.replacements.making import mark_printed, mark_spoiled
from kartu.replacements.models import MonthFigure, Replacement
from kartu.replacements.review import approve_replacement, take_case
from kartu.replacements.standard import latest_month, month_times, places_of
from tests.cards.builders import NOW
from tests.pages.client import PageClient
from tests.replacements.builders import Scene, issued, later, new_scene, opened, with_papers

HOUR = 1 / 24
MONTH = date(NOW.year, NOW.month, 1)


def _decided(scene: Scene, hours: float) -> Replacement:
    """A case taken half-way and approved so many hours after it came."""
    case = with_papers(opened(scene), scene)
    take_case(case, actor=scene.officer, now=NOW + later(hours / 2 * HOUR))
    approve_replacement(case, actor=scene.officer, now=NOW + later(hours * HOUR))
    return case


def _of(step: str, branch: int | None = None) -> Took:
    return {took.step: took for took in times_taken(branch, NOW - later(1), NOW + later(1))}[step]


@pytest.mark.django_db
def test_half_and_nine_of_ten_are_what_a_person_would_count() -> None:
    scene = new_scene()
    for hours in (2, 4, 100):
        case = _decided(new_scene(), hours)
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch)
    _decided(new_scene(), 50)

    here, everywhere = _of("decided", scene.branch.id), _of("decided")

    assert (here.count, round(here.median, 3), round(here.p90, 3)) == (3, 4, 80.8)
    assert (everywhere.count, here.in_time, here.share_in_time) == (4, 2, 67)
    assert round(_of("taken", scene.branch.id).median, 3) == 2


@pytest.mark.django_db
def test_a_spoiled_print_counts() -> None:
    scene = new_scene()
    case = issued(scene)
    mark_printed(case, actor=scene.officer, now=NOW + later(HOUR))
    mark_spoiled(case, "smudged", actor=scene.officer, now=NOW + later(2 * HOUR))

    counted = counts(scene.branch.id, NOW - later(1), NOW + later(1))

    assert (counted.spoiled, counted.reasons, counted.every) == (1, {states.DAMAGED: 1}, 1)


@pytest.mark.django_db
def test_a_branch_with_few_cases_is_not_published_and_shares_are_rounded(pages: PageClient) -> None:
    many, few = new_scene(), new_scene()
    for number in range(11):
        case = _decided(new_scene(), 100 if number == 0 else 3)
        Replacement.objects.filter(pk=case.pk).update(branch=many.branch)
    Replacement.objects.filter(pk=_decided(new_scene(), 3).pk).update(branch=few.branch)

    rows = keep_months(now=NOW + later(1))
    again = keep_months(now=NOW + later(1))
    page, english = pages.both("/standar-layanan")

    assert rows == again == MonthFigure.objects.count()
    assert latest_month() == MONTH
    assert [place.took.share_in_time for place in places_of(MONTH)] == [90]
    assert [took.step for took in month_times(MONTH)] == ["taken", "decided"]
    assert page.content.decode().count("Cabang Tual, Tual") == 1
    assert "about 90 in 100" in english.content.decode()


@pytest.mark.django_db
def test_without_figures_the_page_gives_the_promise_alone(pages: PageClient) -> None:
    page, _ = pages.both("/standar-layanan")

    assert "paling lama 3 hari kerja" in page.content.decode()
    assert "belum cukup banyak" in page.content.decode()


@pytest.mark.parametrize(
    ("hours", "words"), [(0.001, "1 menit"), (0.5, "30 menit"), (5.4, "5 jam"), (47, "47 jam"), (60, "2,5 hari")]
)
def test_a_length_of_time_is_said_as_people_do(hours: float, words: str) -> None:
    assert length_words(hours) == words


def test_the_longest_bar_fills_the_width_and_none_vanishes() -> None:
    drawn = bars([Took("taken", 1, 0.001, 0.002), Took("whole", 1, 50, 100)])

    assert [(bar.width, bar.most) for bar in drawn] == [(2, 2), (170, 340)]
