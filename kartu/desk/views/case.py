"""`/meja/permohonan/<number>`: one case, and what an officer does with it until the decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.models import Role
from kartu.audit.queries import record_look
from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.forms import AskForm, RejectForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.overseeing import warnings_words
from kartu.desk.showing import case_words
from kartu.replacements import states
from kartu.replacements.queries import case_at, papers_for
from kartu.replacements.requests import resubmit
from kartu.replacements.review import (
    approve_replacement,
    ask_for_evidence,
    give_back_case,
    reject_replacement,
    take_case,
)


@require_GET
@officer_required
def case_page(request: OfficerRequest, number: str) -> HttpResponse:
    """The case screen; the look at the person is written into the member's trail."""
    case, now = case_at(request.branch.id, number), timezone.now()
    record_look(case.member_id, case.SUBJECT, case.id, reason="case", actor=actor_of(request), now=now)
    context = {"here": "worklist", **case_words(case, request, now=now), **warnings_words(case, request, now=now)}
    context["supervisor"] = request.role.kind == Role.Kind.SUPERVISOR
    return render(request, "desk/case.html", context)


@require_POST
@officer_required
def take(request: OfficerRequest, number: str) -> HttpResponse:
    case, now = case_at(request.branch.id, number), timezone.now()
    return act_on(request, case, lambda: take_case(case, actor=actor_of(request), now=now), to=states.IN_REVIEW)


@require_POST
@officer_required
def give_back(request: OfficerRequest, number: str) -> HttpResponse:
    case, now = case_at(request.branch.id, number), timezone.now()
    return act_on(request, case, lambda: give_back_case(case, actor=actor_of(request), now=now), to=states.SUBMITTED)


@require_POST
@officer_required
def approve(request: OfficerRequest, number: str) -> HttpResponse:
    case, now = case_at(request.branch.id, number), timezone.now()
    return act_on(
        request, case, lambda: approve_replacement(case, actor=actor_of(request), now=now), to=states.APPROVED
    )


@require_POST
@officer_required
def back_to_queue(request: OfficerRequest, number: str) -> HttpResponse:
    """What the member was asked for came over the counter."""
    case, now = case_at(request.branch.id, number), timezone.now()
    return act_on(request, case, lambda: resubmit(case, actor=actor_of(request), now=now), to=states.SUBMITTED)


@officer_required
def reject(request: OfficerRequest, number: str) -> HttpResponse:
    """Refuse, with the reason the member is told."""
    case, now = case_at(request.branch.id, number), timezone.now()
    form = RejectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return act_on(
            request,
            case,
            lambda: reject_replacement(case, reason, actor=actor_of(request), now=now),
            to=states.REJECTED,
        )
    return render(request, "desk/reject.html", {"here": "worklist", "form": form, "case": case})


@officer_required
def ask(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask the member for papers that are missing or unclear."""
    case, now = case_at(request.branch.id, number), timezone.now()
    form = AskForm(posted(request), papers=papers_for(case))
    if request.method == "POST" and form.is_valid():
        papers = form.cleaned_data["papers"]
        return act_on(
            request,
            case,
            lambda: ask_for_evidence(case, papers, actor=actor_of(request), now=now),
            to=states.NEEDS_EVIDENCE,
        )
    return render(request, "desk/ask.html", {"here": "worklist", "form": form, "case": case})
