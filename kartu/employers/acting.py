"""Acting for one worker: the verbs pages and machines use, on top of those of `replacements`.

Blocking needs the worker's word alone; everything that hands in, asks or receives needs the worker's consent, and the
verbs of `replacements` ask for it themselves.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from kartu.audit.actors import SYSTEM, Actor
from kartu.base.errors import NotThere
from kartu.base.numbers import number_as_written
from kartu.cards.issuing import open_card
from kartu.cards.models import Card
from kartu.cards.queries import cards_of
from kartu.cards.states import PLASTIC
from kartu.employers.standing import require_acting
from kartu.registry.models import Branch, Membership
from kartu.replacements import states
from kartu.replacements.models import Replacement, Report
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import ANY_WISH, Wish, open_replacement


def card_of_worker(worker: Membership, *, now: datetime) -> Card:
    """The card of this membership, opened where there is none yet."""
    card = cards_of(worker.member_id).filter(membership=worker).first()
    if card is None:
        card = open_card(worker, actor=SYSTEM, now=now)
    card.membership = worker
    return card


def report_for_worker(worker: Membership, reason: str, *, actor: Actor, now: datetime) -> Report:
    """Stop a worker's card at the worker's word. Needs no consent; the worker is told at once, by the company's name.

    Not to be called inside a transaction. Raises what `report_lost` raises.
    """
    require_acting(worker, actor=actor, now=now)
    return report_lost(card_of_worker(worker, now=now), reason, states.EMPLOYER, actor=actor, now=now)


def request_for_worker(
    worker: Membership,
    reason: str,
    branch: Branch,
    *,
    vouched: bool = False,
    wish: Wish = ANY_WISH,
    actor: Actor,
    now: datetime,
) -> Replacement:
    """Ask for a new card for a worker who consents. Raises ConsentMissing, and what `open_replacement` raises."""
    require_acting(worker, actor=actor, now=now)
    card = card_of_worker(worker, now=now)
    case, _ = open_replacement(card, PLASTIC, reason, branch, vouched=vouched, wish=wish, actor=actor, now=now)
    return case


def cases_for(employers: Collection[int], *, today: date) -> QuerySet[Replacement]:
    """Requests about cards of whoever works there now that the employer made, or receives: newest first.

    What a member asked for alone, to be collected elsewhere, is no business of the employer's.
    """
    here = Q(card__membership__ended_on=None) | Q(card__membership__ended_on__gte=today)
    ours = Q(channel=states.BY_EMPLOYER) | Q(delivery=states.AT_EMPLOYER)
    cases = Replacement.objects.filter(here, ours, card__membership__employer__in=employers)
    found = cases.select_related("member", "card__member", "card__membership__employer", "branch")
    return found.order_by("-opened_at", "-id")


def case_for(employers: Collection[int], number: str, *, today: date) -> Replacement:
    """One of those, by its number as typed. Raises NotThere."""
    case = cases_for(employers, today=today).filter(number=number_as_written(number) or "").first()
    if case is None:
        raise NotThere
    return case
