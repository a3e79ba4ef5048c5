"""A branch's opening hours and counters, and the poster at its entrance."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.base.digits import link_token
from kartu.base.said import said
from kartu.credential.qr import draw_modules
from kartu.desk.deciding import actor_of
from kartu.desk.forms_visits import ExceptionForm, ShutForm
from kartu.desk.guards import OfficerRequest, supervisor_required
from kartu.desk.views.closing import carried_over
from kartu.visits.closing import shut_day
from kartu.visits.models import Staffing
from kartu.visits.queries import today_at
from kartu.visits.refusals import DayClosed
from kartu.visits.staffing import MOST_COUNTERS, open_day, set_day, set_week, shut_days, week_of
from kartu.visits.wording import WEEKDAYS, day_words, hours_words

USUAL = range(6, 20)  # always in the grid; other hours where the branch has counters then, or when they are asked for
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
            return carried_over(request, carried)
    if what == "undo":
        return _undo(request, today, now)
    context = {"here": "counter", "exception": exception, "shut": shut, "words": words, **_plan(request, today)}
    context["form"] = shut if what == "shut" else exception  # for the title, which says that something is wrong
    return render(request, "desk/visits/hours.html", context)


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
        "exceptions": [(day, day_words(day), hours_words(dict(found))) for day, found in exceptions.items()],
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
