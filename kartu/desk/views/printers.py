"""`/meja/cetak/pencetak`: the branch's printers, their test card, and how far beside the card they print."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.base.errors import NotThere
from kartu.base.said import said
from kartu.cards.drawing.plate import draw_test_pdf
from kartu.desk.deciding import actor_of, posted
from kartu.desk.forms_printing import MACHINES, TENTHS, EdgesForm, PrinterForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.printing.models import Printer
from kartu.printing.printers import (
    Edges,
    Set,
    end_printer,
    printer_at,
    printers_at,
    set_printer,
    setting_of,
    shift_printer,
)
from kartu.printing.refusals import PrinterNameTaken, PrinterUnknown

TOO_FAR = said(
    id="Lebih dari 3 mm: geseran tidak menolong. Periksa ukuran kertas di pengaturan pencetak, atau panggil teknisi.",
    en="More than 3 mm: no shift helps. Check the card size in the printer's settings, or call a mechanic.",
)
NEW = {"machine": "cr80", "front_x": 0, "front_y": 0, "back_x": 0, "back_y": 0, "bleed": 0}
LENGTHS = ("front_x", "front_y", "back_x", "back_y", "bleed")


@officer_required
def printers_page(request: OfficerRequest) -> HttpResponse:
    """The printers; posted, one more."""
    form = PrinterForm(posted(request), initial=NEW)
    words = ""
    if request.method == "POST" and form.is_valid():
        try:
            printer = set_printer(request.branch.id, _said(form), actor=actor_of(request), now=timezone.now())
        except PrinterNameTaken as refusal:
            words = refusal.words(request.language)
        else:
            return redirect("desk-printer", printer.id)
    rows = [(each, MACHINES[each.machine]) for each in printers_at(request.branch.id)]
    return _page(request, "desk/printing/printers.html", words, form=form, rows=rows)


@officer_required
def printer_page(request: OfficerRequest, number: int) -> HttpResponse:
    """One printer, to change; its test card and what is read off it."""
    printer = _printer(request, number)
    form = PrinterForm(posted(request), initial=_shown(printer))
    words = ""
    if request.method == "POST" and form.is_valid():
        try:
            set_printer(
                request.branch.id, _said(form), printer_id=printer.id, actor=actor_of(request), now=timezone.now()
            )
        except PrinterNameTaken as refusal:
            words = refusal.words(request.language)
        else:
            return redirect("desk-printer", printer.id)
    return _one(request, printer, form, words)


@require_safe
@officer_required
def test_card(request: OfficerRequest, number: int) -> HttpResponse:
    """The card of rulers, drawn with the present shifts."""
    printer = _printer(request, number)
    answer = HttpResponse(draw_test_pdf(request.language, setting_of(printer)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="kartu-uji-{printer.id}.pdf"'
    return answer


@require_POST
@officer_required
def shift(request: OfficerRequest, number: int) -> HttpResponse:
    """What was read off both sides of the test card becomes the shift."""
    printer = _printer(request, number)
    front, back = EdgesForm(request.POST, prefix="front"), EdgesForm(request.POST, prefix="back")
    if not (front.is_valid() and back.is_valid()):
        return _one(request, printer, None, "", front, back)
    edges = [Edges(**{name: float(value) for name, value in each.cleaned_data.items()}) for each in (front, back)]
    try:
        shift_printer(request.branch.id, printer.id, *edges, actor=actor_of(request), now=timezone.now())
    except ValueError:
        return _one(request, printer, None, str(TOO_FAR), front, back)
    return redirect("desk-printer", printer.id)


@require_POST
@officer_required
def end(request: OfficerRequest, number: int) -> HttpResponse:
    """The printer was taken away."""
    printer = _printer(request, number)
    end_printer(request.branch.id, printer.id, actor=actor_of(request), now=timezone.now())
    return redirect("desk-printers")


def _printer(request: OfficerRequest, number: int) -> Printer:
    try:
        return printer_at(request.branch.id, min(number, 2**62))
    except PrinterUnknown as error:
        raise NotThere from error


def _said(form: PrinterForm) -> Set:
    typed = form.cleaned_data
    lengths: dict[str, Any] = {name: form.tenths(name) for name in LENGTHS}
    return Set(name=typed["name"], machine=typed["machine"], turned=typed["turned"], **lengths)


def _shown(printer: Printer) -> dict[str, object]:
    lengths = {name: f"{getattr(printer, name) / TENTHS:g}" for name in LENGTHS}
    return {"name": printer.name, "machine": printer.machine, "turned": printer.turned, **lengths}


def _one(
    request: OfficerRequest,
    printer: Printer,
    form: PrinterForm | None,
    words: str,
    front: EdgesForm | None = None,
    back: EdgesForm | None = None,
) -> HttpResponse:
    return _page(
        request,
        "desk/printing/printer.html",
        words,
        printer=printer,
        form=next((each for each in (front, back, form) if each and each.errors), None),
        fields=form or PrinterForm(initial=_shown(printer)),
        front=front or EdgesForm(prefix="front"),
        back=back or EdgesForm(prefix="back"),
    )


def _page(request: OfficerRequest, template: str, words: str, **context: object) -> HttpResponse:
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, template, {"here": "printing", "words": words, **context}, status=status)
