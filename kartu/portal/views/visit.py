"""`/kunjungan` and one visit: where it stands, changing it, the slip, and the short address on the slip."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError, NotThere
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany, take
from kartu.portal.forms.visits import FollowVisitForm
from kartu.portal.known import kept_nowhere, known_to_us
from kartu.portal.visiting import VisitRequest, open_visit, opened_visits, visit_opened
from kartu.visits import states
from kartu.visits.booking import cancel_visit
from kartu.visits.forecasts import position_of
from kartu.visits.models import Visit
from kartu.visits.queries import today_at, visit_by_number_and_code, visits_of
from kartu.visits.refusals import CameBackBefore, DayClosed, NotInQueue, NotOpen, WrongDay
from kartu.visits.staffing import is_open
from kartu.visits.tickets import check_in, come_back
from kartu.visits.wording import TAGS, clock_words, day_words, service_words, slip_of, wait_words

LISTED = 30
PAPERS = ("58", "80", "a6")
# Seconds after which the page fetches itself again, with or without script.
FRESH = {states.WAITING: "30", states.CALLED: "15", states.SERVING: "60", states.ABSENT: "60"}


@kept_nowhere
def visits(request: HttpRequest) -> HttpResponse:
    """`/kunjungan`: the member's visits; for everybody number and code."""
    now, page = timezone.now(), cast(PageRequest, request)
    form, status = FollowVisitForm(request.POST if request.method == "POST" else None), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            return _enter(page, form.cleaned_data["number"], form.cleaned_data["code"])
        except NotThere:
            form.add_error("code", NoSuchVisit().words(page.language))
        except TooMany as refused:
            form.add_error("code", refused.words(page.language))
            status = HTTPStatus.TOO_MANY_REQUESTS
    known = known_to_us(request, now=now)
    mine = list(visits_of(known.member.id)[:LISTED]) if known else []
    opened = Visit.objects.filter(number__in=opened_visits(request, now=now)).select_related("branch")
    shown = {visit.number: visit for visit in [*mine, *opened]}
    rows = [_told(visit) for visit in sorted(shown.values(), key=lambda each: each.day, reverse=True)]
    return render(request, "portal/visits/enter.html", {"form": form, "rows": rows, "home": True}, status=status)


@require_safe
@kept_nowhere
def short_link(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """`/t/<number>/<code>`, as the slip's QR says it: opens the visit, and goes to an address without the code."""
    page = cast(PageRequest, request)
    try:
        return _enter(page, number, code)
    except NotThere:
        form = FollowVisitForm()
        return render(request, "portal/visits/enter.html", {"form": form}, status=HTTPStatus.NOT_FOUND)


@visit_opened
def status(request: VisitRequest) -> HttpResponse:
    """`/kunjungan/<number>`: the time or the place in the queue, the estimate, the counter once called."""
    visit, now = request.visit, timezone.now()
    if visit.carried_to is not None:
        open_visit(request, visit.carried_to, now=now)
    waits = visit.status == states.WAITING
    position = position_of(visit, now=now) if waits else None
    today = visit.day == today_at(visit.branch, now)
    context = {
        **_told(visit),
        "code": f"{request.code[:5]} {request.code[5:]}" if request.code else "",
        "calls": settings.PROFILE.visits.calls,
        "position": position,
        "wait": wait_words(position) if position else "",
        "now": clock_words(now, visit.branch),
        "fresh": visit.status in FRESH,
        "may_arrive": visit.status == states.BOOKED and today and is_open(visit.branch, now=now),
        "may_come_back": visit.status == states.ABSENT and not visit.came_back,
        "may_cancel": states.CANCELLED in Visit.MOVES[visit.status],
        "slip": slip_of(visit, request.code) if request.code else None,
    }
    response = render(request, "portal/visits/status.html", context)
    if visit.status in FRESH:
        response.headers["Refresh"] = FRESH[visit.status]
    return response


@visit_opened
def cancel(request: VisitRequest) -> HttpResponse:
    """`/kunjungan/<number>/batal`: asks once, then gives the time or the ticket back."""
    here = f"/kunjungan/{request.visit.number}"
    if states.CANCELLED not in Visit.MOVES[request.visit.status]:
        return redirect(here)
    if request.method == "POST":
        # It may have been called, or cancelled, a moment ago: the page says how it stands.
        with suppress(AlreadyMoved, MoveNotAllowed):
            cancel_visit(request.visit, actor=request.actor, now=timezone.now())
        return redirect(here)
    return render(request, "portal/visits/cancel.html", _told(request.visit))


@require_POST
@visit_opened
def arrive(request: VisitRequest) -> HttpResponse:
    """`/kunjungan/<number>/tiba`: I am at the branch. `/kunjungan/<number>/kembali` works the same way."""
    return _step(request, lambda: check_in(request.visit, actor=request.actor, now=timezone.now()))


@require_POST
@visit_opened
def back(request: VisitRequest) -> HttpResponse:
    """`/kunjungan/<number>/kembali`: called in vain, and here after all."""
    return _step(request, lambda: come_back(request.visit, actor=request.actor, now=timezone.now()))


@require_safe
@visit_opened
def slip(request: VisitRequest) -> HttpResponse:
    """`/kunjungan/<number>/lembar?kertas=58|80|a6`: to print, in the browser that made the visit."""
    if not request.code:
        return redirect(f"/kunjungan/{request.visit.number}")
    wanted = request.GET.get("kertas", "")
    context = {
        "slip": slip_of(request.visit, request.code),
        "paper": wanted if wanted in PAPERS else "a6",
        "papers": PAPERS,
        "visit": request.visit,
    }
    return render(request, "portal/visits/slip.html", context)


class NoSuchVisit(DomainError):
    """The same words for a wrong code, a wrong number and a number that is nobody's."""

    code = "no-such-visit"
    id = "Nomor dan kode ini tidak cocok. Periksa lembar Anda atau pesan dari kami."
    en = "This number and code do not match. Check your slip or our message."


def _enter(request: PageRequest, number: str, code: str) -> HttpResponse:
    now = timezone.now()
    take("visit-address", request.address, now=now)
    take("visit-code", number.upper()[:20], now=now)
    visit = visit_by_number_and_code(number, code)
    open_visit(request, visit, now=now)
    return redirect(f"/kunjungan/{visit.number}")


def _told(visit: Visit) -> dict[str, object]:
    tag, tone = TAGS[visit.status]
    return {
        "visit": visit,
        "tag": tag,
        "tone": tone,
        "service": service_words(visit.service),
        "day": day_words(visit.day),
        "clock": clock_words(visit.slot_at, visit.branch),
    }


def _step(request: VisitRequest, act: Callable[[], object]) -> HttpResponse:
    here = f"/kunjungan/{request.visit.number}"
    try:
        act()
    except (WrongDay, NotOpen, DayClosed, CameBackBefore) as refused:
        context = {"words": refused.words(request.language), "back": here}
        return render(request, "portal/visits/refused.html", context, status=HTTPStatus.CONFLICT)
    except (NotInQueue, AlreadyMoved):
        pass  # the second of two presses: the page says how it stands
    return redirect(here)
