"""`/meja/antrean`: an officer's counter. Call the next, begin, finish; every press counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.models import Role
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError, NotThere
from kartu.base.said import said
from kartu.desk.counter_words import ACTS, mark_of, queue_of
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.visits import calling
from kartu.visits.models import Visit
from kartu.visits.queries import at_counters, today_at, visit_at
from kartu.visits.refusals import (
    CallAgain,
    CalledJustNow,
    CameBackBefore,
    CounterBusy,
    DayClosed,
    NobodyWaits,
    NotInQueue,
    NotOpen,
    WrongDay,
)
from kartu.visits.sending import once
from kartu.visits.staffing import MOST_COUNTERS, next_opening
from kartu.visits.tickets import check_in, come_back
from kartu.visits.wording import clock_words, day_words, service_words

COUNTER = "loket"
NAMED = ("back", "arrive", "priority")  # acts on a visit by its number, not on the one at this counter
REFUSED = (
    NotInQueue,
    NobodyWaits,
    CounterBusy,
    CalledJustNow,
    CallAgain,
    CameBackBefore,
    DayClosed,
    NotOpen,
    WrongDay,
    AlreadyMoved,
    MoveNotAllowed,
    NotThere,
)
NO_SUCH = said(id="Nomor itu tidak ada di antrean hari ini.", en="There is no such ticket in today's queue.")


@officer_required
def counter_page(request: OfficerRequest) -> HttpResponse:
    """The queue in the order of its calls, and what can be done now."""
    return _page(request)


@require_POST
@officer_required
def choose_counter(request: OfficerRequest) -> HttpResponse:
    """At which counter this officer sits, for this session."""
    typed = request.POST.get("counter", "")
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed[:4]) <= MOST_COUNTERS):
        return _page(request, words=said(id="Tulis nomor loket 1 sampai 50.", en="Write a counter from 1 to 50."))
    request.session[COUNTER] = int(typed)
    return redirect("desk-counter")


@require_POST
@officer_required
def press(request: OfficerRequest, act: str) -> HttpResponse:
    """One button of the page. Its key makes a double click, or a reload, the same press."""
    if act not in ACTS:
        raise Http404
    counter = counter_of(request)
    if not counter:
        return redirect("desk-counter")
    now = timezone.now()
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return redirect("desk-counter")
    try:
        once(key, act, _act(request, act, counter, now), actor=actor_of(request), now=now)
    except NotThere:
        return _page(request, words=NO_SUCH)
    except REFUSED as refused:
        return _page(request, words=refused.words(request.language))
    return redirect("desk-counter")


def counter_of(request: OfficerRequest) -> int:
    """The counter of this session; 0 before one is chosen."""
    return int(request.session.get(COUNTER, 0))


def _act(request: OfficerRequest, act: str, counter: int, now: datetime) -> Callable[[], Visit]:
    """What a button does, as something that can be done later, inside the press's transaction."""
    branch, actor = request.branch, actor_of(request)

    def mine() -> Visit:
        visit = at_counters(branch.id, today_at(branch, now)).filter(counter=counter).first()
        if visit is None:
            raise NotInQueue
        return visit

    def moved(step: Callable[[Visit], object]) -> Visit:
        visit = (
            mine()
            if act not in NAMED
            else visit_at(branch.id, today_at(branch, now), request.POST.get("number", "")[:20])
        )
        step(visit)
        return visit

    def call() -> Visit:
        return calling.call_next(branch, counter, actor=actor, now=now)

    def done_and_call() -> Visit:
        moved(lambda visit: calling.finish(visit, actor=actor, now=now))
        return call()

    steps: dict[str, Callable[[Visit], object]] = {
        "recall": lambda visit: calling.recall(visit, actor=actor, now=now),
        "begin": lambda visit: calling.begin(visit, actor=actor, now=now),
        "done": lambda visit: calling.finish(visit, actor=actor, now=now),
        "absent": lambda visit: calling.mark_absent(visit, actor=actor, now=now),
        "transfer": lambda visit: _transfer(request, visit, now),
        "back": lambda visit: come_back(visit, actor=actor, now=now),
        "arrive": lambda visit: check_in(visit, actor=actor, now=now),
        "priority": lambda visit: calling.give_priority(visit, actor=actor, now=now),
    }
    if act == "next":
        return call
    if act == "done-next":
        return done_and_call
    return lambda: moved(steps[act])


def _transfer(request: OfficerRequest, visit: Visit, now: datetime) -> None:
    service, typed = request.POST.get("service", ""), request.POST.get("to", "")
    if service not in settings.PROFILE.service_codes:
        service = visit.service
    to = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else 0
    counter = to if 1 <= to <= MOST_COUNTERS and to != visit.counter else None
    calling.transfer(visit, service, counter=counter, actor=actor_of(request), now=now)


def _page(request: OfficerRequest, *, words: str | DomainError = "") -> HttpResponse:
    now, counter = timezone.now(), counter_of(request)
    queue = queue_of(request.branch, counter, now=now)
    context = {
        "here": "counter",
        "counter": counter,
        "queue": queue,
        "service": service_words(queue.mine.service) if queue.mine else "",
        "services": [(each.code, service_words(each.code)) for each in settings.PROFILE.services],
        "key": uuid4(),
        "mark": mark_of(queue),
        "words": words,
        "opens": _opening(request, now),
        "now": clock_words(now, request.branch),
        "supervisor": request.role.kind == Role.Kind.SUPERVISOR,
        "rules": settings.PROFILE.visits,
    }
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, "desk/visits/counter.html", context, status=status)


def _opening(request: OfficerRequest, now: datetime) -> str:
    at = next_opening(request.branch, now=now)
    return f"{day_words(at.date())}, {clock_words(at, request.branch)}" if at else ""
