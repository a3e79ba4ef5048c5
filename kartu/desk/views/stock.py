"""`/meja/persediaan`: the branch's blank cards: taken in, lost, counted by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.desk.deciding import actor_of
from kartu.desk.forms_printing import DIFFERENCES, CountForm, DeliveryForm, LossForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.words import officer_words
from kartu.printing import stock
from kartu.printing.refusals import (
    CountNeedsReason,
    CountWaits,
    SamePerson,
    SerialsNotARange,
    SerialsNotHere,
    SerialsTaken,
)

REFUSED = (SerialsNotARange, SerialsNotHere, SerialsTaken, CountNeedsReason, CountWaits, SamePerson)
FORMS: dict[str, type[forms.Form]] = {"terima": DeliveryForm, "hilang": LossForm, "hitung": CountForm}
SHOWN = 20


@officer_required
def stock_page(request: OfficerRequest) -> HttpResponse:
    """What should lie in the drawer; posted (`act`): a delivery, a loss or a count."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    filled = {name: form(request.POST if name == act else None, prefix=name) for name, form in FORMS.items()}
    form = filled.get(act)
    if form is None or not form.is_valid():
        return _page(request, filled)
    typed, branch, actor, now = form.cleaned_data, request.branch.id, actor_of(request), timezone.now()
    acts: dict[str, Callable[[], object]] = {
        "terima": lambda: stock.receive_blanks(
            branch, typed["first"], typed["last"], typed["note"], actor=actor, now=now
        ),
        "hilang": lambda: stock.lose_blanks(branch, typed["first"], typed["last"], actor=actor, now=now),
        "hitung": lambda: stock.count_blanks(branch, typed["counted"], typed["reason"], actor=actor, now=now),
    }
    try:
        acts[act]()
    except REFUSED as refusal:
        return _page(request, filled, refusal)
    return redirect("desk-stock")


@require_POST
@officer_required
def answer(request: OfficerRequest, number: int) -> HttpResponse:
    """The second person counted: `jawaban` is "ya" for the same number."""
    agrees = request.POST.get("jawaban") == "ya"
    try:
        stock.answer_count(
            request.branch.id, min(number, 2**62), agrees=agrees, actor=actor_of(request), now=timezone.now()
        )
    except SamePerson as refusal:
        return _page(request, {name: form(prefix=name) for name, form in FORMS.items()}, refusal)
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("desk-stock")  # a colleague was first; the page shows how it stands
    return redirect("desk-stock")


def _page(request: OfficerRequest, filled: dict[str, forms.Form], refusal: DomainError | None = None) -> HttpResponse:
    branch, me, now = request.branch, request.officer.id, timezone.now()
    count = stock.open_count(branch.id)
    context = {
        "here": "printing",
        "stock": stock.stock_of(branch.id),
        "today": stock.used_on(branch.id, _midnight(now, branch.time_zone)),
        "deliveries": [
            (each, each.serial(each.first), each.serial(each.last), officer_words(each.received_by_id, me=me))
            for each in stock.deliveries_at(branch.id)[:SHOWN]
        ],
        "counts": [
            (each, officer_words(each.counted_by_id, me=me), officer_words(each.second_id, me=me), _why(each.reason))
            for each in stock.counts_at(branch.id)[:SHOWN]
        ],
        "count": count,
        "count_why": _why(count.reason) if count else "",
        "count_mine": count is not None and count.counted_by_id == me,
        "counted_by": officer_words(count.counted_by_id, me=me) if count else "",
        "form": next((form for form in filled.values() if form.is_bound and form.errors), None),
        "words": refusal.words(request.language) if refusal else "",
        **filled,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "desk/printing/stock.html", context, status=status)


def _why(reason: str) -> str:
    return str(DIFFERENCES.get(reason, ""))


def _midnight(now: datetime, zone: str) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
