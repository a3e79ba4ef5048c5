"""What supervisors see to: opening hours and counters, closing the day, posters, and how long people waited."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.base.digits import link_token, ten_characters
from kartu.base.said import said
from kartu.credential.qr import draw_modules
from kartu.desk.deciding import actor_of
from kartu.desk.forms_visits import ExceptionForm, ShutForm
from kartu.desk.guards import OfficerRequest, officer_required, supervisor_required
from kartu.desk.views.counter import PAPERS, SEEDS, keep_seeds
from kartu.visits import states
from kartu.visits.closing import Carried, close_day, shut_day
from kartu.visits.models import Staffing, Visit
from kartu.visits.queries import still_open, today_at
from kartu.visits.refusals import DayClosed, StillAtCounter
from kartu.visits.reports import Times, times_at
from kartu.visits.staffing import MOST_COUNTERS, open_day, set_day, set_week, shut_days, week_of
from kartu.visits.wording import WEEKDAYS, day_words, service_words, slip_of

USUAL = range(6, 20)  # always in the grid; other hours where the branch has counters then, or when they are asked for
SPANS = (7, 30, 90)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Week = dict[int, dict[int, int]]  # counters by weekday and hour
WRONG = said(id="Tulis jumlah loket 0 sampai 50.", en="Write 0 to 50 counters.")


@supervisor_required
def hours_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/jam`: the week, its exceptions, the days shut. `?jam=semua` shows the night as well."""
    now, branch = timezone.now(), request.branch
    today, actor = today_at(branch, now), actor_of(request)
    what, sent = request.POST.get("what", ""), request.POST if request.method == "POST" else None
    exception = ExceptionForm(sent if what == "day" else None, today=today, prefix="day")
    shut = ShutForm(sent if what == "shut" else None, today=today, prefix="shut")
    words: str = ""
    if what == "week":
        week = _week_sent(request.POST, week_of(branch))
        if week is not None:
            set_week(branch, week, actor=actor, now=now)
            return redirect("desk-hours")
        words = WRONG
    if what == "day" and exception.is_valid():
        typed = exception.cleaned_data
        span = dict.fromkeys(range(typed["opens"], typed["closes"]), typed["counters"])
        set_day(branch, typed["day"], span, actor=actor, now=now)
        return redirect("desk-hours")
    if what == "shut" and shut.is_valid():
        try:
            carried = shut_day(branch, shut.cleaned_data["day"], shut.cleaned_data["reason"], actor=actor, now=now)
        except DayClosed as refused:
            shut.add_error("day", refused.words(request.language))
        else:
            return _carried(request, carried)
    if what == "undo":
        return _undo(request, today, now)
    context = {"here": "counter", "exception": exception, "shut": shut, "words": words, **_plan(request, today)}
    context["form"] = shut if what == "shut" else exception  # for the title, which says that something is wrong
    return render(request, "desk/visits/hours.html", context)


@officer_required
def close_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/tutup`: asks once; then everybody who waited has a new time, and slips for the unknown."""
    now = timezone.now()
    words, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            carried = close_day(request.branch, today_at(request.branch, now), actor=actor_of(request), now=now)
        except (StillAtCounter, DayClosed) as refused:
            words, status = refused.words(request.language), HTTPStatus.CONFLICT
        else:
            return _carried(request, carried)
    left = still_open(request.branch, today_at(request.branch, now))
    context = {
        "here": "counter",
        "words": words,
        "waiting": left[states.WAITING] + left[states.CALLED],
        "booked": left[states.BOOKED] + left[states.ABSENT],
        "serving": left[states.SERVING],
    }
    return render(request, "desk/visits/close.html", context, status=status)


@require_safe
@officer_required
def carried_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/lembar`: the slips of people who were carried over and whom no message reaches."""
    seeds = dict(request.session.get(SEEDS, []))
    rows = Visit.objects.filter(branch=request.branch, number__in=seeds, channel="closing", member=None)
    wanted = request.GET.get("kertas", "")
    context = {
        "here": "counter",
        "slips": [
            slip_of(visit, ten_characters(seeds[visit.number]))
            for visit in rows.select_related("branch").order_by("id")
        ],
        "paper": wanted if wanted in PAPERS else "a6",
        "papers": PAPERS,
        "carried": True,
    }
    return render(request, "desk/visits/slips.html", context)


@require_safe
@supervisor_required
def poster_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/poster`: what hangs at the entrance, and the tablet's address."""
    branch = request.branch
    links = {
        name: f"{settings.ADDRESS}/antrean/{branch.code}/{link_token(name, branch.id)}" for name in ("poster", "tablet")
    }
    code = links["poster"].replace("/antrean/", "/ANTREAN/").upper()
    context = {"here": "counter", "branch": branch, "modules": draw_modules(code), **links}
    context["token"] = link_token("tablet", branch.id)
    return render(request, "desk/visits/poster.html", context)


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
    """The report as a sheet; no cell begins like a formula."""
    _, rows = _span(request)
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(HEAD)
    for row in rows:
        cells = (request.branch.code, row.day.isoformat(), service_words(row.service), row.came, row.served, row.missed)
        minutes = (row.waited, row.waited_most, row.took)
        sheet.writerow([plain_cell(str(cell)) for cell in (*cells, row.carried, *map(_rounded, minutes))])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="antrean-{request.branch.code}.csv"'
    return response


HEAD = (
    "cabang", "tanggal", "layanan", "datang", "dilayani", "tidak_datang", "dipindah",
    "menit_menunggu", "menit_menunggu_p90", "menit_dilayani",
)  # fmt: skip


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _rounded(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:.1f}"


def _span(request: OfficerRequest) -> tuple[int, list[Times]]:
    wanted = request.GET.get("hari", "")
    span = int(wanted) if wanted in {str(days) for days in SPANS} else SPANS[0]
    today = today_at(request.branch, timezone.now())
    return span, times_at(request.branch.id, today - timedelta(days=span - 1), today)


def _carried(request: OfficerRequest, carried: list[Carried]) -> HttpResponse:
    keep_seeds(request, [(each.new.number, each.seed) for each in carried if each.new.member_id is None])
    return redirect("desk-carried")


def _undo(request: OfficerRequest, today: date, now: datetime) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("desk-hours")
    if day >= today:
        open_day(request.branch, day, actor=actor_of(request), now=now)
        set_day(request.branch, day, {}, actor=actor_of(request), now=now)
    return redirect("desk-hours")


def _plan(request: OfficerRequest, today: date) -> dict[str, object]:
    week, night = week_of(request.branch), request.GET.get("jam") == "semua"
    hours = range(24) if night else sorted({*USUAL, *(hour for hours in week.values() for hour in hours)})
    exceptions: dict[date, list[tuple[int, int]]] = {}
    rows = Staffing.objects.filter(branch=request.branch, day__gte=today).order_by("day", "hour")
    for row in rows:
        if row.day is not None:
            exceptions.setdefault(row.day, []).append((row.hour, row.counters))
    return {
        "most": MOST_COUNTERS,
        "weekdays": WEEKDAYS,
        "grid": [
            (hour, [_cell(request.POST, day, hour, week.get(day, {}).get(hour, 0)) for day in range(7)])
            for hour in hours
        ],
        "night": night,
        "exceptions": [(day, day_words(day), found) for day, found in exceptions.items()],
        "shut_days": [(day, day_words(day), why) for day, why in shut_days(request.branch, since=today).items()],
    }


def _cell(typed: QueryDict, day: int, hour: int, counters: int) -> tuple[str, str, str]:
    """Name, value and weekday of a cell; what was typed wrongly is shown again."""
    name = f"c-{day}-{hour}"
    return name, typed.get(name, str(counters or "")), WEEKDAYS[day]


def _week_sent(sent: QueryDict, stands: Week) -> Week | None:
    """The grid as it was sent; None when a cell is no number of counters. An hour that was not shown stays."""
    week: Week = {}
    for day in range(7):
        for hour in range(24):
            unasked = 0 if hour in USUAL else stands.get(day, {}).get(hour, 0)
            typed = sent.get(f"c-{day}-{hour}", str(unasked)).strip() or "0"
            if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and int(typed) <= MOST_COUNTERS):
                return None
            week.setdefault(day, {})[hour] = int(typed)
    return week
