"""`/meja`: the branch's open cases, the one promised first on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.audit.recording import AlreadyMoved
from kartu.base.said import said
from kartu.desk.deciding import actor_of, address_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.words import due_words, officer_words, short_moment, status_words, tag_of
from kartu.entrance.reasons import REASONS
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.policy import missing_documents
from kartu.replacements.queries import cases_at, flags, papers_for
from kartu.replacements.refusals import OwnCase
from kartu.replacements.review import take_case

A_PAGE = 25
MINE, MISSED = "saya", "belum"
QUEUES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "periksa": (said(id="Perlu diperiksa", en="To check"), (states.SUBMITTED, states.IN_REVIEW)),
    MINE: (said(id="Punya saya", en="Mine"), (states.IN_REVIEW,)),
    "menunggu": (said(id="Menunggu peserta", en="Waiting for member"), (states.NEEDS_EVIDENCE,)),
    "cetak": (said(id="Siap cetak", en="To print"), (states.APPROVED, states.ISSUED)),
    "ambil": (said(id="Siap diambil", en="To collect"), (states.PRINTED,)),
    MISSED: (said(id="Belum sampai", en="Not arrived"), (states.PRINTED,)),
}
USUAL = tuple(name for name in QUEUES if name != MISSED)  # a queue that is nearly always empty is seen when it is not


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the worklist."""

    case: Replacement
    due: str
    pressing: str
    came: str
    reason: str
    status: str
    tag: str
    officer: str
    papers: tuple[bool, ...]  # one a needed paper: is something of it there
    mine: bool

    @property
    def there(self) -> int:
        return sum(self.papers)


@officer_required
def worklist(request: OfficerRequest) -> HttpResponse:
    """`/meja?antrean=…&alasan=…&halaman=…`; what it does not know it leaves out."""
    chosen = request.GET.get("antrean", "")
    queue = chosen if chosen in QUEUES else next(iter(QUEUES))
    reason = request.GET.get("alasan", "")
    cases = _waiting(request, queue)
    if reason in states.REASONS:
        cases = cases.filter(reason=reason)
    page = Paginator(cases.prefetch_related("evidence"), A_PAGE).get_page(request.GET.get("halaman"))
    now = timezone.now()
    counts = _counts(request)
    context = {
        "here": "worklist",
        "rows": [_row(case, request, now) for case in page],
        "page": page,
        "queue": queue,
        "queue_words": QUEUES[queue][0],
        "queues": [each for each in counts if each[0] in (queue, *USUAL) or each[2]],
        "missed": next(many for name, _, many in counts if name == MISSED),
        "reason": reason,
        "reasons": REASONS.items(),
        "flagged": flags().count(),
        "nothing_left": "habis" in request.GET,
    }
    return render(request, "desk/worklist.html", context)


@require_POST
@officer_required
def work_on_next(request: OfficerRequest) -> HttpResponse:
    """`/meja/berikutnya`: take the free case promised first; one a colleague takes at this moment is passed over."""
    for case in cases_at(request.branch.id).filter(status=states.SUBMITTED)[:A_PAGE]:
        try:
            take_case(case, actor=actor_of(request), now=timezone.now())
        except (AlreadyMoved, OwnCase):
            continue
        return redirect(address_of(case))
    return redirect("/meja?habis")


def _waiting(request: OfficerRequest, queue: str) -> QuerySet[Replacement]:
    return cases_at(request.branch.id).filter(_parts(request).get(queue, Q()), status__in=QUEUES[queue][1])


def _parts(request: OfficerRequest) -> dict[str, Q]:
    """What a queue holds of the cases in its statuses, where that is not all of them."""
    return {MINE: Q(officer=request.officer), MISSED: Q(not_arrived_at__isnull=False)}


def _counts(request: OfficerRequest) -> list[tuple[str, str, int]]:
    """Every queue with its words and how many wait there, in one question to the index."""
    parts = {name: Count("id", filter=part) for name, part in _parts(request).items()}
    counted = cases_at(request.branch.id).order_by().values("status").annotate(every=Count("id"), **parts)
    by_status = {each["status"]: each for each in counted}
    return [
        (
            name,
            words,
            sum(by_status[status][name if name in parts else "every"] for status in statuses if status in by_status),
        )
        for name, (words, statuses) in QUEUES.items()
    ]


def _row(case: Replacement, request: OfficerRequest, now: datetime) -> Row:
    due, pressing = due_words(case.due_at, now=now, zone=case.branch.time_zone)
    needed = papers_for(case)
    there = [paper.kind for paper in case.evidence.all() if paper.status != states.REFUSED]
    absent = missing_documents(needed, there)
    decided = case.status in (states.APPROVED, states.ISSUED, states.PRINTED)
    me = request.officer.id
    return Row(
        case=case,
        due=due,
        pressing="" if decided else pressing,
        came=short_moment(case.opened_at, zone=case.branch.time_zone),
        reason=REASONS[case.reason],
        status=status_words(case),
        tag=tag_of(case),
        officer=officer_words(case.officer_id, me=me) if case.officer_id else "",
        papers=tuple(paper not in absent for paper in needed),
        mine=case.officer_id == me,
    )
