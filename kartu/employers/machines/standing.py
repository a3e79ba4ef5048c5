"""How a worker's card stands, as far as an employer may know: states, never what is insured, never a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kartu.cards.models import Card, Copy
from kartu.cards.states import ACTIVE, BLOCKED, DIGITAL, PHYSICAL, PREPARED
from kartu.registry.models import Membership
from kartu.replacements import states
from kartu.replacements.models import Replacement

NONE = "none"
SHOWN = (ACTIVE, BLOCKED, PREPARED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One worker: the membership, the state of the digital and the physical copy, the case under way."""

    membership: Membership
    digital: str
    physical: str
    case: Replacement | None


def standing_of(memberships: Sequence[Membership]) -> list[Standing]:
    """The standing of each, in the same order, by two queries. The memberships come with their employers."""
    numbers = [membership.id for membership in memberships]
    copies = _copies(numbers)
    # What a member asked for alone, to be collected elsewhere, is no business of the employer's.
    ours = Q(channel=states.BY_EMPLOYER) | Q(delivery=states.AT_EMPLOYER)
    open_cases = Replacement.objects.filter(ours, card__membership__in=numbers, status__in=states.OPEN)
    cases = {case.card.membership_id: case for case in open_cases.select_related("card", "branch")}
    return [
        Standing(
            membership,
            _state(copies.get(membership.id, ()), (DIGITAL,)),
            _state(copies.get(membership.id, ()), PHYSICAL),
            cases.get(membership.id),
        )
        for membership in memberships
    ]


def _copies(memberships: Iterable[int]) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Kind and status of each copy that counts, by membership. The member is named so that its key is used."""
    cards = dict(Card.objects.filter(membership__in=memberships).values_list("id", "membership_id"))
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Copy.objects.filter(card__in=list(cards), status__in=SHOWN).values_list("card_id", "kind", "status")
    for card_id, kind, status in rows:
        found.setdefault(cards[card_id], []).append((kind, status))
    return found


def _state(copies: Sequence[tuple[str, str]], kinds: Sequence[str]) -> str:
    """What counts most of these copies: one in use, else one that is stopped, else one being made, else none."""
    held = {status for kind, status in copies if kind in kinds}
    return next((status for status in SHOWN if status in held), NONE)
