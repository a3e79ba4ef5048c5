"""`/meja/cetak`: what waits for a printer, what was sent, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.audit.queries import record_look
from kartu.audit.recording import AlreadyMoved
from kartu.desk.deciding import NEXT_STEP, actor_of
from kartu.desk.forms_printing import GOOD, NOT_OUT, SendForm, outcome_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.words import SPOILS
from kartu.printing import queue, states
from kartu.printing.destroying import leftovers_at, to_witness
from kartu.printing.models import Print, PrintRun
from kartu.printing.printers import printers_at
from kartu.printing.refusals import CaseEndedMeanwhile, NothingToPrint, NotSentYet, PrinterUnknown, StillInPrinter
from kartu.printing.stock import stock_of
from kartu.replacements.refusals import OwnCase

REFUSED = (NothingToPrint, StillInPrinter, PrinterUnknown, OwnCase)
SAID_BEFORE = (AlreadyMoved, NotSentYet, OwnCase)


@require_safe
@officer_required
def queue_page(request: OfficerRequest) -> HttpResponse:
    """What waits for each kind of printer, and every card of which nobody has said yet what came out."""
    return _queue(request)


@require_POST
@officer_required
def send(request: OfficerRequest) -> HttpResponse:
    """Send everything that waits for one kind of printer, or one card: `nomor`. Its document is on the run's page."""
    form = SendForm(request.POST)
    if not form.is_valid():
        return _queue(request, form=form)
    given = form.cleaned_data
    try:
        run = queue.send_to_printer(
            request.branch.id,
            given["mesin"],
            [given["nomor"]] if given["nomor"] else None,
            printer_id=given["pencetak"],
            actor=actor_of(request),
            now=timezone.now(),
        )
    except REFUSED as refusal:
        return _queue(request, words=refusal.words(request.language))
    return redirect("desk-run", run.number)


@officer_required
def run_page(request: OfficerRequest, number: str) -> HttpResponse:
    """One run: open its document, then say of each card what came out. Posted: what came out."""
    run = queue.run_at(request.branch.id, number)
    prints = list(queue.prints_in(run))
    if request.method != "POST":
        return _run(request, run, prints)
    told = [_answer(request, each) for each in prints if each.status == states.SENT]
    words = [word for word in told if word]
    if words:
        return _run(request, run, list(queue.prints_in(run)), words=words)
    if len(prints) == 1 and request.POST.get(f"hasil-{prints[0].id}") == GOOD:
        return redirect(reverse("desk-case", args=[prints[0].replacement.number]) + NEXT_STEP)
    return redirect("desk-run", run.number)


@require_safe
@officer_required
def document(request: OfficerRequest, number: str) -> HttpResponse:
    """The run's cards as one PDF, for whoever sent it, for minutes; afterwards it says what to do."""
    run, now = queue.run_at(request.branch.id, number), timezone.now()
    try:
        pdf = queue.document_of(run, actor=actor_of(request), now=now)
    except StillInPrinter as refusal:
        return _run(request, run, list(queue.prints_in(run)), words=[refusal.words(request.language)])
    for each in queue.prints_in(run):
        record_look(
            each.replacement.member_id, Print.SUBJECT, each.id, reason="print", actor=actor_of(request), now=now
        )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'inline; filename="kartu-{run.number}.pdf"'
    return answer


def _answer(request: OfficerRequest, each: Print) -> str:
    """Do what was said of one card; the words to tell, "" for none. What nobody said stays sent."""
    said = GOOD if request.POST.get("semua") == "baik" else outcome_of(request.POST, each.id)
    if not said:
        return ""
    actor, now = actor_of(request), timezone.now()
    acts: dict[str, Callable[[], None]] = {
        GOOD: lambda: queue.note_printed(each, actor=actor, now=now),
        NOT_OUT: lambda: queue.note_not_out(each, actor=actor, now=now),
    }
    act = acts.get(said, lambda: queue.note_spoiled(each, said, actor=actor, now=now))
    try:
        act()
    except SAID_BEFORE:
        return ""  # a colleague said it at this moment; the page shows what
    except CaseEndedMeanwhile as refusal:
        return f"{each.replacement.number}: {refusal.words(request.language)}"
    return ""


def _queue(request: OfficerRequest, *, form: SendForm | None = None, words: str = "") -> HttpResponse:
    branch = request.branch.id
    machines = [
        (machine, list(queue.waiting_at(branch, machine)[: queue.AT_ONCE + 1]), list(printers_at(branch, machine)))
        for machine in states.MACHINES
    ]
    context = {
        "here": "printing",
        "machines": machines,
        "sent": queue.sent_at(branch)[: queue.AT_ONCE],
        "stock": stock_of(branch),
        "to_destroy": len(leftovers_at(branch)),
        "to_witness": to_witness(branch).exclude(destroyed_by=request.officer).count(),
        "at_once": queue.AT_ONCE,
        "form": form,
        "words": words,
    }
    return render(request, "desk/printing/queue.html", context, status=HTTPStatus.CONFLICT if words else HTTPStatus.OK)


def _run(
    request: OfficerRequest, run: PrintRun, prints: list[Print], *, words: list[str] | None = None
) -> HttpResponse:
    open_now = timezone.now() < run.begun_at + queue.OPEN_FOR and run.begun_by_id == request.officer.id
    context = {
        "here": "printing",
        "run": run,
        "prints": prints,
        "waiting": sum(each.status == states.SENT for each in prints),
        "opens": open_now and any(each.status == states.SENT for each in prints),
        "spoils": SPOILS.items(),
        "words": words,
    }
    return render(request, "desk/printing/run.html", context, status=HTTPStatus.CONFLICT if words else HTTPStatus.OK)
