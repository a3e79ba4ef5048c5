"""`/perusahaan`: where HR begins, and the unit worked in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.models import Role
from kartu.base.errors import NotThere
from kartu.base.pages import way_on
from kartu.employers.agenda import agenda_of
from kartu.hr.guards import UNIT, HrRequest, hr_required
from kartu.replacements.policy import local_day


@hr_required()
def home(request: HrRequest) -> HttpResponse:
    """`/perusahaan`: what waits for this person first, then the ways."""
    works = request.role.grade in (Role.OWNER, Role.HR_OFFICER)
    today = local_day(timezone.now(), settings.PROFILE.time_zone)
    agenda = agenda_of(request.employers, request.hr.id, today=today) if works else None
    return render(request, "hr/home.html", {"here": "home", "agenda": agenda})


@require_POST
@hr_required()
def choose_unit(request: HrRequest) -> HttpResponse:
    """`/perusahaan/unit`: work in another unit or company from now on. A unit of somebody else is not there."""
    wanted = request.POST.get("unit", "")
    unit = next((unit for unit in request.choices if str(unit.id) == wanted), None)
    if unit is None:
        raise NotThere
    request.session[UNIT] = unit.id
    return redirect(way_on(request, otherwise="/perusahaan"))
