"""Booking a visit, `/kunjungan/baru`, and giving it another time, `/kunjungan/<number>/ubah`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.audit.actors import ANONYMOUS, Actor, member_actor
from kartu.base.digits import new_seed
from kartu.base.errors import DomainError, NotThere
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany, take
from kartu.portal.asking import BRANCH, CASE, SERVICE, Asked, Wish, next_question
from kartu.portal.forms.visits import PRIORITY, PRIORITY_HINT
from kartu.portal.known import kept_nowhere, known_to_us
from kartu.portal.views.following import OPENED as CASES_OPENED
from kartu.portal.visiting import VisitRequest, open_visit, visit_opened
from kartu.registry.models import Member
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.replacements.queries import case_of
from kartu.visits import states
from kartu.visits.booking import Errand, book_visit, move_visit
from kartu.visits.refusals import AlreadyVisiting, MissedTooOften, NotInQueue, SlotTaken
from kartu.visits.wording import clock_words, day_words, service_words

BASE = "/kunjungan/baru"
CONFLICT, TOO_MANY = 409, 429
# What the member of a case comes for.
FOR_CASE: Mapping[str, str] = {cases.PRINTED: "hand_over"}
BY_REASON: Mapping[str, str] = {cases.WRONG_DATA: "correction"}


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books: a member we know, or nobody we know; for which case."""

    member: Member | None
    case: Replacement | None

    @property
    def actor(self) -> Actor:
        return member_actor(self.member.id) if self.member else ANONYMOUS

    @property
    def fixed(self) -> dict[str, str]:
        """Answers a case gives by itself."""
        if self.case is None:
            return {}
        service = FOR_CASE.get(self.case.status) or BY_REASON.get(self.case.reason, "lost")
        return {SERVICE: service, BRANCH: self.case.branch.code}


@kept_nowhere
def book(request: HttpRequest) -> HttpResponse:
    """`/kunjungan/baru`: what for, where, which day, what time; then once more, and the button books."""
    page, now = cast(PageRequest, request), timezone.now()
    booker = _booker(request, now)
    known = booker.member is not None
    asked = next_question(request, booker.fixed, known=known, base=BASE, way_out="/kunjungan", now=now)
    if isinstance(asked, Asked):
        return render(request, "portal/visits/ask.html", {"asked": asked, "form": asked.form, "case": booker.case})
    if request.method == "POST":
        return _book(page, booker, asked, now)
    return _confirm(page, booker, asked)


@visit_opened
def move(request: VisitRequest) -> HttpResponse:
    """`/kunjungan/<number>/ubah`: another day and time at the same branch."""
    visit, now, here = request.visit, timezone.now(), f"/kunjungan/{request.visit.number}"
    if visit.status != states.BOOKED:
        return redirect(here)
    fixed = {SERVICE: visit.service, BRANCH: visit.branch.code}
    known = visit.member_id is not None
    asked = next_question(request, fixed, known=known, base=f"{here}/ubah", way_out=here, now=now)
    if isinstance(asked, Asked):
        return render(request, "portal/visits/ask.html", {"asked": asked, "form": asked.form, "moved": visit})
    if request.method == "POST":
        try:
            move_visit(visit, asked.at, actor=request.actor, now=now)
        except (SlotTaken, AlreadyVisiting, NotInQueue) as refused:
            return _refused(request, refused, f"{here}/ubah")
        return redirect(here)
    return render(request, "portal/visits/check.html", {"moved": visit, **_told(asked)})


def _book(request: PageRequest, booker: Booker, wish: Wish, now: datetime) -> HttpResponse:
    seed = request.POST.get("seed", "")
    errand = Errand(wish.service, booker.member, booker.case, priority=request.POST.get("priority") == "on")
    try:
        _count(request, booker, now)
        made = seed if len(seed) == 24 and seed.isascii() and seed.islower() and seed.isalpha() else new_seed()
        visit, _ = book_visit(wish.branch, wish.at, errand, seed=made, actor=booker.actor, now=now)
    except (SlotTaken, AlreadyVisiting, MissedTooOften) as refused:
        return _refused(request, refused, BASE)
    except TooMany as refused:
        return _refused(request, refused, "/kunjungan", status=TOO_MANY)
    open_visit(request, visit, seed=made, now=now)
    return redirect(f"/kunjungan/{visit.number}")


def _count(request: PageRequest, booker: Booker, now: datetime) -> None:
    if booker.member is None:
        take("visit-book-address", request.address, now=now)
    else:
        take("visit-book-account", str(booker.member.id), now=now)


def _confirm(request: PageRequest, booker: Booker, wish: Wish) -> HttpResponse:
    context = {
        "seed": new_seed(),
        "known": booker.member is not None,
        "case": booker.case,
        "priority": PRIORITY,
        "priority_hint": PRIORITY_HINT,
        **_told(wish),
    }
    return render(request, "portal/visits/check.html", context)


def _told(wish: Wish) -> dict[str, object]:
    return {
        "wish": wish,
        "service": service_words(wish.service),
        "day": day_words(wish.at.date()),
        "clock": clock_words(wish.at, wish.branch),
    }


def _booker(request: HttpRequest, now: datetime) -> Booker:
    """Who asks, and the case named in the address where it is theirs or was opened by its code."""
    known, number = known_to_us(request, now=now), request.GET.get(CASE, "")
    member_id, until = request.session.get(CASES_OPENED, {}).get(number, (0, now.isoformat()))
    owner = known.member.id if known else int(member_id) if now < datetime.fromisoformat(until) else 0
    try:
        case = case_of(owner, number) if number and owner else None
    except NotThere:
        case = None
    return Booker(known.member if known else case.member if case else None, case)


def _refused(request: PageRequest, refused: DomainError, back: str, *, status: int = CONFLICT) -> HttpResponse:
    context = {"words": refused.words(request.language), "back": back}
    return render(request, "portal/visits/refused.html", context, status=status)
