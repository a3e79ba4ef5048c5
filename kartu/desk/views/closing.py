"""The end of a branch's day: everybody who waited has a new time, and slips for the unknown."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.base.digits import ten_characters
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.views.tickets import PAPERS, SEEDS, keep_seeds
from kartu.visits import states
from kartu.visits.closing import Carried, close_day
from kartu.visits.models import Visit
from kartu.visits.queries import still_open, today_at
from kartu.visits.refusals import DayClosed, StillAtCounter
from kartu.visits.wording import slip_of


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
            return carried_over(request, carried)
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


def carried_over(request: OfficerRequest, carried: list[Carried]) -> HttpResponse:
    """To the slips of people whom no message reaches, kept for this session to print."""
    keep_seeds(request, [(each.new.number, each.seed) for each in carried if each.new.member_id is None])
    return redirect("desk-carried")
