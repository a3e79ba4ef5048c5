"""`/perusahaan/pekerja`: the workers of a unit by number, with the state of the card; one worker; who has left."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.models import Role, User
from kartu.base.errors import DomainError, NotThere
from kartu.base.throttle import take
from kartu.employers import attesting
from kartu.employers.queries import worker_of
from kartu.employers.workers import STATES, found_by, last_said, left_lately, listed, open_names, state_of
from kartu.hr.forms import LeavingForm, SearchForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.hr.picking import picked
from kartu.hr.words import CARDS
from kartu.registry.models import Membership

A_PAGE = 25
WORKS = (Role.OWNER, Role.HR_OFFICER)


@hr_required()
def workers(request: HrRequest) -> HttpResponse:
    """`/perusahaan/pekerja?keadaan=…&unit=semua&halaman=…`; posted, the names of the page at hand are shown."""
    card = request.GET.get("keadaan", "")
    everywhere = request.GET.get("unit") == "semua"
    units = request.employers if everywhere else [request.employer.id]
    now = timezone.now()
    found = listed(units, today=_today(), card=card).select_related("member", "employer")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("halaman"))
    names: dict[int, str] = {}
    if request.method == "POST":
        take("worker-names", str(request.hr.id), now=now)
        names = open_names(page, actor=request.actor, now=now)
    context = {
        "here": "workers",
        "form": SearchForm(),
        "rows": [_row(worker, names) for worker in page],
        "page": page,
        "named": bool(names),
        "card": card if card in STATES else "",
        "cards": [(code, words) for code, (words, _) in CARDS.items()],
        "everywhere": everywhere,
        "pick": request.role.grade in WORKS and not everywhere,
        "picked": len(picked(request, today=_today())) if request.role.grade in WORKS else 0,
        "query": f"keadaan={card if card in STATES else ''}&{'unit=semua&' if everywhere else ''}",
    }
    return render(request, "hr/workers.html", context)


@require_POST
@hr_required()
def search(request: HrRequest) -> HttpResponse:
    """`/perusahaan/pekerja/cari`: posted, so that no number or name gets into addresses and logs."""
    form = SearchForm(request.POST)
    rows: list[tuple[Membership, str, tuple[str, str]]] = []
    if form.is_valid():
        take("worker-search", str(request.hr.id), now=timezone.now())
        what, born = form.cleaned_data["what"], form.cleaned_data["birth_date"]
        rows = [_row(worker, {}) for worker in found_by(request.employers, what, born, today=_today())]
    return render(request, "hr/found.html", {"here": "workers", "form": form, "rows": rows})


@require_GET
@hr_required()
def worker(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/pekerja/<number>`: one worker, by name; each look is recorded."""
    found = worker_of(request.employers, number, today=_today())
    name = open_names([found], actor=request.actor, now=timezone.now())[found.id]
    context = {
        "here": "workers",
        "worker": found,
        "name": name,
        "card": CARDS[state_of(found)],
        "said": last_said(found),
        "has_account": User.objects.filter(member=found.member_id).exists(),
        "may": request.role.grade in WORKS,
    }
    return render(request, "hr/worker.html", context)


@require_POST
@hr_required(*WORKS)
def still_works(request: HrRequest, number: int) -> HttpResponse:
    """`…/masih`"""
    found = worker_of(request.employers, number, today=_today())
    attesting.still_works(found, user=request.hr, actor=request.actor, now=timezone.now())
    return redirect("hr-worker", found.id)


@hr_required(*WORKS)
def leaves(request: HrRequest, number: int) -> HttpResponse:
    """`…/keluar`: on which day."""
    found = worker_of(request.employers, number, today=_today())
    form = LeavingForm(request.POST if request.method == "POST" else None, initial={"last_day": _today()})
    if form.is_valid():
        day, now = form.cleaned_data["last_day"], timezone.now()
        try:
            attesting.leave(found, day, user=request.hr, actor=request.actor, now=now)
        except DomainError as refusal:
            form.add_error("last_day", refusal.words(request.language))
        else:
            return redirect("hr-left")
    return render(request, "hr/leaves.html", {"here": "workers", "form": form, "worker": found})


@require_GET
@hr_required()
def left(request: HrRequest) -> HttpResponse:
    """`/perusahaan/keluar-kerja`: who was noted as having left within a day."""
    said = left_lately(request.employers, now=timezone.now())[:200]
    return render(request, "hr/left.html", {"here": "workers", "said": said, "may": request.role.grade in WORKS})


@require_POST
@hr_required(*WORKS)
def take_back(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/keluar-kerja/<number>/tarik`"""
    now = timezone.now()
    said = left_lately(request.employers, now=now).filter(pk=number).first()
    if said is None:
        raise NotThere
    attesting.take_back_leaving(said, actor=request.actor, now=now)
    return redirect("hr-left")


def _row(found: Membership, names: dict[int, str]) -> tuple[Membership, str, tuple[str, str]]:
    return found, names.get(found.id, ""), CARDS[found.card_state]  # type: ignore[attr-defined]  # annotated


def _today() -> date:
    return timezone.now().date()
