"""`/meja/peserta/permohonan`: a case begun at the counter, for the person found, who stands there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.recovery.refusals import OwnRecord
from kartu.cards.showing import open_cards
from kartu.desk.deciding import actor_of, posted
from kartu.desk.forms_starting import StartForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.views.search import found_person
from kartu.registry.lookups import member_by_id
from kartu.replacements.queries import case_at
from kartu.replacements.refusals import (
    CaseAlreadyOpen,
    LifetimeLimitReached,
    LimitReached,
    NothingCompared,
    NotReported,
    OwnCase,
)
from kartu.replacements.starting import start_at_counter

PRESENT = "present"
REFUSED = (CaseAlreadyOpen, LimitReached, LifetimeLimitReached, NotReported, NothingCompared, OwnCase, OwnRecord)
STARTED = "desk-started"


@officer_required
def start(request: OfficerRequest) -> HttpResponse:
    """Which card, why, and with what the person was compared; then number and code, shown once, to print.

    Only for somebody who was searched for because they stand here. Sent twice it leads to the case there is.
    """
    found = found_person(request)
    if found is None or found.reason != PRESENT:
        return redirect("desk-search")
    member, now, actor = member_by_id(found.member_id), timezone.now(), actor_of(request)
    cards = {card.id: card for card in open_cards(member.id, actor=actor, now=now)}
    form = StartForm(posted(request), cards=list(cards.values()))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            case, code = start_at_counter(
                cards[form.card_id],
                typed["kind"],
                typed["reason"],
                request.branch,
                checked=tuple(typed["checked"]),
                actor=actor,
                now=now,
            )
        except REFUSED as refusal:
            form.add_error("checked" if isinstance(refusal, NothingCompared) else None, refusal.words(request.language))
        else:
            request.session[STARTED] = [case.number, code]
            return redirect("desk-started")
    return render(request, "desk/start.html", {"here": "search", "form": form, "member": member, "any": bool(cards)})


@officer_required
def started(request: OfficerRequest) -> HttpResponse:
    """The slip: number and code of the case this session has begun last, while the branch has it."""
    kept = request.session.get(STARTED)
    if not kept:
        return redirect("desk-search")
    number, code = kept
    case = case_at(request.branch.id, number)
    answer = render(request, "desk/started.html", {"here": "search", "case": case, "code": code})
    answer.headers["Cache-Control"] = "no-store"
    return answer
