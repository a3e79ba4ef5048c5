"""Vouching for a worker who is locked out: the statement, what was compared, and the slip, shown once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.recovery.opening import vouch_for
from kartu.accounts.recovery.statements import VOUCH, statement_words
from kartu.base.errors import DomainError, NotThere
from kartu.employers.queries import worker_of
from kartu.employers.workers import open_names
from kartu.hr.acting_forms import VouchForm
from kartu.hr.guards import HrRequest, hr_required, proved_anew
from kartu.replacements.policy import local_day


@hr_required(Role.OWNER, Role.HR_OFFICER)
@proved_anew
def vouch(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/pekerja/<number>/jamin`: asks for the passkey once more first."""
    now = timezone.now()
    worker = worker_of(request.employers, number, today=local_day(now, settings.PROFILE.time_zone))
    if worker.employer is None:
        raise NotThere
    name = open_names([worker], actor=request.actor, now=now)[worker.id]
    company = worker.employer.name or worker.employer.npp
    form = VouchForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"here": "workers", "worker": worker, "name": name, "form": form}
    context["statement"] = statement_words(VOUCH, member=name, employer=company, language=request.language)
    if form.is_valid():
        try:
            checked = tuple(form.cleaned_data["checked"])
            context["opened"] = vouch_for(worker.member, worker.employer, checked, actor=request.actor, now=now)
            return render(request, "hr/vouched.html", context)
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    return render(request, "hr/vouch.html", context)
