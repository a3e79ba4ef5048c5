"""Cards that lie in a branch and must be destroyed: never collected, spoiled in the printer, or taken in damaged.

What lies there follows from what happened; nothing has to be put on the list. One officer destroys and says so, another
one who saw it confirms. Denied, the card is on the list again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.errors import NotThere
from kartu.printing import states
from kartu.printing.models import Destruction, HandOver, Print
from kartu.printing.refusals import SamePerson
from kartu.printing.standing import require_desk
from kartu.replacements import states as cases
from kartu.replacements.models import BoxedCard, Replacement

SHOWN = 100
NOT_HERE = (states.NEVER_OUT, cases.NEVER_ARRIVED)  # spoiled prints of which no card lies in the branch


@dataclass(frozen=True, slots=True)
class Leftover:
    """One card to destroy; `key` names it in a form."""

    case: Replacement
    why: str
    copy_id: int
    since: datetime
    away: bool = False  # it went to an employer in a box, and has to come back first

    @property
    def key(self) -> str:
        return f"{self.why}:{self.case.number}:{self.copy_id}"


def leftovers_at(branch_id: int) -> list[Leftover]:
    """What lies in the branch to be destroyed, the oldest of each sort first; at most SHOWN of each."""
    uncollected = Replacement.objects.filter(branch_id=branch_id, status=cases.VOIDED, copy_id__isnull=False)
    # What went by post never lay in the drawer; such cases were voided by earlier releases.
    found = uncollected.exclude(delivery=cases.BY_POST).filter(~Exists(_done("pk", states.UNCOLLECTED, F("copy_id"))))
    left = BoxedCard.objects.filter(copy_id=OuterRef("copy_id")).exclude(box__status=cases.PACKED)
    rows = found.annotate(away=Exists(left)).select_related(*_OF_A_CASE).order_by("status_since", "id")[:SHOWN]
    lying = [Leftover(case, states.UNCOLLECTED, case.copy_id or 0, case.status_since, case.away) for case in rows]
    spoiled = Print.objects.filter(branch_id=branch_id, status=states.SPOILED).exclude(reason__in=NOT_HERE)
    prints = spoiled.filter(~Exists(_done("replacement_id", states.SPOILED, F("copy_id"))))
    ruined = prints.select_related(*_through("replacement")).order_by("status_since", "id")[:SHOWN]
    lying += [Leftover(each.replacement, states.SPOILED, each.copy_id, each.status_since) for each in ruined]
    taken = HandOver.objects.filter(branch_id=branch_id, old_card=True).annotate(
        old=Coalesce(F("old_copy_id"), Value(0))
    )
    old = taken.filter(~Exists(_done("replacement_id", states.DAMAGED, F("old"))))
    in_drawer = old.select_related(*_through("replacement")).order_by("at", "id")[:SHOWN]
    return lying + [Leftover(each.replacement, states.DAMAGED, each.old_copy_id or 0, each.at) for each in in_drawer]


def to_witness(branch_id: int) -> QuerySet[Destruction]:
    """What an officer says to have destroyed, and nobody has confirmed yet."""
    said = Destruction.objects.filter(branch_id=branch_id, status=states.DESTROYED)
    return said.select_related(*_through("replacement")).order_by("status_since", "id")


def witnessed_at(branch_id: int) -> QuerySet[Destruction]:
    """The branch's record of destruction, the latest first."""
    done = Destruction.objects.filter(branch_id=branch_id, status=states.WITNESSED)
    return done.select_related(*_through("replacement")).order_by("-status_since", "-id")


def note_destroyed(branch_id: int, keys: Iterable[str], *, actor: Actor, now: datetime) -> int:
    """An officer destroyed these cards (keys of `leftovers_at`), before a witness. Returns how many were noted.

    What is no longer on the list, or never was, is passed over: of two officers one notes a card.
    """
    user_id = require_desk(branch_id, actor=actor, now=now)
    wanted = set(keys)
    chosen = [each for each in leftovers_at(branch_id) if each.key in wanted]
    return sum(_note(branch_id, each, user_id, actor=actor, now=now) for each in chosen)


def answer_destruction(branch_id: int, numbers: Sequence[int], *, seen: bool, actor: Actor, now: datetime) -> int:
    """A second officer saw these cards destroyed, or did not. Returns how many were answered.

    Raises SamePerson for one's own, NotThere for another branch's; what a colleague answered meanwhile is passed over.
    """
    user_id = require_desk(branch_id, actor=actor, now=now)
    found = list(to_witness(branch_id).filter(pk__in=numbers))
    if any(each.destroyed_by_id == user_id for each in found):
        raise SamePerson
    if not found and not Destruction.objects.filter(branch_id=branch_id, pk__in=numbers).exists():
        raise NotThere
    to, action = (states.WITNESSED, Action.DESTRUCTION_SEEN) if seen else (states.DENIED, Action.DESTRUCTION_DENIED)
    with transaction.atomic():
        for each in found:
            change_status(each, to, action, actor=actor, now=now, changes={"witness_id": user_id})
    return len(found)


def _note(branch_id: int, left: Leftover, user_id: int, *, actor: Actor, now: datetime) -> bool:
    try:
        with transaction.atomic():
            made = Destruction.objects.create(
                replacement=left.case,
                why=left.why,
                copy_id=left.copy_id,
                branch_id=branch_id,
                destroyed_by_id=user_id,
                status=states.DESTROYED,
                status_since=now,
            )
            record_about(Action.CARD_DESTROYED, made, actor=actor, now=now, why=left.why)
    except IntegrityError:
        return False  # a colleague noted it at this moment
    return True


_OF_A_CASE = ("member", "card__membership")


def _through(case: str) -> list[str]:
    return [f"{case}__{each}" for each in _OF_A_CASE]


def _done(case: str, why: str, copy: F) -> QuerySet[Destruction]:
    """Whether the outer row's card was destroyed, or is said to be."""
    done = Destruction.objects.filter(replacement_id=OuterRef(case), why=why, copy_id=OuterRef(copy.name))
    return done.exclude(status=states.DENIED)
