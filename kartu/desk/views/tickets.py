"""`/meja/antrean/nomor`: a ticket for somebody before the officer, and the slips this session can print."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.base.digits import new_seed, ten_characters
from kartu.base.errors import NotThere
from kartu.desk.deciding import actor_of, posted
from kartu.desk.forms_visits import TicketForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.visits import states
from kartu.visits.booking import Errand
from kartu.visits.models import Visit
from kartu.visits.refusals import DayClosed, NotOpen
from kartu.visits.tickets import take_ticket
from kartu.visits.wording import slip_of

SEEDS, KEPT = "lembar-antrean", 40
PAPERS = ("58", "80", "a6")


@officer_required
def ticket_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/nomor`: a ticket for somebody before the officer; no name is asked."""
    now = timezone.now()
    form = TicketForm(posted(request), language=request.language, initial={"seed": new_seed()})
    words = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        errand = Errand(typed["service"], priority=typed["priority"], channel=states.DESK)
        try:
            visit, _ = take_ticket(request.branch, errand, seed=typed["seed"], actor=actor_of(request), now=now)
        except (NotOpen, DayClosed) as refused:
            words = refused.words(request.language)
        else:
            keep_seeds(request, [(visit.number, typed["seed"])])
            return redirect("desk-slip", number=visit.number)
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, "desk/visits/ticket.html", {"here": "counter", "form": form, "words": words}, status=status)


@require_safe
@officer_required
def slip_page(request: OfficerRequest, number: str) -> HttpResponse:
    """`/meja/antrean/lembar/<number>`: a slip to print, for a ticket this session has made."""
    seed = dict(request.session.get(SEEDS, [])).get(number)
    visit = Visit.objects.filter(branch=request.branch, number=number).select_related("branch").first()
    if seed is None or visit is None:
        raise NotThere
    wanted = request.GET.get("kertas", "")
    context = {
        "here": "counter",
        "slips": [slip_of(visit, ten_characters(seed))],
        "paper": wanted if wanted in PAPERS else "80",
        "papers": PAPERS,
    }
    return render(request, "desk/visits/slips.html", context)


def keep_seeds(request: OfficerRequest, made: list[tuple[str, str]]) -> None:
    """Remember in this session what slips can be printed again."""
    request.session[SEEDS] = [*request.session.get(SEEDS, []), *made][-KEPT:]
