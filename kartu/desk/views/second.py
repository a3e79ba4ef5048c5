"""`/meja/permohonan/<number>/…-kedua`: a risky case is approved by two people."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.forms_overseeing import SendBackForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.replacements import states
from kartu.replacements.queries import case_at
from kartu.replacements.seconding import agree_to_approval, ask_second_look, look_of, send_back


@require_POST
@officer_required
def ask_second(request: OfficerRequest, number: str) -> HttpResponse:
    """The officer would approve and asks for the second person."""
    case, now = case_at(request.branch.id, number), timezone.now()
    return act_on(request, case, lambda: ask_second_look(case, actor=actor_of(request), now=now), to=states.IN_REVIEW)


@require_POST
@officer_required
def agree(request: OfficerRequest, number: str) -> HttpResponse:
    """The second person approves too."""
    look, now = look_of(case_at(request.branch.id, number)), timezone.now()
    return act_on(request, look, lambda: agree_to_approval(look, actor=actor_of(request), now=now), to=states.AGREED)


@officer_required
def not_yet(request: OfficerRequest, number: str) -> HttpResponse:
    """The second person sends the case back to its officer, and says why."""
    case, now = case_at(request.branch.id, number), timezone.now()
    look, form = look_of(case), SendBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        return act_on(
            request, look, lambda: send_back(look, note, actor=actor_of(request), now=now), to=states.SENT_BACK
        )
    return render(request, "desk/send-back.html", {"here": "worklist", "form": form, "case": case})
