"""The printer's corner of the branch: two printers, blank cards, a card that waits, and some to destroy."""

from __future__ import annotations

from datetime import datetime, timedelta

from kartu.audit.actors import SYSTEM, Actor
from kartu.cards.issuing import finish_copy
from kartu.printing import queue, states, stock
from kartu.printing.printers import Set, set_printer
from kartu.printing.sealing import make_own
from kartu.registry.models import Branch
from kartu.replacements.models import Replacement
from kartu.replacements.states import ISSUED

FIRST, LAST = "BJP000001", "BJP000060"


def seed_printing(branch: Branch, officer: Actor, *, now: datetime) -> None:
    """Printers and a delivery of blanks; one card that was spoiled in the printer, its request with a new copy."""
    began = now - timedelta(days=2)
    make_own(now=began)
    cards = Set(name="Loket 2", machine=states.CR80, front_x=-3, front_y=2, back_x=-2, bleed=10)
    set_printer(branch.id, cards, actor=officer, now=began)
    set_printer(branch.id, Set(name="Laser A4", machine=states.A4), actor=officer, now=began)
    stock.receive_blanks(branch.id, FIRST, LAST, "SJ-0412", actor=officer, now=began)
    stock.lose_blanks(branch.id, "BJP000007", "BJP000007", actor=officer, now=began)
    for case in Replacement.objects.filter(branch=branch, status=ISSUED).order_by("id")[:1]:
        sent = now - timedelta(hours=1)
        run = queue.send_to_printer(branch.id, queue.MACHINE_OF[case.kind], [case.number], actor=officer, now=sent)
        for each in queue.prints_in(run):
            queue.note_spoiled(each, "misfed", actor=officer, now=sent + timedelta(minutes=9))
        case.refresh_from_db()
        finish_copy(case.member_id, case.copy_id or 0, actor=SYSTEM, now=now)
