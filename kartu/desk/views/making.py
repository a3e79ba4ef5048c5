"""From the printer to the hand: the card to print, printed, spoiled, handed over."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.mandates import collectors
from kartu.audit.queries import record_look
from kartu.base.errors import NotThere
from kartu.cards.pictures import card_pdf
from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.forms import SpoiledForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.mandate_forms import HandOverForm
from kartu.replacements import states
from kartu.replacements.making import hand_over, mark_printed, mark_spoiled
from kartu.replacements.queries import case_at, copy_made_for


@require_GET
@officer_required
def card_to_print(request: OfficerRequest, number: str) -> HttpResponse:
    """The physical copy in card size, while it is being printed; afterwards a reprint begins with `spoiled`."""
    case, now = case_at(request.branch.id, number), timezone.now()
    if case.status != states.ISSUED:
        raise NotThere
    copy = copy_made_for(case)
    record_look(case.member_id, copy.SUBJECT, copy.id, reason="print", actor=actor_of(request), now=now)
    answer = HttpResponse(card_pdf(copy), content_type="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'inline; filename="kartu-{case.number}.pdf"'
    return answer


@require_POST
@officer_required
def printed(request: OfficerRequest, number: str) -> HttpResponse:
    case, now = case_at(request.branch.id, number), timezone.now()
    return act_on(request, case, lambda: mark_printed(case, actor=actor_of(request), now=now), to=states.PRINTED)


@officer_required
def spoiled(request: OfficerRequest, number: str) -> HttpResponse:
    """The print went wrong: why."""
    case, now = case_at(request.branch.id, number), timezone.now()
    form = SpoiledForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return act_on(
            request, case, lambda: mark_spoiled(case, reason, actor=actor_of(request), now=now), to=states.ISSUED
        )
    return render(request, "desk/spoiled.html", {"here": "worklist", "form": form, "case": case})


@officer_required
def handed_over(request: OfficerRequest, number: str) -> HttpResponse:
    """Give the card to its member, and say what they were compared with."""
    case, now = case_at(request.branch.id, number), timezone.now()
    record_look(case.member_id, case.SUBJECT, case.id, reason="case", actor=actor_of(request), now=now)
    form = HandOverForm(posted(request), collectors=collectors(case.member_id, now=now))
    if request.method == "POST" and form.is_valid():
        checked, to = tuple(form.cleaned_data["checked"]), form.mandate_id
        return act_on(
            request,
            case,
            lambda: hand_over(case, checked=checked, actor=actor_of(request), now=now, mandate_id=to),
            to=states.COLLECTED,
        )
    return render(request, "desk/hand-over.html", {"here": "worklist", "form": form, "case": case})
