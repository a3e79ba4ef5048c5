"""What is said of many workers at once: by a list of numbers, of all a roster no longer names, of picked ones."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.models import Role
from kartu.base.errors import DomainError, NotThere
from kartu.base.pages import way_on
from kartu.employers import states
from kartu.employers.listing import Listed
from kartu.employers.queries import upload_of
from kartu.employers.stating import no_longer_named, state_of_many
from kartu.employers.uploads import LEFT, ROSTER
from kartu.hr.bulk_forms import StatingForm
from kartu.hr.forms import LeavingForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.hr.picking import as_list, forget, pick
from kartu.hr.views.batches import listed_in
from kartu.replacements.policy import local_day

WORKS = (Role.OWNER, Role.HR_OFFICER)
# What can be done with picked workers: the word of the button, and where it leads.
LEADS = {"massal": "hr-batch-new", "unduh": "hr-download-new", "nyatakan": "hr-list"}


@hr_required(*WORKS)
def numbers_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/daftar-pekerja/nomor`: who still works here or leaves, by numbers alone; a yes comes after."""
    form = StatingForm(request.POST, request.FILES) if request.method == "POST" else _empty(request)
    if form.is_valid():
        given = form.cleaned_data
        last_day = given["last_day"] if given["purpose"] == LEFT else None
        name = given["listed"].name or "" if given["listed"] else ""
        try:
            listed = listed_in(request, form)
            upload = state_of_many(
                request.employer,
                request.hr,
                listed,
                last_day=last_day,
                name=name,
                actor=request.actor,
                now=timezone.now(),
            )
        except DomainError as refusal:
            field = "last_day" if refusal.code == "bad-last-day" else None
            form.add_error(field, refusal.words(request.language))
        else:
            forget(request)
            return redirect("hr-roster", upload.id)
    return render(request, "hr/list.html", {"here": "rosters", "form": form})


@hr_required(*WORKS)
def all_left(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/daftar-pekerja/<number>/keluar`: whoever the roster no longer names has left; a yes comes after."""
    roster, now = upload_of(request.employers, number), timezone.now()
    if roster.purpose != ROSTER or not roster.data_key or roster.status not in (states.READY, states.DONE):
        raise NotThere
    workers = no_longer_named(roster, now=now)
    form = LeavingForm(request.POST if request.method == "POST" else None, initial={"last_day": _today()})
    if form.is_valid():
        listed, day = Listed(workers, []), form.cleaned_data["last_day"]
        try:
            upload = state_of_many(
                roster.employer, request.hr, listed, last_day=day, name=roster.file_name, actor=request.actor, now=now
            )
        except DomainError as refusal:
            form.add_error("last_day", refusal.words(request.language))
        else:
            return redirect("hr-roster", upload.id)
    context = {"here": "rosters", "form": form, "upload": roster, "number": len(workers)}
    return render(request, "hr/all-left.html", context)


@require_POST
@hr_required(*WORKS)
def pick_workers(request: HrRequest) -> HttpResponse:
    """`/perusahaan/pekerja/pilih`: keep the ticked ones, and go where the button says, or on with the list."""
    act = request.POST.get("untuk", "")
    if act == "kosong":
        forget(request)
    else:
        pick(request, request.POST.getlist("pekerja"), today=_today())
    if act in LEADS:
        return redirect(f"{reverse(LEADS[act])}?pilihan=1")
    return redirect(way_on(request, otherwise="/perusahaan/pekerja"))


def _empty(request: HrRequest) -> StatingForm:
    return StatingForm(initial={"numbers": as_list(request, today=_today()), "last_day": _today()})


def _today() -> date:
    return local_day(timezone.now(), settings.PROFILE.time_zone)
