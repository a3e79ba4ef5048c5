"""The papers of a case: looked at, accepted or not, taken over the counter."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.audit.queries import record_look
from kartu.base.crypto import Unreadable
from kartu.base.errors import NotThere
from kartu.desk.deciding import act_on, actor_of, address_of, posted
from kartu.desk.forms import SeenForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.showing import paper_words
from kartu.desk.words import PAPER_WORDS
from kartu.replacements import states
from kartu.replacements.evidence import CORRECT_DATA, add_evidence
from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.queries import case_at, papers_for
from kartu.replacements.refusals import LetterIncomplete, LetterLapsed, NothingToCorrect
from kartu.replacements.sharing import check_paper as check_on

ANSWERS = {"ya": states.ACCEPTED, "tidak": states.REFUSED}


@require_GET
@officer_required
def paper_page(request: OfficerRequest, number: str, paper: int) -> HttpResponse:
    """One paper as it was sent, with what it says about itself; every page of it leads to its full size."""
    case = case_at(request.branch.id, number)
    evidence, now = _paper_of(case, paper), timezone.now()
    record_look(case.member_id, Evidence.SUBJECT, evidence.id, reason="case", actor=actor_of(request), now=now)
    try:
        pages, broken = len(evidence_pages(evidence)), False
    except NotThere:
        pages, broken = 0, bool(evidence.file)
    except Unreadable:
        pages, broken = 0, True
    context = {
        "here": "worklist",
        "case": case,
        "pages": range(1, pages + 1),
        "broken": broken,
        **paper_words(evidence, request, now=now),
    }
    return render(request, "desk/paper.html", context)


@require_GET
@officer_required
def paper_image(request: OfficerRequest, number: str, paper: int, page: int) -> HttpResponse:
    """One page of a paper as a JPEG in its full size; the look is recorded, and nothing keeps the picture."""
    case = case_at(request.branch.id, number)
    evidence, now = _paper_of(case, paper), timezone.now()
    pages = evidence_pages(evidence)
    if not 1 <= page <= len(pages):
        raise NotThere
    record_look(case.member_id, Evidence.SUBJECT, evidence.id, reason="case", actor=actor_of(request), now=now)
    answer = HttpResponse(pages[page - 1], content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = "inline"
    return answer


@require_POST
@officer_required
def check_paper(request: OfficerRequest, number: str, paper: int) -> HttpResponse:
    """Accept a paper that was sent in, or not (`jawaban` is "ya" or "tidak")."""
    case, now = case_at(request.branch.id, number), timezone.now()
    evidence, to = _paper_of(case, paper), ANSWERS.get(request.POST.get("jawaban", ""))
    if to is None:
        return redirect("desk-paper", number=case.number, paper=evidence.id)
    accepted = to == states.ACCEPTED
    return act_on(
        request, evidence, lambda: check_on(evidence, accepted=accepted, actor=actor_of(request), now=now), to=to
    )


@officer_required
def seen_paper(request: OfficerRequest, number: str, kind: str) -> HttpResponse:
    """A paper the member shows at the counter: seen by an officer, so accepted with it."""
    case, now = case_at(request.branch.id, number), timezone.now()
    if kind not in papers_for(case):
        raise NotThere
    form = SeenForm(posted(request), paper=kind)
    if request.method == "POST" and form.is_valid():
        if case.evidence.filter(kind=kind, status=states.ACCEPTED).exists():
            return redirect(address_of(case))  # sent twice
        try:
            return act_on(
                request,
                case,
                lambda: add_evidence(
                    case, kind, letter=form.letter, correction=form.correction, actor=actor_of(request), now=now
                ),
                to="",
            )
        except (LetterIncomplete, LetterLapsed, NothingToCorrect) as refusal:
            form.add_error("name" if kind == CORRECT_DATA else "date", refusal.words(request.language))
    context = {"here": "worklist", "form": form, "case": case, "paper": PAPER_WORDS[kind]}
    return render(request, "desk/seen.html", context)


def _paper_of(case: Replacement, paper: int) -> Evidence:
    """One paper of this case. Raises NotThere."""
    evidence = case.evidence.filter(pk=paper).first()
    if evidence is None:
        raise NotThere
    evidence.replacement = case
    return evidence
