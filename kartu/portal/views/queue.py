"""A branch's queue as everybody sees it: its page and rules, the ticket at the entrance, the board on the wall."""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.audit.actors import ANONYMOUS
from kartu.base.digits import link_token, new_seed
from kartu.base.errors import NotThere
from kartu.base.pages import PageRequest
from kartu.base.said import said
from kartu.base.throttle import TooMany, take
from kartu.portal.asking import BRANCH, branch_choices
from kartu.portal.forms.visits import ArrivalForm, QuestionForm, TicketForm
from kartu.portal.known import kept_nowhere
from kartu.portal.visiting import open_visit, opened_visits
from kartu.registry.branches import branch_by_code
from kartu.registry.models import Branch
from kartu.visits import states
from kartu.visits.booking import Errand
from kartu.visits.forecasts import board_of, wait_for_newcomer
from kartu.visits.models import Visit
from kartu.visits.queries import today_at, visit_at
from kartu.visits.refusals import DayClosed, NotInQueue, NotOpen, WrongDay
from kartu.visits.staffing import hours_between, is_open, next_opening, shut_days
from kartu.visits.tickets import check_in, take_ticket
from kartu.visits.wording import clock_words, day_words, hours_words, slip_of, wait_words

WEEK = timedelta(days=6)
# Seconds: the board without script, and the tablet going back to its first page.
BOARD_FRESH, TABLET_FRESH = "10", "25"
FEW = 3  # calls that fit on the board in the largest letters


@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    """`/antrean?kantor=<branch>`: which branch, and the rules that hold at every one."""
    label = said(id="Kantor mana?", en="Which branch?")
    bound = {BRANCH: request.GET[BRANCH].upper()} if BRANCH in request.GET else None
    form = QuestionForm(BRANCH, bound, label=label, choices=branch_choices())
    if bound is not None and form.is_valid():
        return redirect("queue", code=form.cleaned_data[BRANCH])
    return render(request, "portal/visits/queues.html", {"form": form, "rules": settings.PROFILE.visits})


@require_safe
def branch_page(request: HttpRequest, code: str) -> HttpResponse:
    """`/antrean/<branch>`: hours, how long it takes now, and the rules of the queue."""
    branch, now = _branch(code), timezone.now()
    today = today_at(branch, now)
    shut = shut_days(branch, since=today)
    days = hours_between(branch, today, today + WEEK)
    position = wait_for_newcomer(branch, now=now)
    context = {
        "branch": branch,
        "open": is_open(branch, now=now),
        "next": next_opening(branch, now=now),
        "days": [(day_words(day), hours_words(hours), shut.get(day, "")) for day, hours in days.items()],
        "position": position,
        "wait": wait_words(position),
        "rules": settings.PROFILE.visits,
    }
    response = render(request, "portal/visits/queue.html", context)
    response.headers["Refresh"] = "60"
    return response


@kept_nowhere
def ticket(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """`/antrean/<branch>/<token>`: a ticket, by the poster's QR on a phone or on the tablet at the entrance.

    The token says which of the two it is; who has neither stood before the poster nor before the tablet has none.
    """
    page, now, branch = cast(PageRequest, request), timezone.now(), _branch(code)
    tablet = _kind(branch, token) == states.TABLET
    going_on = None if tablet else _open_ticket(request, branch, now)
    if going_on is not None:
        return redirect(f"/kunjungan/{going_on.number}")
    bound = request.POST if request.method == "POST" else None
    form = TicketForm(bound, language=page.language, initial={"seed": new_seed()})
    words, status = "", HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            return _take(page, branch, form, tablet=tablet, now=now)
        except (NotOpen, DayClosed) as refused:
            words, status = refused.words(page.language), HTTPStatus.CONFLICT
        except TooMany as refused:
            words, status = refused.words(page.language), HTTPStatus.TOO_MANY_REQUESTS
    context = {
        "branch": branch,
        "form": form,
        "tablet": tablet,
        "token": token,
        "words": words,
        "open": is_open(branch, now=now),
        "opens": next_opening(branch, now=now),
    }
    return render(request, "portal/visits/ticket.html", context, status=status)


@kept_nowhere
def arrival(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """`/antrean/<branch>/<token>/pesanan`: somebody with a booked time is there."""
    page, now, branch = cast(PageRequest, request), timezone.now(), _branch(code)
    tablet = _kind(branch, token) == states.TABLET
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["number"]
        try:
            _count(page, branch, tablet=tablet, now=now)
            take("visit-code", typed.upper()[:20], now=now)
            visit = visit_at(branch.id, today_at(branch, now), typed)
            check_in(visit, actor=ANONYMOUS, now=now)
        except (NotThere, NotInQueue, WrongDay):
            form.add_error("number", NOT_TODAY[page.language])
        except (NotOpen, DayClosed, TooMany) as refused:
            form.add_error("number", refused.words(page.language))
        else:
            visit.refresh_from_db()
            context = {"visit": visit, "branch": branch, "token": token, "tablet": tablet}
            return _shown(request, "portal/visits/arrived.html", context, tablet=tablet, branch=branch, token=token)
    context = {"form": form, "branch": branch, "token": token}
    return render(request, "portal/visits/arrival.html", context)


@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """`/papan/<branch>`: for a screen on the wall; tickets and counters, nothing of anybody."""
    branch, now = _branch(code), timezone.now()
    shown = board_of(branch, now=now)
    context = {
        "branch": branch,
        "board": shown,
        "wait": wait_words(shown.newcomer) if shown.newcomer else "",
        "many": len(shown.calls) > FEW,
        "clock": clock_words(now, branch),
        "fresh": BOARD_FRESH,
        "mark": " ".join(f"{visit.label}/{visit.calls}" for visit in shown.calls if visit.status == states.CALLED),
    }
    response = render(request, "portal/visits/board.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


NOT_TODAY = {
    "id": "Tidak ada kunjungan dengan nomor ini untuk hari ini di kantor ini. Periksa nomornya.",
    "en": "There is no visit of this number for today at this branch. Check the number.",
}


def _take(page: PageRequest, branch: Branch, form: TicketForm, *, tablet: bool, now: datetime) -> HttpResponse:
    _count(page, branch, tablet=tablet, now=now)
    typed = form.cleaned_data
    channel = states.TABLET if tablet else states.PHONE
    errand = Errand(typed["service"], priority=typed["priority"], channel=channel)
    visit, code = take_ticket(branch, errand, seed=typed["seed"], actor=ANONYMOUS, now=now)
    if not tablet:
        open_visit(page, visit, seed=typed["seed"], now=now)
        return redirect(f"/kunjungan/{visit.number}")
    token = link_token(TABLET, branch.id)
    context = {"slip": slip_of(visit, code), "visit": visit, "branch": branch, "token": token, "paper": "80"}
    return _shown(page, "portal/visits/taken.html", context, tablet=True, branch=branch, token=token)


def _shown(
    request: HttpRequest, template: str, context: dict[str, object], *, tablet: bool, branch: Branch, token: str
) -> HttpResponse:
    """What the tablet shows goes away by itself, so that the next person finds the first page."""
    response = render(request, template, context)
    if tablet:
        response.headers["Refresh"] = f"{TABLET_FRESH}; url=/antrean/{branch.code}/{token}"
    return response


def _count(page: PageRequest, branch: Branch, *, tablet: bool, now: datetime) -> None:
    if tablet:
        take("ticket-tablet", str(branch.id), now=now)
    else:
        take("ticket-address", page.address, now=now)


def _open_ticket(request: HttpRequest, branch: Branch, now: datetime) -> Visit | None:
    """The ticket this browser has already today: one browser, one place in the queue."""
    opened = Visit.objects.filter(number__in=opened_visits(request, now=now), branch=branch)
    return opened.filter(day=today_at(branch, now), channel=states.PHONE, status__in=states.OPEN).first()


POSTER, TABLET = "poster", "tablet"


def _kind(branch: Branch, token: str) -> str:
    for purpose, channel in ((POSTER, states.PHONE), (TABLET, states.TABLET)):
        if compare_digest(link_token(purpose, branch.id).encode(), token.lower().encode()):
            return channel
    raise Http404


def _branch(code: str) -> Branch:
    branch = branch_by_code(code.upper())
    if branch is None:
        raise Http404
    return branch
