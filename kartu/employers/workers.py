"""Workers as their employer may see them: by number, with the state of the card, and nothing else of the person.

No sealed column is opened for a list. A name is opened for one worker, or for the page at hand when HR asks for names;
that is a look, and it stands in each member's trail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from kartu.audit.actors import Actor
from kartu.audit.queries import record_look
from kartu.cards.models import Copy
from kartu.cards.states import ACTIVE, BLOCKED
from kartu.employers.models import Attestation
from kartu.employers.policy import UNDO_FOR
from kartu.employers.queries import workers_of
from kartu.registry.lookups import person_text
from kartu.registry.models import Membership
from kartu.registry.sealing import keyring

GOOD, STOPPED, NONE = "good", "blocked", "none"
STATES = (GOOD, STOPPED, NONE)
WHY = "worker"


def listed(employers: Collection[int], *, today: date, card: str = "") -> QuerySet[Membership]:
    """Workers with the state of their card (`card_state`), those of one state only when `card` names it."""
    found = _with_state(workers_of(employers, today=today).select_related("employer"))
    if card in STATES:
        found = found.filter(_OF_STATE[card])
    return found.order_by("staff_number", "id")


def found_by(employers: Collection[int], what: str, birth_date: date | None, *, today: date) -> list[Membership]:
    """Workers with this membership number, staff number, or whole name and birth date."""
    digits = "".join(mark for mark in what if mark.isalnum())
    numbers = Q(number=digits) | Q(staff_number__iexact=what.strip())
    if birth_date is not None:
        numbers |= Q(member__person_index__in=keyring().blinds("person", person_text(what, birth_date)))
    found = _with_state(workers_of(employers, today=today).select_related("employer"))
    return list(found.filter(numbers).order_by("id")[:50])


def state_of(membership: Membership) -> str:
    """The state of one worker's card."""
    return str(vars(_with_state(Membership.objects.filter(pk=membership.pk)).get())["card_state"])


def open_names(workers: Iterable[Membership], *, actor: Actor, now: datetime) -> dict[int, str]:
    """The names of these workers, by membership; each is a look."""
    names: dict[int, str] = {}
    for worker in workers:
        record_look(worker.member_id, "membership", worker.id, reason=WHY, actor=actor, now=now)
        names[worker.id] = worker.member.name
    return names


def left_lately(employers: Collection[int], *, now: datetime) -> QuerySet[Attestation]:
    """Who was noted as having left within the last day, newest first: what can still be taken back."""
    said = Attestation.objects.filter(employer__in=employers, said=Attestation.LEFT, taken_back_at=None)
    return said.filter(at__gt=now - UNDO_FOR).select_related("membership", "employer").order_by("-at", "-id")


def last_said(membership: Membership) -> Attestation | None:
    """What this employer last said of the worker."""
    said = Attestation.objects.filter(membership=membership, employer=membership.employer_id, taken_back_at=None)
    return said.order_by("-at", "-id").first()


def _with_state(workers: QuerySet[Membership]) -> QuerySet[Membership]:
    return workers.annotate(
        card_state=Case(When(_ACTIVE, then=Value(GOOD)), When(_BLOCKED, then=Value(STOPPED)), default=Value(NONE))
    )


def _has(status: str) -> Exists:
    return Exists(Copy.objects.filter(card__membership=OuterRef("pk"), status=status))


_ACTIVE, _BLOCKED = _has(ACTIVE), _has(BLOCKED)
_OF_STATE = {GOOD: Q(_ACTIVE), STOPPED: ~Q(_ACTIVE) & Q(_BLOCKED), NONE: ~Q(_ACTIVE) & ~Q(_BLOCKED)}
