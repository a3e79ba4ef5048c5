"""`/perusahaan/daftar-pekerja`: rosters sent, what each would do, and saying yes to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.models import Role
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError, NotThere
from kartu.employers import states
from kartu.employers.policy import UNDO_FOR, may_undo
from kartu.employers.queries import lines_of, upload_of, uploads_of
from kartu.employers.refused_rows import refused_csv, refused_xlsx
from kartu.employers.uploads import LEFT, ROSTER, SentFile, cancel_upload, confirm_upload, send_roster, undo_upload
from kartu.employers.uploads import WORKS as STILL_WORK
from kartu.hr.forms import RosterForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.hr.rosters import Shown, line_rows
from kartu.hr.words import KINDS
from kartu.registry.roster.plain import workbook_of
from kartu.registry.roster.template import COLUMNS

A_PAGE, LATEST = 50, 20
WORKS = (Role.OWNER, Role.HR_OFFICER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@hr_required()
def rosters(request: HrRequest) -> HttpResponse:
    """`/perusahaan/daftar-pekerja`: send one; those sent before."""
    form = RosterForm(request.POST or None, request.FILES or None) if request.method == "POST" else RosterForm()
    if request.method == "POST" and request.role.grade not in WORKS:
        raise NotThere
    if form.is_valid():
        given = form.cleaned_data
        last_day = given["last_day"] if given["purpose"] == LEFT else None
        works = given["purpose"] == STILL_WORK
        sent = SentFile(given["file"].name or "", given["file"].read(), last_day, works)
        try:
            upload = send_roster(request.employer, request.hr, sent, actor=request.actor, now=timezone.now())
        except DomainError as refusal:
            form.add_error("last_day" if refusal.code == "bad-last-day" else "file", refusal.words(request.language))
        else:
            return redirect("hr-roster", upload.id)
    sent_before = [Shown(upload) for upload in uploads_of(request.employers)[:LATEST]]
    context = {"here": "rosters", "form": form, "uploads": sent_before, "may": request.role.grade in WORKS}
    return render(request, "hr/rosters.html", context)


@require_GET
@hr_required()
def roster(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/daftar-pekerja/<number>`: how it stands; while it is worked on the page fetches itself anew."""
    upload = upload_of(request.employers, number)
    now = timezone.now()
    context = {
        "here": "rosters",
        "upload": upload,
        "shown": Shown(upload),
        "may": request.role.grade in WORKS,
        "may_undo": upload.status == states.DONE and may_undo(upload.done_at, now),
        "undo_until": (upload.done_at or now) + UNDO_FOR - timedelta(minutes=1),
        "refusal": Shown(upload).refusal(request.language),
    }
    return render(request, "hr/roster.html", context)


@require_GET
@hr_required()
def lines(request: HrRequest, number: int, kind: str) -> HttpResponse:
    """`/perusahaan/daftar-pekerja/<number>/<kind>`: the lines of one kind, and what each would do."""
    upload = upload_of(request.employers, number)
    if kind not in (*KINDS, states.WORKS) or kind == states.UNCHANGED or not upload.data_key:
        raise NotThere
    page = Paginator(lines_of(upload, kind), A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "here": "rosters",
        "upload": upload,
        "shown": Shown(upload),
        "kind": kind,
        "may_end": kind == states.LEFT
        and upload.purpose == ROSTER
        and upload.status in (states.READY, states.DONE)
        and request.role.grade in WORKS,
        "kind_words": Shown(upload).kind_words(kind)[0],
        "page": page,
        "rows": line_rows(upload, list(page.object_list), request.language),
    }
    return render(request, "hr/lines.html", context)


@require_GET
@hr_required()
def refused_file(request: HrRequest, number: int, ending: str) -> HttpResponse:
    """`/perusahaan/daftar-pekerja/<number>/ditolak.csv` or `.xlsx`"""
    upload = upload_of(request.employers, number)
    if not upload.data_key or ending not in ("csv", "xlsx"):
        raise NotThere
    made = refused_csv(upload, request.language) if ending == "csv" else refused_xlsx(upload, request.language)
    return _file(made, f"ditolak-{upload.id}.{ending}", ending)


@require_GET
@hr_required()
def template_file(request: HrRequest, ending: str) -> HttpResponse:
    """`/perusahaan/daftar-pekerja/contoh.csv` or `.xlsx`: the columns, and nothing below them."""
    if ending not in ("csv", "xlsx"):
        raise NotThere
    names = COLUMNS[request.language]
    made = workbook_of([names]) if ending == "xlsx" else (";".join(names) + "\r\n").encode("utf-8-sig")
    return _file(made, f"daftar-pekerja.{ending}", ending)


@require_POST
@hr_required(*WORKS)
def confirm(request: HrRequest, number: int) -> HttpResponse:
    """`…/setuju`: one yes counts; a second click, or a colleague's, comes to the same page."""
    return _move(request, number, confirm_upload)


@require_POST
@hr_required(*WORKS)
def cancel(request: HrRequest, number: int) -> HttpResponse:
    """`…/batal`"""
    return _move(request, number, cancel_upload)


@require_POST
@hr_required(*WORKS)
def undo(request: HrRequest, number: int) -> HttpResponse:
    """`…/tarik`"""
    return _move(request, number, undo_upload)


def _move(request: HrRequest, number: int, verb: Callable[..., None]) -> HttpResponse:
    upload = upload_of(request.employers, number)
    with suppress(AlreadyMoved, MoveNotAllowed):  # somebody was first; the page says how it stands
        verb(upload, actor=request.actor, now=timezone.now())
    return redirect("hr-roster", upload.id)


def _file(content: bytes, name: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX if ending == "xlsx" else "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
