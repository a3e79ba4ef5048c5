"""`/perusahaan/unduh`: digital cards of consenting workers in one file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.models import Role
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.employers import downloads
from kartu.employers.acts import Download
from kartu.employers.naming import require_pattern
from kartu.employers.pieces import names_for, parts_of
from kartu.employers.quotas import left_today
from kartu.employers.workers import open_names
from kartu.hr.bulk_forms import DownloadForm
from kartu.hr.guards import HrRequest, hr_required
from kartu.hr.picking import forget
from kartu.hr.views.batches import listed_in, picked_numbers

WORKS = (Role.OWNER, Role.HR_OFFICER)
SHOWN, PREVIEWED = 50, 5


@require_safe
@hr_required(*WORKS)
def downloads_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/unduh`"""
    found = downloads.downloads_of(request.employers)[:SHOWN]
    left = left_today(request.employer, now=timezone.now())
    return render(request, "hr/downloads.html", {"here": "downloads", "downloads": found, "left": left})


@hr_required(*WORKS)
def new(request: HrRequest) -> HttpResponse:
    """`/perusahaan/unduh/baru`: who consents and how the files will be called are shown before anything is asked."""
    form = (
        DownloadForm(request.POST, request.FILES)
        if request.method == "POST"
        else DownloadForm(initial=picked_numbers(request))
    )
    context: dict[str, object] = {"here": "downloads", "form": form}
    if form.is_valid():
        given = form.cleaned_data
        try:
            require_pattern(given["pattern"])
            listed = listed_in(request, form)
            consenting = downloads.who_consents(request.employer, listed.workers)
            if "minta" in request.POST:
                download = downloads.ask_download(
                    request.employer,
                    consenting,
                    given["form"],
                    given["pattern"],
                    given["reason"],
                    actor=request.actor,
                    now=timezone.now(),
                )
                forget(request)
                return redirect("hr-download", download.number)
            suffix = ".png" if given["form"] == Download.ZIP else ""
            open_names(consenting[:PREVIEWED], actor=request.actor, now=timezone.now())  # names seen are recorded
            names = names_for(given["pattern"], consenting[:PREVIEWED], suffix)
            context |= {"previewed": True, "names": names, "consenting": len(consenting)}
            context["listed"] = len(listed.workers)
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
    return render(request, "hr/download-new.html", context)


@require_safe
@hr_required(*WORKS)
def download_page(request: HrRequest, number: str) -> HttpResponse:
    """One download: where it stands, and what this person can do."""
    download = downloads.download_of(request.employers, number)
    rows, mine = download.rows, request.hr.id in (download.asked_by_id, download.agreed_by_id)
    context = {
        "here": "downloads",
        "download": download,
        "cards": rows.count(),
        "drawn": rows.exclude(file="").count(),
        "left_out": rows.exclude(refusal="").count(),
        "may_agree": download.status == Download.ASKED and download.asked_by_id != request.hr.id,
        "may_fetch": download.status == Download.READY and mine,
    }
    return render(request, "hr/download.html", context)


@require_POST
@hr_required(*WORKS)
def answer(request: HrRequest, number: str) -> HttpResponse:
    """`…/jawab`: the second person says yes or no."""
    download = downloads.download_of(request.employers, number)
    act = downloads.agree_to_download if request.POST.get("jawab") == "ya" else downloads.refuse_download
    try:
        act(download, actor=request.actor, now=timezone.now())
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("hr-download", download.number)
    return redirect("hr-download", download.number)


@require_POST
@hr_required(*WORKS)
def fetch(request: HrRequest, number: str) -> StreamingHttpResponse:
    """`…/berkas`: the file. Posted: taking it is an act that each worker is told of."""
    download = downloads.download_of(request.employers, number)
    now = timezone.now()
    rows = downloads.begin_fetch(download, actor=request.actor, now=now)
    answered = StreamingHttpResponse(parts_of(download, rows, now=now), content_type=f"application/{download.form}")
    answered.headers["Content-Disposition"] = f'attachment; filename="kartu-{download.number}.{download.form}"'
    answered.headers["Cache-Control"] = "no-store"
    return answered
