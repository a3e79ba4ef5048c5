"""`/perusahaan/orang`: who of HR comes in here, as what; owners only, who are asked for the passkey anew."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.models import Role
from kartu.base.errors import DomainError
from kartu.employers.people import change_grade, end_access, invite_hr, new_entry_link, people_of, person_of
from kartu.entrance.inviting import SHORT_GRADES, GradeForm, InvitationForm
from kartu.hr.guards import HrRequest, hr_required, proved_anew, proved_anew_from


@require_GET
@hr_required(Role.OWNER)
def people(request: HrRequest) -> HttpResponse:
    """`/perusahaan/orang`"""
    rows = [
        (role, called.name if called else "", SHORT_GRADES.get(role.grade, SHORT_GRADES[Role.READER]))
        for role, called in people_of(request.employer, now=timezone.now())
    ]
    return render(request, "hr/people.html", {"here": "people", "rows": rows})


@hr_required(Role.OWNER)
@proved_anew
def invite(request: HrRequest) -> HttpResponse:
    """`/perusahaan/orang/undang`: by e-mail, or a link to copy, shown once."""
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"grade": Role.HR_OFFICER})
    if form.is_valid():
        given = form.cleaned_data
        try:
            _, token = invite_hr(
                request.employer,
                given["grade"],
                name=given["name"],
                email=given["email"],
                actor=request.actor,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("email" if refusal.code == "bad-contact" else None, refusal.words(request.language))
        else:
            return _link_page(request, given["name"], token)
    return render(request, "hr/invite.html", {"here": "people", "form": form})


@hr_required(Role.OWNER)
@proved_anew
def person(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/orang/<number>`: let somebody do more or less."""
    now = timezone.now()
    role, called = person_of(request.employer, number, now=now)
    form = GradeForm(request.POST if request.method == "POST" else None, initial={"grade": role.grade})
    if form.is_valid():
        try:
            change_grade(role, form.cleaned_data["grade"], actor=request.actor, now=now)
        except DomainError as refusal:
            form.add_error("grade", refusal.words(request.language))
        else:
            return redirect("hr-people")
    context = {
        "here": "people",
        "form": form,
        "role": role,
        "name": called.name if called else "",
        "own": role.user_id == request.hr.id,
    }
    return render(request, "hr/person.html", context)


@require_POST
@hr_required(Role.OWNER)
@proved_anew_from("hr-person")
def end(request: HrRequest, number: int) -> HttpResponse:
    """`…/akhiri`: out at once."""
    now = timezone.now()
    role, _ = person_of(request.employer, number, now=now)
    end_access(role, actor=request.actor, now=now)
    return redirect("hr-people")


@require_POST
@hr_required(Role.OWNER)
@proved_anew_from("hr-person")
def new_link(request: HrRequest, number: int) -> HttpResponse:
    """`…/tautan`: for who lost the link or the device; shown once."""
    now = timezone.now()
    role, called = person_of(request.employer, number, now=now)
    token = new_entry_link(role, actor=request.actor, now=now)
    return _link_page(request, called.name if called else "", token)


def _link_page(request: HrRequest, name: str, token: str) -> HttpResponse:
    link = f"{settings.ADDRESS}/perusahaan/daftar/{token}" if token else ""
    return render(request, "hr/link.html", {"here": "people", "name": name, "link": link})
