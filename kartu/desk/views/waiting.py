"""How long people waited at a branch, and how long they were served, for its supervisors."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.desk.guards import OfficerRequest, supervisor_required
from kartu.desk.sheets import sheet_of
from kartu.visits.figures import DayFigures, figures_by_day
from kartu.visits.queries import today_at
from kartu.visits.wording import day_words, service_words

SPANS = (7, 30, 90)


@require_safe
@supervisor_required
def times_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/laporan?hari=7`: how long people waited, by day and service; `.csv` has the same rows."""
    span, rows = _span(request)
    shown = [(day_words(row.day), service_words(row.service), row) for row in rows]
    return render(request, "desk/visits/times.html", {"here": "counter", "rows": shown, "span": span, "spans": SPANS})


@require_safe
@supervisor_required
def times_csv(request: OfficerRequest) -> HttpResponse:
    """The same rows as a sheet."""
    _, rows = _span(request)
    cells = [
        (
            *(request.branch.code, row.day.isoformat(), service_words(row.service)),
            *(row.came, row.served, row.missed, row.carried),
            *map(_rounded, (row.waited, row.waited_p90, row.took)),
        )
        for row in rows
    ]
    return sheet_of(f"antrean-{request.branch.code}", HEAD, cells)


HEAD = (
    "cabang", "tanggal", "layanan", "datang", "dilayani", "tidak_datang", "dipindah",
    "menit_menunggu", "menit_menunggu_p90", "menit_dilayani",
)  # fmt: skip


def _rounded(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:.1f}"


def _span(request: OfficerRequest) -> tuple[int, list[DayFigures]]:
    wanted = request.GET.get("hari", "")
    span = int(wanted) if wanted in {str(days) for days in SPANS} else SPANS[0]
    today = today_at(request.branch, timezone.now())
    return span, figures_by_day(request.branch.id, today - timedelta(days=span - 1), today)
