"""The papers of a case: looked at, accepted or not, taken over the counter."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.audit.queries import record_look
from kartu.base.crypto import Unreadable
from kartu.base.errors import NotThere
from kartu.desk.deciding import act_on, actor_of, address_of, posted
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.paper_forms import SeenForm
from kartu.desk.showing import paper_words
from kartu.desk.words import PAPER_WORDS
from kartu.entrance.papers import LETTER_REFUSED
from kartu.replacements import states
from kartu.replacements.evidence import CORRECT_DATA, add_evidence
from kartu.replacements.files import evidence_pages
from kartu.replacements.handing_in import hand_in, hand_in_number
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.policy import local_day
from kartu.replacements.queries import case_at, papers_for
from kartu.replacements.rebuilding import FileRefused
from kartu.replacements.refusals import LetterIncomplete, LetterLapsed, NothingToCorrect
from kartu.replacements.sharing import check_paper as check_on
from kartu.replacements.unclear import ask_again

UNREADABLE = "buram"
ANSWERS = {"ya": states.ACCEPTED, "tidak": states.REFUSED, UNREADABLE: states.REFUSED}


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
    """Accept a paper that was sent in, or not, or ask for a better picture (`jawaban`: "ya", "tidak", "buram")."""
    case, now = case_at(request.branch.id, number), timezone.now()
    evidence, answer = _paper_of(case, paper), request.POST.get("jawaban", "")
    if answer not in ANSWERS:
        return redirect("desk-paper", number=case.number, paper=evidence.id)
    actor, accepted = actor_of(request), ANSWERS[answer] == states.ACCEPTED

    def check() -> None:
        if answer == UNREADABLE:
            ask_again(evidence, actor=actor, now=now)
        else:
            check_on(evidence, accepted=accepted, actor=actor, now=now)

    return act_on(request, evidence, check, to=ANSWERS[answer])


@officer_required
def seen_paper(request: OfficerRequest, number: str, kind: str) -> HttpResponse:
    """A paper the member shows at the counter: seen by an officer, so accepted with it."""
    case, now = case_at(request.branch.id, number), timezone.now()
    if kind not in papers_for(case):
        raise NotThere
    files = request.FILES if request.method == "POST" else None
    form = SeenForm(posted(request), files, paper=kind, today=local_day(now, settings.PROFILE.time_zone))
    if request.method == "POST" and form.is_valid():
        if case.evidence.filter(kind=kind, status=states.ACCEPTED).exists():
            return redirect(address_of(case))  # sent twice
        try:
            return act_on(request, case, lambda: _take_in(request, case, form, now), to="")
        except LetterIncomplete:
            form.ask_for_the_rest()
        except FileRefused as refusal:
            form.add_error("scan", refusal.words(request.language))
        except (NothingToCorrect, *LETTER_REFUSED) as refusal:
            typed = "date" if isinstance(refusal, LetterLapsed) and form.cleaned_data["date"] else "number"
            form.add_error("name" if kind == CORRECT_DATA else typed, refusal.words(request.language))
    context = {"here": "worklist", "form": form, "case": case, "paper": PAPER_WORDS[kind]}
    return render(request, "desk/seen.html", context)


def _take_in(request: OfficerRequest, case: Replacement, form: SeenForm, now: datetime) -> None:
    """A signed letter by its scan, its code or its number; any other paper as the officer has seen it."""
    actor, letter, content = actor_of(request), form.letter, form.content
    if content:
        hand_in(case, form.paper, content, letter=letter, correction=form.correction, actor=actor, now=now)
        return
    if letter is not None and not letter.station.strip():
        hand_in_number(case, letter.number, actor=actor, now=now)
        return
    add_evidence(case, form.paper, letter=letter, correction=form.correction, actor=actor, now=now)


def _paper_of(case: Replacement, paper: int) -> Evidence:
    """One paper of this case. Raises NotThere."""
    evidence = case.evidence.filter(pk=paper).first()
    if evidence is None:
        raise NotThere
    evidence.replacement = case
    return evidence
