"""`/meja/permohonan/<number>/banding`: two papers side by side, of this case and of those a warning names."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.audit.queries import record_look
from kartu.base.crypto import Unreadable
from kartu.base.errors import NotThere
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.words import PAPER_WORDS
from kartu.replacements.facts import doubts_of
from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.queries import case_at


@dataclass(frozen=True, slots=True)
class Side:
    """One paper as it stands beside another."""

    id: int
    number: str  # of its case
    words: str
    pages: range


@require_safe
@officer_required
def compare(request: OfficerRequest, number: str) -> HttpResponse:
    """`?kiri=…&kanan=…` name two papers; what it does not know it leaves out. Each look is in its member's trail."""
    case, now = case_at(request.branch.id, number), timezone.now()
    papers = _papers(case, request)
    wanted = [request.GET.get(side, "") for side in ("kiri", "kanan")]
    chosen = [_chosen(papers, each, place) for place, each in enumerate(wanted)] if papers else []
    for paper in chosen:
        member = paper.replacement.member_id
        record_look(member, Evidence.SUBJECT, paper.id, reason="case", actor=actor_of(request), now=now)
    sides = [_side(paper, case) for paper in chosen]
    context = {
        "here": "worklist",
        "case": case,
        "options": [(paper.id, _words(paper, case)) for paper in papers],
        "sides": sides,
        "left": sides[0] if sides else None,
        "right": sides[1] if sides else None,
    }
    return render(request, "desk/compare.html", context)


def _papers(case: Replacement, request: OfficerRequest) -> list[Evidence]:
    """Papers with a picture: of this case, and of the branch's other cases its warnings name."""
    named = [number for doubt in doubts_of(case, now=timezone.now()) for number in doubt.cases]
    mine = Q(replacement=case)
    theirs = Q(replacement__number__in=named, replacement__branch=request.branch)
    found = Evidence.objects.filter(mine | theirs).exclude(Q(file="") & Q(shared=None))
    rows = list(found.select_related("replacement__member", "shared").order_by("id"))
    return sorted(rows, key=lambda paper: paper.replacement_id != case.id)


def _chosen(papers: list[Evidence], wanted: str, place: int) -> Evidence:
    by_id = {str(paper.id): paper for paper in papers}
    return by_id.get(wanted, papers[min(place, len(papers) - 1)])


def _side(paper: Evidence, case: Replacement) -> Side:
    try:
        count = len(evidence_pages(paper))
    except (NotThere, Unreadable):
        count = 0
    return Side(paper.id, paper.replacement.number, _words(paper, case), range(1, count + 1))


def _words(paper: Evidence, case: Replacement) -> str:
    words = str(PAPER_WORDS.get(paper.kind, paper.kind))
    return words if paper.replacement_id == case.id else f"{words} ({paper.replacement.number})"
