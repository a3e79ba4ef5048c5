"""`/perusahaan/permohonan`: the company's requests for cards, followed; papers handed in, sent again, taken back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.models import Role
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError, NotThere
from kartu.base.throttle import take
from kartu.employers.acting import case_for, cases_for
from kartu.entrance.papers import LetterForm, PaperForm
from kartu.hr.cases import paper_name, shown, tag_of
from kartu.hr.guards import HrRequest, hr_required
from kartu.replacements import states
from kartu.replacements.evidence import AUTHORITY_LETTER, CORRECT_DATA, POLICE_LETTER
from kartu.replacements.models import Replacement
from kartu.replacements.policy import local_day
from kartu.replacements.queries import papers_for
from kartu.replacements.refusals import PapersClosed
from kartu.replacements.requests import cancel_replacement, resubmit

WORKS = (Role.OWNER, Role.HR_OFFICER)
A_PAGE = 25
# What the list can be cut down to: the word in the address, and the statuses.
WAITING, OPEN = "menunggu", "terbuka"
KEPT = {WAITING: (states.NEEDS_EVIDENCE,), OPEN: states.OPEN}


@require_safe
@hr_required()
def cases_page(request: HrRequest) -> HttpResponse:
    """`/perusahaan/permohonan?keadaan=menunggu`: newest first, by number; no name is opened for it."""
    found, which = cases_for(request.employers, today=_today()), request.GET.get("keadaan", "")
    if which in KEPT:
        found = found.filter(status__in=KEPT[which])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "here": "cases",
        "rows": [(case, tag_of(case)) for case in page],
        "page": page,
        "which": which if which in KEPT else "",
        "query": f"keadaan={which}&" if which in KEPT else "",
    }
    return render(request, "hr/cases.html", context)


@require_safe
@hr_required()
def case_page(request: HrRequest, number: str) -> HttpResponse:
    """`…/<number>`: where it stands, which papers it waits for."""
    case = _case(request, number)
    context = {
        "here": "cases",
        "case": case,
        "shown": shown(case, request.language),
        "may": request.role.grade in WORKS,
        "sent": request.GET.get("kirim", ""),
    }
    return render(request, "hr/case.html", context)


@hr_required(*WORKS)
def paper_page(request: HrRequest, number: str, paper: str) -> HttpResponse:
    """`…/<number>/berkas/<kind>`: hand a worker's paper in, with the worker's consent."""
    case, now, kind = _case(request, number), timezone.now(), paper
    # The letter of a batch lies in each of its cases; what a paper says instead of the card, its member says.
    if kind not in papers_for(case) or kind in (AUTHORITY_LETTER, CORRECT_DATA):
        raise NotThere
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LetterForm(*given, today=_today()) if kind == POLICE_LETTER else PaperForm(*given)
    if form.is_valid():
        try:
            take("upload-account", str(request.hr.id), now=now)
            form.hand_in(case, kind, actor=request.actor, now=now)
        except PapersClosed:
            return redirect("hr-case", case.number)
        except DomainError as refusal:
            form.refuse(refusal, request.language)
        else:
            return redirect(f"/perusahaan/permohonan/{case.number}?kirim={kind}")
    context = {"here": "cases", "case": case, "form": form, "name": paper_name(kind, request.language), "kind": kind}
    return render(request, "hr/case-paper.html", context)


@require_POST
@hr_required(*WORKS)
def send_again(request: HrRequest, number: str) -> HttpResponse:
    """`…/<number>/kirim-ulang`: what was missing is there; pressed twice it is sent once."""
    case = _case(request, number)
    with suppress(AlreadyMoved, MoveNotAllowed):
        resubmit(case, actor=request.actor, now=timezone.now())
    return redirect("hr-case", case.number)


@hr_required(*WORKS)
def cancel(request: HrRequest, number: str) -> HttpResponse:
    """`…/<number>/batal`: asks once, then takes the request back."""
    case = _case(request, number)
    if states.CANCELLED not in Replacement.MOVES[case.status]:
        return redirect("hr-case", case.number)
    if request.method == "POST":
        with suppress(AlreadyMoved, MoveNotAllowed):
            cancel_replacement(case, actor=request.actor, now=timezone.now())
        return redirect("hr-case", case.number)
    return render(request, "hr/case-cancel.html", {"here": "cases", "case": case})


def _case(request: HrRequest, number: str) -> Replacement:
    return case_for(request.employers, number, today=_today())


def _today() -> date:
    return local_day(timezone.now(), settings.PROFILE.time_zone)
