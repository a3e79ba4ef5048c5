"""The printer's queue: what waits, what was sent, and what came out.

A file that was handed out may have become a card, whatever the machine says: only a person can tell. So a print that
was sent is never handed out again until somebody has said what came out, and a power cut in the middle of fifty cards
leaves fifty questions, not fifty second cards (docs/decisions/0020-printing.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import AlreadyMoved, change_status
from kartu.base.errors import NotThere
from kartu.base.numbers import new_number, number_as_written
from kartu.cards.models import Copy
from kartu.cards.pictures import printer_pdf, sheets_pdf
from kartu.cards.queries import copy_of
from kartu.cards.states import PLASTIC, PRINT
from kartu.printing import states
from kartu.printing.models import Print, PrintRun
from kartu.printing.pickup import tell_pickup_code
from kartu.printing.printers import printer_at, setting_of
from kartu.printing.refusals import CaseEndedMeanwhile, NothingToPrint, NotSentYet, StillInPrinter
from kartu.printing.standing import require_desk
from kartu.printing.stock import note_blank, ruin_blank
from kartu.replacements import making
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.replacements.queries import case_at
from kartu.replacements.standing import require_officer

# So many cards make a document a browser still opens at once, and a pile one person can check.
AT_ONCE = 50
# So long after sending the file opens again for whoever sent it: a viewer that was closed by mistake.
OPEN_FOR = timedelta(minutes=10)
MACHINE_OF = {PLASTIC: states.CR80, PRINT: states.A4}


def waiting_at(branch_id: int, machine: str) -> QuerySet[Replacement]:
    """Cases of a branch whose finished card is in no printer yet, those issued first on top."""
    kind = next(kind for kind, found in MACHINE_OF.items() if found == machine)
    taken = Print.objects.filter(copy_id=OuterRef("copy_id"), status__in=states.TAKEN)
    finished = Copy.objects.filter(member_id=OuterRef("member_id"), id=OuterRef("copy_id"), checked_at__isnull=False)
    issued = Replacement.objects.filter(branch_id=branch_id, status=cases.ISSUED, kind=kind)
    found = issued.exclude(Exists(taken)).filter(Exists(finished))
    return found.select_related("member", "card__membership", "branch").order_by("status_since", "id")


def sent_at(branch_id: int) -> QuerySet[Print]:
    """Prints of which nobody has said yet what came out, in the order they were sent."""
    sent = Print.objects.filter(branch_id=branch_id, status=states.SENT)
    return sent.select_related(*OF_A_PRINT).order_by("status_since", "id")


OF_A_PRINT = ("replacement__member", "replacement__card__membership", "run__printer")


def print_of(case: Replacement) -> Print | None:
    """The print of the case's present copy; None while it was never sent."""
    return Print.objects.filter(copy_id=case.copy_id or 0).select_related(*OF_A_PRINT).first()


def run_at(branch_id: int, number: str) -> PrintRun:
    """A run of a branch by its number. Raises NotThere."""
    found = PrintRun.objects.filter(branch_id=branch_id, number=number_as_written(number) or "")
    run = found.select_related("printer").first()
    if run is None:
        raise NotThere
    return run


def prints_in(run: PrintRun) -> QuerySet[Print]:
    """The cards of a run in the order of its document; one that was sent again since belongs to the later run."""
    return Print.objects.filter(run=run).select_related(*OF_A_PRINT).order_by("id")


def send_to_printer(
    branch_id: int,
    machine: str,
    numbers: Sequence[str] | None = None,
    *,
    printer_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> PrintRun:
    """Send the cases of these numbers, or whatever waits, to one printer: one run, its document to be opened next.

    At most AT_ONCE. Of two officers at once each card goes with one. Left out are cases of the officer's own card.
    Raises NothingToPrint, StillInPrinter (one card was named, and it is in a printer), PrinterUnknown, RoleMissing.
    """
    user_id = require_desk(branch_id, actor=actor, now=now)
    printer = printer_at(branch_id, printer_id, machine) if printer_id is not None else None
    with transaction.atomic():
        waiting = waiting_at(branch_id, machine).exclude(member__user=user_id)
        if numbers is not None:
            waiting = waiting.filter(number__in=numbers)
        found = list(waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)[:AT_ONCE])
        # Locked only now: a colleague may have sent one between the look and the lock.
        taken = Print.objects.filter(copy_id__in=[case.copy_id for case in found], status__in=states.TAKEN)
        gone = set(taken.values_list("copy_id", flat=True))
        found = [case for case in found if case.copy_id not in gone]
        if not found:
            raise StillInPrinter if _in_a_printer(branch_id, numbers) else NothingToPrint
        run = PrintRun.objects.create(
            number=new_number(),
            branch_id=branch_id,
            printer=printer,
            machine=machine,
            begun_by_id=user_id,
            begun_at=now,
        )
        for case in found:
            _send(case, run, actor=actor, now=now)
    return run


def document_of(run: PrintRun, *, actor: Actor, now: datetime) -> bytes:
    """The run's document, for whoever sent it and for OPEN_FOR. Raises StillInPrinter later, NotThere for others.

    Only cards of which nobody has said what came out are in it.
    """
    if (actor.kind, actor.id) != ("staff", run.begun_by_id):
        raise NotThere
    prints = [each for each in prints_in(run) if each.status == states.SENT]
    if not prints or now >= run.begun_at + OPEN_FOR:
        raise StillInPrinter
    copies = [copy_of(each.replacement.member_id, each.copy_id) for each in prints]
    if run.machine == states.A4:
        return sheets_pdf(copies)
    return printer_pdf(copies, setting_of(run.printer))


def note_printed(each: Print, *, actor: Actor, now: datetime) -> None:
    """The card came out and is good: the case is printed, the member told, a blank used.

    Raises AlreadyMoved when something was said before; CaseEndedMeanwhile when the request ended meanwhile: the card
    is noted as spoiled then.
    """
    case = _case(each, actor=actor, now=now)
    if not _still_wanted(each, case):
        _spoil(each, states.CASE_ENDED, actor=actor, now=now)
        raise CaseEndedMeanwhile
    with transaction.atomic():
        _move(each, states.PRINTED, Action.PRINT_CAME_OUT, actor=actor, now=now)
        _use_blank(each, case, states.USED, actor=actor, now=now)
        making.mark_printed(case, actor=actor, now=now)
        tell_pickup_code(case, actor=actor, now=now)


def note_spoiled(each: Print, reason: str, *, actor: Actor, now: datetime) -> None:
    """The card came out spoiled, for one of SPOILS: a new copy is begun, and this one lies to be destroyed."""
    case = _case(each, actor=actor, now=now)
    if not _still_wanted(each, case):
        _spoil(each, states.CASE_ENDED, actor=actor, now=now)
        return
    with transaction.atomic():
        _spoil(each, reason, actor=actor, now=now)
        making.redo_print(case, reason, actor=actor, now=now)


def note_not_out(each: Print, *, actor: Actor, now: datetime) -> None:
    """Nothing came out: no object has this code, so the same one waits to be sent again. Who says so is recorded."""
    case = _case(each, actor=actor, now=now)
    if not _still_wanted(each, case):
        _move(each, states.SPOILED, Action.PRINT_RUINED, actor=actor, now=now, reason=states.NEVER_OUT)
        return
    _move(each, states.WAITING, Action.PRINT_NOT_OUT, actor=actor, now=now, attempts=each.attempts)


def spoil_printed(case: Replacement, reason: str, *, actor: Actor, now: datetime) -> None:
    """A card that was noted as good is not, before it was handed over: `making.mark_spoiled`, with its print."""
    each = print_of(case)
    with transaction.atomic():
        making.mark_spoiled(case, reason, actor=actor, now=now)
        if each is not None and each.status == states.PRINTED:
            changes: dict[str, object] = {"reason": reason}
            change_status(each, states.SPOILED, Action.PRINT_RUINED, actor=actor, now=now, changes=changes)
            if reason != cases.NEVER_ARRIVED:
                ruin_blank(each.copy_id)


def _in_a_printer(branch_id: int, numbers: Sequence[str] | None) -> bool:
    return numbers is not None and sent_at(branch_id).filter(replacement__number__in=numbers).exists()


def _send(case: Replacement, run: PrintRun, *, actor: Actor, now: datetime) -> None:
    each, _ = Print.objects.get_or_create(
        copy_id=case.copy_id or 0,
        defaults={"replacement": case, "branch_id": run.branch_id, "status": states.WAITING, "status_since": now},
    )
    each.replacement = case
    changes: dict[str, object] = {"run_id": run.id, "attempts": each.attempts + 1}
    change_status(each, states.SENT, Action.PRINT_SENT, actor=actor, now=now, changes=changes, run=run.id)


def _case(each: Print, *, actor: Actor, now: datetime) -> Replacement:
    """The print's case as it stands, for an officer of its branch. Raises NotSentYet."""
    case = case_at(each.branch_id, each.replacement.number)
    require_officer(case, actor=actor, now=now)
    if each.status == states.WAITING:
        raise NotSentYet
    return case


def _still_wanted(each: Print, case: Replacement) -> bool:
    """Whether the case still waits for this very copy. What is no longer sent is told by `change_status`."""
    if each.status != states.SENT:
        raise AlreadyMoved(by="-", status=each.status)
    return case.status == cases.ISSUED and case.copy_id == each.copy_id


def _spoil(each: Print, reason: str, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        _move(each, states.SPOILED, Action.PRINT_RUINED, actor=actor, now=now, reason=reason)
        _use_blank(each, each.replacement, states.RUINED, actor=actor, now=now)


def _move(
    each: Print, to: str, action: Action, *, actor: Actor, now: datetime, reason: str = "", attempts: int | None = None
) -> None:
    changes: dict[str, object] = {"reason": reason} if reason else {}
    detail: dict[str, str | int | bool | None] = {"reason": reason} if reason else {}
    if attempts is not None:
        detail["attempts"] = attempts
    change_status(each, to, action, actor=actor, now=now, changes=changes, **detail)


def _use_blank(each: Print, case: Replacement, use: str, *, actor: Actor, now: datetime) -> None:
    if case.kind == PLASTIC:
        note_blank(each.branch_id, use, copy_id=each.copy_id, actor=actor, now=now)
