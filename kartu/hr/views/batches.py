"""`/perusahaan/massal`: many lost cards under one letter."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.models import Role
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.employers import batches
from kartu.employers.acts import Batch
from kartu.employers.batch_rows import outcome_words
from kartu.employers.listing import Listed, listed_in_file, listed_workers
from kartu.hr.bulk_forms import BatchForm, ListForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.hr.picking import as_list, forget
from kartu.replacements.evidence import Letter
from kartu.replacements.policy import local_day

WORKS = (Role.OWNER, Role.HR_OFFICER)
A_PAGE = 50


@require_safe
@hr_required(*WORKS)
def batches_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/massal`"""
    found = batches.batches_of(request.employers)[:A_PAGE]
    return render(request, "hr/batches.html", {"here": "batches", "batches": found})


@hr_required(*WORKS)
def new(request: HrRequest) -> HttpResponse:
    """`/perusahaan/massal/baru`: nothing happens to any card yet."""
    form = (
        BatchForm(request.POST, request.FILES)
        if request.method == "POST"
        else BatchForm(initial=picked_numbers(request))
    )
    if form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        letter = Letter(given["letter_number"], given["station"], given["letter_date"])
        try:
            listed = listed_in(request, form)
            plan = batches.Plan(given["reason"], listed.workers, listed.unmatched, given["branch"])
            content = given["paper"].read()
            batch = batches.prepare_batch(request.employer, plan, letter, content, actor=request.actor, now=now)
            forget(request)
            return redirect("hr-batch", batch.number)
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    return render(request, "hr/batch-new.html", {"here": "batches", "form": form})


@require_safe
@hr_required(*WORKS)
def batch_page(request: HrRequest, number: str) -> HttpResponse:
    """One batch: what would happen, or what became of each row."""
    batch = batches.batch_of(request.employers, number)
    counts = batches.counts_of(batch)
    page = Paginator(batches.rows_of(batch), A_PAGE).get_page(request.GET.get("halaman"))
    total = sum(counts.values())
    context = {
        "here": "batches",
        "batch": batch,
        "total": total,
        "done": total - counts.get("", 0),
        "requested": counts.get("requested", 0),
        "asked": counts.get("asked", 0),
        "refused": sum(count for code, count in counts.items() if code not in ("", "requested", "asked")),
        "rows": [(row, outcome_words(row, request.language)) for row in page],
        "page": page,
    }
    return render(request, "hr/batch.html", context)


@require_POST
@hr_required(*WORKS)
def start(request: HrRequest, number: str) -> HttpResponse:
    """`…/mulai`: started twice it is started once."""
    return _moved(request, number, begin=True)


@require_POST
@hr_required(*WORKS)
def cancel(request: HrRequest, number: str) -> HttpResponse:
    """`…/batal`"""
    return _moved(request, number, begin=False)


def _moved(request: HrRequest, number: str, *, begin: bool) -> HttpResponse:
    batch: Batch = batches.batch_of(request.employers, number)
    move = batches.start_batch if begin else batches.cancel_batch
    try:
        move(batch, actor=request.actor, now=timezone.now())
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("hr-batch", batch.number)
    return redirect("hr-batch", batch.number)


def picked_numbers(request: HrRequest) -> dict[str, str]:
    """What a form's list begins with: whoever was picked, where the address asks for them."""
    return {"numbers": as_list(request, today=local_day(timezone.now(), settings.PROFILE.time_zone))}


def listed_in(request: HrRequest, form: ListForm) -> Listed:
    """The workers of this unit a form's list names. Raises ListUnreadable and its like, RosterError."""
    given, today = form.cleaned_data, local_day(timezone.now(), settings.PROFILE.time_zone)
    if given["listed"]:
        return listed_in_file(given["listed"].read(), request.employer.id, today=today)
    return listed_workers(given["numbers"], request.employer.id, today=today)
