"""Workers picked from the list, kept in the session until something is done with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kartu.employers.queries import workers_of
from kartu.hr.guards import HrRequest
from kartu.registry.models import Membership

PICKED, MOST = "hr-picked", 1_000


def picked(request: HrRequest, *, today: date) -> list[Membership]:
    """Whoever was picked and works in this unit today."""
    numbers = [int(each) for each in request.session.get(PICKED, [])]
    found = workers_of([request.employer.id], today=today).filter(pk__in=numbers)
    return list(found.order_by("staff_number", "id"))


def pick(request: HrRequest, wanted: Iterable[str], *, today: date) -> None:
    """Add workers of this unit; what names nobody of it is passed over."""
    numbers = [int(each) for each in wanted if each.isascii() and each.isdigit() and len(each) < 19]
    there = workers_of([request.employer.id], today=today).filter(pk__in=numbers[:MOST])
    kept = dict.fromkeys([*request.session.get(PICKED, []), *there.values_list("id", flat=True)])
    request.session[PICKED] = list(kept)[:MOST]


def forget(request: HrRequest) -> None:
    """Nobody is picked any more."""
    request.session.pop(PICKED, None)


def as_list(request: HrRequest, *, today: date) -> str:
    """The picked workers' numbers, one a line, where the address asks for them; "" otherwise."""
    if "pilihan" not in request.GET:
        return ""
    return "\n".join(worker.number for worker in picked(request, today=today))
