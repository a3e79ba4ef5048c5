"""Acting for one worker: ask for consent, stop a lost card, ask for a new one."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import has_consent
from kartu.accounts.models import Role
from kartu.base.errors import DomainError, NotThere
from kartu.employers import consents
from kartu.employers.acting import cases_for, report_for_worker, request_for_worker
from kartu.employers.acts import Asking
from kartu.employers.queries import worker_of
from kartu.hr.acting_forms import AskForm, LostForm, NewCardForm
from kartu.hr.cases import tag_of
from kartu.hr.guards import HrRequest, hr_required
from kartu.registry.models import Membership
from kartu.replacements.policy import local_day
from kartu.replacements.requests import Wish

WORKS = (Role.OWNER, Role.HR_OFFICER)


@require_safe
@hr_required(*WORKS)
def acts(request: HrRequest, number: int) -> HttpResponse:
    """`…/urus`: what can be done for this worker, and what was."""
    worker = _worker(request, number)
    return render(request, "hr/acts.html", _context(request, worker))


@hr_required(*WORKS)
def ask(request: HrRequest, number: int) -> HttpResponse:
    """`…/izin`: by message, or on paper the worker signed."""
    worker, now = _worker(request, number), timezone.now()
    form = AskForm(request.POST or None, request.FILES or None) if request.method == "POST" else AskForm()
    if form.is_valid():
        given = form.cleaned_data
        try:
            if given["paper"]:
                paper = consents.Paper(given["signed_on"], given["paper"].read())
                consents.note_paper_consent(worker, given["purpose"], paper, actor=request.actor, now=now)
            else:
                consents.ask_consent(worker, given["purpose"], actor=request.actor, now=now)
            return redirect("hr-acts", worker.id)
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    return render(request, "hr/ask.html", {"here": "workers", "form": form, "worker": worker})


@require_safe
@hr_required(*WORKS)
def consent_paper(request: HrRequest, number: int, page: int) -> HttpResponse:
    """`/perusahaan/izin/<number>/<page>.jpg`: the paper a worker signed; each look is in the worker's trail."""
    pages = consents.paper_of(request.employers, number, actor=request.actor, now=timezone.now())
    if not 1 <= page <= len(pages):
        raise NotThere
    answer = HttpResponse(pages[page - 1], content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@hr_required(*WORKS)
def lost(request: HrRequest, number: int) -> HttpResponse:
    """`…/hilang`: at the worker's word; needs no consent."""
    worker = _worker(request, number)
    form = LostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            report_for_worker(worker, form.cleaned_data["reason"], actor=request.actor, now=timezone.now())
            return redirect("hr-acts", worker.id)
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    return render(request, "hr/lost.html", {"here": "workers", "form": form, "worker": worker})


@hr_required(*WORKS)
def new_card(request: HrRequest, number: int) -> HttpResponse:
    """`…/kartu-baru`: with the worker's consent."""
    worker = _worker(request, number)
    form = NewCardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            case = request_for_worker(
                worker,
                given["reason"],
                given["branch"],
                vouched=given["vouched"],
                wish=Wish(delivery=given["delivery"]),
                actor=request.actor,
                now=timezone.now(),
            )
            return redirect("hr-case", case.number)
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    return render(request, "hr/new-card.html", {"here": "workers", "form": form, "worker": worker})


def _worker(request: HrRequest, number: int) -> Membership:
    return worker_of(request.employers, number, today=_today())


def _context(request: HrRequest, worker: Membership) -> dict[str, object]:
    asked = consents.asked_of(worker)
    purposes = [
        (
            purpose,
            has_consent(worker.member_id, purpose, employer_id=worker.employer_id),
            any(each.status == Asking.ASKED and each.purpose == purpose for each in asked),
        )
        for purpose in (Consent.EMPLOYER_ACTS, Consent.EMPLOYER_DOWNLOADS)
    ]
    cases = cases_for(request.employers, today=_today()).filter(card__membership=worker)[:10]
    papers = [each for each in asked if each.file]
    followed = [(case, tag_of(case)) for case in cases]
    return {"here": "workers", "worker": worker, "purposes": purposes, "cases": followed, "papers": papers}


def _today() -> date:
    return local_day(timezone.now(), settings.PROFILE.time_zone)
