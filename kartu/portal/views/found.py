"""`/hilang/ketemu`: the card is back, or a stranger's report is answered by the member."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.audit.actors import member_actor
from kartu.base.errors import NotThere
from kartu.portal.guards import MemberRequest, member_required
from kartu.portal.known import proof_of
from kartu.portal.views.lost import card_words
from kartu.replacements import states
from kartu.replacements.models import Report
from kartu.replacements.policy import too_late_to_find
from kartu.replacements.queries import open_case_of, reports_of
from kartu.replacements.reports import confirm_flag, dismiss_flag, found_it

# Giving a card back asks for more than stopping it: a log-in, not a code (docs/lifecycle.md).
SAID = {"found": states.FOUND, "lost": states.BLOCKING, "kept": states.DISMISSED}


@member_required
def found(request: MemberRequest) -> HttpResponse:
    """The member's open reports, each with what can be said to it."""
    if request.method == "POST":
        return _answer(request)
    reports = reports_of(request.member.id).filter(status__in=states.OPEN_REPORTS)
    said, number = request.GET.get("kata", ""), request.GET.get("nomor", "")
    past = reports_of(request.member.id).filter(number=number, status=SAID.get(said)).first()
    context = {"reports": [_shown(report) for report in reports.select_related("card__membership")], "past": past}
    return render(request, "portal/lost/found.html", context)


def _answer(request: MemberRequest) -> HttpResponse:
    said, now = request.POST.get("kata", ""), timezone.now()
    report = reports_of(request.member.id).filter(number=request.POST.get("nomor", "")).first()
    if report is None or said not in SAID:
        raise NotThere
    actor = member_actor(request.member.id)
    if report.status != SAID[said]:  # a second click finds it done
        if said == "found":
            found_it(report, actor=actor, now=now)
        elif said == "lost":
            confirm_flag(report, proof_of(request), actor=actor, now=now)
        else:
            dismiss_flag(report, actor=actor, now=now)
    return redirect(f"/hilang/ketemu?kata={said}&nomor={report.number}")


def _shown(report: Report) -> dict[str, object]:
    case = open_case_of(report.card)
    late = case if case and too_late_to_find(case.status) else None
    return {"report": report, "card": card_words(report.card), "late": late}
