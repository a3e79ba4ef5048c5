"""The printers of a branch, and how each is set."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.cards.drawing.plate import STRAIGHT, Setting, shifted_by
from kartu.printing.models import Printer
from kartu.printing.refusals import PrinterNameTaken, PrinterUnknown
from kartu.printing.standing import require_desk

TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """What a branch says about a printer; shifts and bleed in tenths of a millimetre."""

    name: str
    machine: str
    front_x: int = 0
    front_y: int = 0
    back_x: int = 0
    back_y: int = 0
    bleed: int = 0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Edges:
    """The smallest millimetre still seen at each edge of one side of the test card."""

    left: float
    right: float
    top: float
    bottom: float


def printers_at(branch_id: int, machine: str = "") -> QuerySet[Printer]:
    """The printers of a branch, by name; of one kind of machine only, if that is said."""
    found = Printer.objects.filter(branch_id=branch_id, ended_at=None).order_by("name", "id")
    return found.filter(machine=machine) if machine else found


def printer_at(branch_id: int, printer_id: int, machine: str = "") -> Printer:
    """One printer of a branch. Raises PrinterUnknown."""
    printer = printers_at(branch_id, machine).filter(pk=printer_id).first()
    if printer is None:
        raise PrinterUnknown
    return printer


def setting_of(printer: Printer | None) -> Setting:
    """How to draw for this printer; as drawn where none is set."""
    if printer is None:
        return STRAIGHT
    return Setting(
        front=(printer.front_x / TENTHS, printer.front_y / TENTHS),
        back=(printer.back_x / TENTHS, printer.back_y / TENTHS),
        bleed=printer.bleed / TENTHS,
        turned=printer.turned,
    )


def set_printer(branch_id: int, given: Set, *, printer_id: int | None = None, actor: Actor, now: datetime) -> Printer:
    """Write a printer down, or change one. Raises PrinterUnknown, PrinterNameTaken, RoleMissing."""
    require_desk(branch_id, actor=actor, now=now)
    printer = Printer(branch_id=branch_id) if printer_id is None else printer_at(branch_id, printer_id)
    for name, value in asdict(given).items():
        setattr(printer, name, value)
    try:
        with transaction.atomic():
            printer.save()
            record(Action.PRINTER_SET, actor=actor, now=now, subject="printer", subject_id=printer.id)
    except IntegrityError as error:
        raise PrinterNameTaken from error
    return printer


def shift_printer(
    branch_id: int, printer_id: int, front: Edges, back: Edges | None = None, *, actor: Actor, now: datetime
) -> Printer:
    """Correct a printer by what was read off its test card. Raises ValueError beyond what a shift can mend."""
    printer = printer_at(branch_id, printer_id)
    present = setting_of(printer)
    new_front = shifted_by(present.front, **asdict(front))
    new_back = shifted_by(present.back, **asdict(back)) if back else present.back
    given = Set(
        name=printer.name,
        machine=printer.machine,
        front_x=round(new_front[0] * TENTHS),
        front_y=round(new_front[1] * TENTHS),
        back_x=round(new_back[0] * TENTHS),
        back_y=round(new_back[1] * TENTHS),
        bleed=printer.bleed,
        turned=printer.turned,
    )
    return set_printer(branch_id, given, printer_id=printer_id, actor=actor, now=now)


def end_printer(branch_id: int, printer_id: int, *, actor: Actor, now: datetime) -> None:
    """The printer was taken away; what was printed on it still names it. Raises NotThere, RoleMissing."""
    require_desk(branch_id, actor=actor, now=now)
    with transaction.atomic():
        if not printers_at(branch_id).filter(pk=printer_id).update(ended_at=now):
            raise NotThere
        record(Action.PRINTER_ENDED, actor=actor, now=now, subject="printer", subject_id=printer_id)
