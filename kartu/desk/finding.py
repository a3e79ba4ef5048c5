"""The person an officer has found: kept by the session for a while, and named again by every form about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.desk.guards import OfficerRequest
from kartu.registry.lookups import member_by_id
from kartu.registry.models import Member

P = ParamSpec("P")

FOUND = "desk-found"
PRESENT = "present"  # of words.LOOKED_UP: they stand here
# So long the person found stays open; then the search is made, and recorded, again.
KEPT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a search found, why it was made, when."""

    member_id: int
    reason: str
    at: datetime


def keep_found(request: OfficerRequest, member_id: int, reason: str, now: datetime) -> None:
    """From now on this is whom the session has found."""
    request.session[FOUND] = [member_id, reason, now.isoformat()]


def found_person(request: OfficerRequest) -> Found | None:
    """The person found lately by this session, or None."""
    kept = request.session.get(FOUND)
    if not kept:
        return None
    member_id, reason, at = kept
    found = Found(int(member_id), str(reason), datetime.fromisoformat(at))
    return found if timezone.now() - found.at < KEPT else None


def about_person(
    view: Callable[Concatenate[OfficerRequest, Member, P], HttpResponse],
) -> Callable[Concatenate[OfficerRequest, P], HttpResponse]:
    """A page about the person who stands here: nothing of this is done by telephone.

    Its forms name the member. One sent after the session has found somebody else, in another tab, does nothing.
    """

    @wraps(view)
    def answer(request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = found_person(request)
        if found is None or found.reason != PRESENT:
            return redirect("desk-search")
        if request.method == "POST" and request.POST.get("member") != str(found.member_id):
            return out_of_date(request)
        return view(request, member_by_id(found.member_id), *args, **kwargs)

    return answer


def out_of_date(request: OfficerRequest) -> HttpResponse:
    """The form was made for somebody else, or was used already: nothing was done."""
    return render(request, "desk/out-of-date.html", {"here": "search"}, status=HTTPStatus.CONFLICT)
