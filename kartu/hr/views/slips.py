"""`/perusahaan/lembar`: activation slips to hand over, and invitations to the contacts the fund holds."""

from __future__ import annotations

import secrets

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.models import Role
from kartu.base.errors import DomainError, NotThere
from kartu.employers.drawing import draw_slips
from kartu.employers.opening import (
    MOST_AT_ONCE,
    invite_by_contact,
    make_slips,
    slips_left,
    without_account,
    without_slip,
)
from kartu.employers.queries import worker_of
from kartu.hr.guards import HrRequest, hr_required
from kartu.registry.models import Membership

WORKS = (Role.OWNER, Role.HR_OFFICER)
# One use a page: a second click on the button would make new codes, and those on the paper would open nothing.
ONCE = "hr-slips"


@hr_required(*WORKS)
def slips(request: HrRequest) -> HttpResponse:
    """`/perusahaan/lembar`"""
    return _page(request)


@require_POST
@hr_required(*WORKS)
def slips_pdf(request: HrRequest) -> HttpResponse:
    """`/perusahaan/lembar.pdf`: for the next workers without an account, or for the one named."""
    given, once = request.POST.get("sekali", ""), request.session.pop(ONCE, "")
    if not once or given != once:
        return _page(request, used=True)
    now, chosen = timezone.now(), _chosen(request)
    try:
        made = make_slips(request.employer, chosen, user=request.hr, actor=request.actor, now=now)
    except DomainError as refusal:
        return _page(request, refusal=refusal.words(request.language))
    answer = HttpResponse(draw_slips(made, request.language), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="kode-aktivasi.pdf"'
    return answer


@require_POST
@hr_required(*WORKS)
def invite(request: HrRequest) -> HttpResponse:
    """`/perusahaan/lembar/undang`"""
    invited = invite_by_contact(request.employer, _chosen(request), actor=request.actor, now=timezone.now())
    return _page(request, invited=invited)


def _chosen(request: HrRequest) -> list[int]:
    """The worker named, or the next ones: without a slip first."""
    now = timezone.now()
    only = _only(request, request.POST.get("pekerja", ""))
    if only:
        return [only.id]
    anew = "ulang" in request.POST
    found = (without_account if anew else without_slip)([request.employer.id], now=now)
    return list(found.values_list("id", flat=True)[:MOST_AT_ONCE])


def _only(request: HrRequest, named: str) -> Membership | None:
    """The one worker the page is about, if it is about one. Raises NotThere."""
    if not named:
        return None
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        raise NotThere
    return worker_of([request.employer.id], int(named), today=timezone.now().date())


def _page(request: HrRequest, *, used: bool = False, refusal: str = "", invited: int | None = None) -> HttpResponse:
    now = timezone.now()
    request.session[ONCE] = once = secrets.token_urlsafe(9)
    context = {
        "here": "slips",
        "once": once,
        "used": used,
        "refusal": refusal,
        "invited": invited,
        "only": _only(request, request.POST.get("pekerja") or request.GET.get("pekerja", "")),
        "most": MOST_AT_ONCE,
        "left": slips_left(request.employer, now=now),
        "without_account": without_account([request.employer.id], now=now).count(),
        "without_slip": without_slip([request.employer.id], now=now).count(),
    }
    return render(request, "hr/slips.html", context)
