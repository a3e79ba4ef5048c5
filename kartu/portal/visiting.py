"""Whose visit a browser may see: the member's own, and any whose number and code it has brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kartu.audit.actors import ANONYMOUS, Actor, member_actor
from kartu.base.digits import ten_characters
from kartu.base.errors import NotThere
from kartu.base.numbers import number_as_written
from kartu.base.pages import PageRequest
from kartu.portal.forms.visits import FollowVisitForm
from kartu.portal.known import kept_nowhere, known_to_us
from kartu.visits.models import Visit
from kartu.visits.queries import visit_of

OPENED, OPEN_FOR, NOT_HERE, MOST = "kunjungan", timedelta(hours=12), 404, 20


class VisitRequest(PageRequest):
    """A request for a visit by somebody who may see it; `code` where this browser made the visit."""

    visit: Visit
    actor: Actor
    code: str


def open_visit(request: HttpRequest, visit: Visit, *, seed: str = "", now: datetime) -> None:
    """Let this browser see the visit for the day. The seed is kept, not the code: the keyring makes one of it."""
    opened = dict(request.session.get(OPENED, {}))
    seed = seed or str(opened.get(visit.number, ("", ""))[1])
    opened[visit.number] = ((now + OPEN_FOR).isoformat(), seed)
    request.session[OPENED] = dict(list(opened.items())[-MOST:])


def visit_opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in the visit's member, and whoever has given its code; ask the others for number and code."""

    @wraps(view)
    @kept_nowhere
    def guarded(request: HttpRequest, /, number: str, **more: str) -> HttpResponse:
        page, now = cast(VisitRequest, request), timezone.now()
        try:
            page.visit, page.code = _found(request, number, now)
        except NotThere:
            form = FollowVisitForm(initial={"number": number[:20]})
            return render(request, "portal/visits/enter.html", {"form": form}, status=NOT_HERE)
        page.actor = member_actor(page.visit.member_id) if page.visit.member_id else ANONYMOUS
        return view(page, **more)

    return guarded


def opened_visits(request: HttpRequest, *, now: datetime) -> list[str]:
    """Numbers of the visits this browser may see by their codes, the latest first."""
    kept = request.session.get(OPENED, {}).items()
    return [number for number, (until, _) in reversed(list(kept)) if now < datetime.fromisoformat(until)]


def _found(request: HttpRequest, number: str, now: datetime) -> tuple[Visit, str]:
    stored = number_as_written(number) or ""
    until, seed = request.session.get(OPENED, {}).get(stored, (now.isoformat(), ""))
    if now < datetime.fromisoformat(until):
        visit = Visit.objects.filter(number=stored).select_related("branch", "member", "carried_to").first()
        if visit is not None:
            return visit, ten_characters(seed) if seed else ""
    known = known_to_us(request, now=now)
    if known is None:
        raise NotThere
    return visit_of(known.member.id, stored), ""
