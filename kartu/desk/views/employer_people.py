"""`/meja/perusahaan/orang`: letting a company's people in, by a supervisor who holds the company's letter."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts.models import Role
from kartu.accounts.sessions import recently_proved
from kartu.accounts.staff import RoleMissing
from kartu.base.errors import DomainError
from kartu.base.said import said
from kartu.desk.deciding import actor_of, posted
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.employers.fund_people import company_of, invite_by_fund, people_for_fund
from kartu.entrance.doors import DESK, entrance_back_to
from kartu.entrance.inviting import SHORT_GRADES, InvitationForm


class LetterForm(InvitationForm):
    """As the company itself asks it, and by which letter the company asked the fund."""

    letter = forms.CharField(
        label=said(id="Nomor surat perusahaan yang memintanya", en="Number of the company's letter that asks for it"),
        max_length=60,
        error_messages={"required": said(id="Tulis nomor suratnya", en="Write the letter's number")},
    )
    field_order = ("name", "grade", "letter", "email")


@require_safe
@officer_required
def people(request: OfficerRequest) -> HttpResponse:
    """`/meja/perusahaan/orang?npp=…`: who comes in for a company now; no names, those are the company's own."""
    npp, now, actor = request.GET.get("npp", ""), timezone.now(), actor_of(request)
    _require_supervisor(request)
    context: dict[str, object] = {"here": "employers", "npp": npp[:20]}
    if npp:
        try:
            company = company_of(npp, actor=actor, now=now)
        except DomainError as refusal:
            context["refusal"] = refusal.words(request.language)
        else:
            rows = [(role, SHORT_GRADES.get(role.grade, "")) for role in people_for_fund(company, actor=actor, now=now)]
            context |= {"company": company, "rows": rows}
    return render(request, "desk/employer-people.html", context)


@officer_required
def invite(request: OfficerRequest, npp: str) -> HttpResponse:
    """`/meja/perusahaan/orang/<npp>/undang`: asks for the passkey once more first."""
    _require_supervisor(request)
    now, actor = timezone.now(), actor_of(request)
    if not recently_proved(request, now=now):
        return redirect(entrance_back_to(DESK, request.path))
    company = company_of(npp, actor=actor, now=now)
    form = LetterForm(posted(request), initial={"grade": Role.OWNER})
    context: dict[str, object] = {"here": "employers", "company": company, "form": form}
    if form.is_valid():
        try:
            token = invite_by_fund(company, actor=actor, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("email" if refusal.code == "bad-contact" else None, refusal.words(request.language))
        else:
            link = f"{settings.ADDRESS}{reverse('hr-first-entry', args=[token])}" if token else ""
            answer = render(request, "desk/employer-invited.html", {**context, "link": link})
            answer.headers["Cache-Control"] = "no-store"
            return answer
    return render(request, "desk/employer-invite.html", context)


def _require_supervisor(request: OfficerRequest) -> None:
    if request.role.kind != Role.Kind.SUPERVISOR:
        raise RoleMissing(role=Role.Kind.SUPERVISOR)
