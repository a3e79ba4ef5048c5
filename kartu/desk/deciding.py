"""One act of the desk: the verb, the way back, and what the second of two officers is told."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kartu.accounts.models import Recovery
from kartu.audit.actors import Actor, staff_actor
from kartu.audit.queries import last_move
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.cards.errors import CopyNotReady
from kartu.desk.guards import OfficerRequest
from kartu.desk.words import ACTS, STATUSES, actor_words
from kartu.replacements.models import Evidence, Replacement, Report, SampleCheck, SecondLook
from kartu.replacements.refusals import (
    NotFromHere,
    NotYourCase,
    OwnCase,
    OwnDecision,
    PapersClosed,
    PapersMissing,
    SecondIsAnother,
    SecondLookNeeded,
    SecondLookNotNeeded,
)
from kartu.replacements.sending import SentBefore, once

# Somebody was first: the officer is told who.
OVERTAKEN = (AlreadyMoved, MoveNotAllowed, NotYourCase, PapersClosed)
# Refusals by how things stand, not by what was typed.
REFUSED = (
    *OVERTAKEN,
    PapersMissing,
    CopyNotReady,
    OwnCase,
    OwnDecision,
    NotFromHere,
    SecondIsAnother,
    SecondLookNeeded,
    SecondLookNotNeeded,
)
NEXT_STEP = "#langkah"

Row = Replacement | Report | Evidence | Recovery | SecondLook | SampleCheck


def act_on(request: OfficerRequest, row: Row, act: Callable[[], object], *, to: str) -> HttpResponse:
    """Do `act`, which moves `row` to the status `to`, and go back to its page.

    Whoever comes second is told by whom. The same act sent twice by the same officer (a double click) is no refusal.
    A form with a key (`kunci`, made by the page's script) counts once, however often a shaky line sends it.
    """
    try:
        _carry_out(request, row, act)
    except SentBefore:
        return redirect(address_of(row))
    except REFUSED as refusal:
        return _refused(request, row, refusal, to)
    return redirect(address_of(row))


def actor_of(request: OfficerRequest) -> Actor:
    return staff_actor(request.officer.id)


def posted(request: OfficerRequest) -> QueryDict | None:
    """What was sent, also when it is nothing; None where a form is only shown."""
    return request.POST if request.method == "POST" else None


def address_of(row: Row) -> str:
    """Where an officer goes on: a case's page at its next step (the next Tab leads to it), the list of reports."""
    if isinstance(row, Report):
        return reverse("desk-reports")
    if isinstance(row, Recovery):
        return reverse("desk-recovery", args=[row.number])
    case = row if isinstance(row, Replacement) else row.replacement
    return reverse("desk-case", args=[case.number]) + NEXT_STEP


def how_it_stands(request: OfficerRequest, row: Row, refusal: DomainError | None = None) -> HttpResponse:
    """The page for whoever was not first, or asked for what cannot be: who moved it, when, and where it stands."""
    moved = last_move(row.SUBJECT, row.id)
    overtaken = refusal is None or isinstance(refusal, OVERTAKEN)
    context = {
        "row": row,
        "back": address_of(row),
        "status": STATUSES[row.status],
        "act": ACTS.get(moved.action, "") if moved and overtaken else "",
        "by": actor_words(moved, me=request.officer.id) if moved else "",
        "at": moved.at if moved else None,
        "overtaken": overtaken,
        "words": refusal.words(request.language) if refusal else "",
    }
    return render(request, "desk/changed.html", context, status=HTTPStatus.CONFLICT)


def key_sent(request: OfficerRequest) -> UUID | None:
    """The key of the form that was sent; None for one without, or with something that is no key."""
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return None


def _carry_out(request: OfficerRequest, row: Row, act: Callable[[], object]) -> None:
    key = key_sent(request)
    if key is None or isinstance(row, Report | Recovery):  # these commit by themselves, and are never kept for later
        act()
        return
    once(key, f"{row.SUBJECT} {row.pk}", act, actor=actor_of(request), now=timezone.now())


def _refused(request: OfficerRequest, row: Row, refusal: DomainError, to: str) -> HttpResponse:
    row.refresh_from_db(fields=["status"])
    moved = last_move(row.SUBJECT, row.id)
    mine = moved is not None and (moved.actor_kind, moved.actor_id) == ("staff", request.officer.id)
    if mine and row.status == to and isinstance(refusal, OVERTAKEN):
        return redirect(address_of(row))
    decided = isinstance(row, Evidence) and isinstance(refusal, PapersClosed)
    return how_it_stands(request, row.replacement if decided and isinstance(row, Evidence) else row, refusal)
