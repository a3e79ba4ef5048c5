"""`/meja/angka`: how long steps take, and what became of the requests, here and in the whole fund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.sheets import sheet_of
from kartu.desk.words import STATUSES
from kartu.entrance.reasons import REASONS
from kartu.replacements import states
from kartu.replacements.figure_words import ROW_HEIGHT, STEPS, bars, length_words
from kartu.replacements.figures import Counted, Took, counts, times_taken
from kartu.visits.figures import waits
from kartu.visits.queries import today_at

SPANS = (7, 30, 90, 365)
HERE, EVERYWHERE = "cabang", "semua"
HEAD = ("cabang", "sejak", "sampai", "jenis", "nama", "jumlah", "median_jam", "p90_jam", "sesuai_janji")


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: so many days until now, at the branch or in the whole fund."""

    days: int
    place: str
    branch_id: int | None
    since: datetime
    until: datetime
    of_days: tuple[date, date]  # the same by the calendar of the branch that asks, for visits, which have days


@require_safe
@officer_required
def figures_page(request: OfficerRequest) -> HttpResponse:
    """`?hari=30&tempat=cabang`; what it does not know it leaves out."""
    span, times, counted = _asked(request)
    context: dict[str, Any] = {
        "here": "figures",
        "span": span,
        "spans": SPANS,
        "places": (HERE, EVERYWHERE),
        "bars": bars(times),
        "height": len(times) * ROW_HEIGHT,
        "times": [(STEPS[took.step], length_words(took.median), length_words(took.p90), took) for took in times],
        "waited": [
            (branch, took.count, length_words(took.median), length_words(took.p90))
            for branch, took in waits(span.branch_id, *span.of_days)
        ],
        "fewest": settings.PROFILE.oversight.fewest_told,
        "reasons": [(REASONS[reason], count) for reason, count in counted.reasons.items()],
        "statuses": [(STATUSES[each], counted.statuses[each]) for each in _in_order(counted)],
        "counted": counted,
        "uncollected": counted.statuses.get(states.VOIDED, 0),
    }
    return render(request, "desk/figures.html", context)


@require_safe
@officer_required
def figures_csv(request: OfficerRequest) -> HttpResponse:
    """The same figures as a sheet."""
    span, times, counted = _asked(request)
    place = request.branch.code if span.branch_id else "*"
    opened = [day.date().isoformat() for day in (span.since, span.until)]
    visited = [day.isoformat() for day in span.of_days]
    rows = [(place, *opened, *cells) for cells in _rows(times, counted)]
    for branch, took in waits(span.branch_id, *span.of_days):
        rows.append((branch.code if branch else "*", *visited, "tunggu", *_cells(took)))
    return sheet_of(f"angka-{request.branch.code}", HEAD, rows)


def _asked(request: OfficerRequest) -> tuple[Span, list[Took], Counted]:
    wanted, until = request.GET.get("hari", ""), timezone.now()
    days = int(wanted) if wanted in {str(span) for span in SPANS} else SPANS[1]
    place = EVERYWHERE if request.GET.get("tempat") == EVERYWHERE else HERE
    branch_id = None if place == EVERYWHERE else request.branch.id
    today = today_at(request.branch, until)
    of_days = (today - timedelta(days=days - 1), today)
    span = Span(days, place, branch_id, until - timedelta(days=days), until, of_days)
    asked = (branch_id, span.since, span.until)
    return span, times_taken(*asked), counts(*asked)


def _in_order(counted: Counted) -> list[str]:
    return [status for status in states.REPLACEMENT_MOVES if status in counted.statuses]


def _rows(times: list[Took], counted: Counted) -> list[tuple[object, ...]]:
    steps = [("langkah", *_cells(took)) for took in times]
    reasons = [("alasan", REASONS[reason], count, "", "", "") for reason, count in counted.reasons.items()]
    stands = [("keadaan", STATUSES[each], counted.statuses[each], "", "", "") for each in _in_order(counted)]
    return [*steps, *reasons, *stands, ("cetakan", "rusak", counted.spoiled, "", "", "")]


def _cells(took: Took) -> tuple[object, ...]:
    share = "" if took.share_in_time is None else took.share_in_time
    return STEPS[took.step], took.count, f"{took.median:.2f}", f"{took.p90:.2f}", share
