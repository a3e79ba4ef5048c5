"""`/meja/laporan`: losses reported without proof, which an officer settles."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.audit.actions import Action
from kartu.audit.queries import last_move, record_look
from kartu.base.errors import NotThere
from kartu.desk.deciding import act_on, actor_of, how_it_stands, posted
from kartu.desk.forms import PresentForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.showing import copy_rows, person_words, report_words
from kartu.replacements import states
from kartu.replacements.models import Report
from kartu.replacements.queries import flags, report_by_number
from kartu.replacements.reports import confirm_flag, dismiss_flag

A_PAGE = 25


@require_GET
@officer_required
def reports_page(request: OfficerRequest) -> HttpResponse:
    """Flags of the whole fund (a report has no branch), without the names of the people they are about."""
    page = Paginator(flags(), A_PAGE).get_page(request.GET.get("halaman"))
    rows = [report_words(report) for report in page]
    return render(request, "desk/reports.html", {"here": "reports", "rows": rows, "page": page})


@officer_required
def report_page(request: OfficerRequest, number: str) -> HttpResponse:
    """One flag: the person, and on a post the word that they stand here and the card is lost."""
    report, now = _flag(number), timezone.now()
    if report.status != states.FLAGGED:
        return how_it_stands(request, report)
    record_look(report.member_id, report.SUBJECT, report.id, reason="report", actor=actor_of(request), now=now)
    form = PresentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return act_on(
            request,
            report,
            lambda: confirm_flag(report, states.COUNTER, actor=actor_of(request), now=now),
            to=states.BLOCKING,
        )
    context = {
        "here": "reports",
        "form": form,
        "copies": copy_rows(report.card),
        **report_words(report),
        **person_words(report.member),
    }
    return render(request, "desk/report.html", context)


@require_POST
@officer_required
def close_report(request: OfficerRequest, number: str) -> HttpResponse:
    """Nothing is lost: the member said so, or the report was somebody's mischief."""
    report, now = _flag(number), timezone.now()
    return act_on(request, report, lambda: dismiss_flag(report, actor=actor_of(request), now=now), to=states.DISMISSED)


def _flag(number: str) -> Report:
    """A report that is a flag, or was one until an officer settled it. Raises NotThere for any other."""
    report = report_by_number(number)
    moved = last_move(report.SUBJECT, report.id)
    settled = moved is not None and moved.action in (Action.FLAG_CONFIRMED, Action.FLAG_DISMISSED)
    if report.status != states.FLAGGED and not settled:
        raise NotThere
    return report
