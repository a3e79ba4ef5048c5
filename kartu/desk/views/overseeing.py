"""`/meja/penyelia`: what is late, who has what, cases given away, decisions looked at again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.audit.queries import record_look
from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.forms_overseeing import SOUND, GiveForm, SampleForm
from kartu.desk.guards import OfficerRequest, supervisor_required
from kartu.desk.overseeing import branch_words, colleagues
from kartu.desk.showing import case_words
from kartu.desk.words import officer_words
from kartu.printing.stock import stock_of
from kartu.replacements import states
from kartu.replacements.assigning import reassign_case
from kartu.replacements.queries import case_at
from kartu.replacements.sampling import record_sample, sample_of


@require_safe
@supervisor_required
def overseeing_page(request: OfficerRequest) -> HttpResponse:
    """The branch at a glance; of other branches counts only."""
    words = {**branch_words(request, now=timezone.now()), "stock": stock_of(request.branch.id)}
    return render(request, "desk/overseeing.html", words)


@supervisor_required
def give_case(request: OfficerRequest, number: str) -> HttpResponse:
    """Give a case to an officer, also one that somebody else has."""
    case, now = case_at(request.branch.id, number), timezone.now()
    form = GiveForm(posted(request), to=colleagues(request, case, now=now))
    if request.method == "POST" and form.is_valid():
        officer = int(form.cleaned_data["officer"])
        return act_on(
            request, case, lambda: reassign_case(case, officer, actor=actor_of(request), now=now), to=states.IN_REVIEW
        )
    has = officer_words(case.officer_id, me=request.officer.id) if case.officer_id else ""
    return render(request, "desk/give.html", {"here": "overseeing", "form": form, "case": case, "has": has})


@supervisor_required
def sample_page(request: OfficerRequest, number: str) -> HttpResponse:
    """A decided case looked at again: everything the officer saw, and what the supervisor makes of it."""
    case, now = case_at(request.branch.id, number), timezone.now()
    sample, form = sample_of(case), SampleForm(posted(request))
    record_look(case.member_id, case.SUBJECT, case.id, reason="sample", actor=actor_of(request), now=now)
    if request.method == "POST" and form.is_valid():
        finding = form.cleaned_data["finding"]
        finding = "" if finding == SOUND else finding
        to = states.FAULTY if finding else states.SOUND
        return act_on(request, sample, lambda: record_sample(sample, finding, actor=actor_of(request), now=now), to=to)
    context = {**case_words(case, request, now=now), "here": "overseeing", "form": form, "sample": sample}
    context["decided_by"] = officer_words(sample.decided_by_id, me=request.officer.id)
    return render(request, "desk/sample.html", context)
