"""`/perusahaan`: where HR begins, and the unit worked in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kartu.base.errors import NotThere
from kartu.base.pages import way_on
from kartu.hr.guards import UNIT, HrRequest, hr_required


@hr_required()
def home(request: HrRequest) -> HttpResponse:
    """`/perusahaan`"""
    return render(request, "hr/home.html", {"here": "home"})


@require_POST
@hr_required()
def choose_unit(request: HrRequest) -> HttpResponse:
    """`/perusahaan/unit`: work in another unit from now on. A unit of somebody else is not there."""
    wanted = request.POST.get("unit", "")
    unit = next((unit for unit in request.units if str(unit.id) == wanted), None)
    if unit is None:
        raise NotThere
    request.session[UNIT] = unit.id
    return redirect(way_on(request, otherwise="/perusahaan"))
