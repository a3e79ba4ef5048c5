"""The digital card in a member's own hands: opened when they first look, renewed when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from kartu.audit.actors import Actor
from kartu.cards.errors import CardEnded
from kartu.cards.issuing import finish_copy, open_card, prepare_copy
from kartu.cards.lifecycle import lock_card
from kartu.cards.models import Card, Copy
from kartu.cards.queries import active_digital, cards_of, copies_of
from kartu.cards.states import ACTIVE, BLOCKED, DIGITAL, REVOKED, VOIDED
from kartu.registry.lookups import memberships_of

# So long before its last day a copy may be renewed by hand.
RENEWED_BEFORE = timedelta(days=30)


def open_cards(member_id: int, *, actor: Actor, now: datetime) -> list[Card]:
    """The card of each membership of the member, in the order of the memberships; made where there is none."""
    opened = {card.membership_id: card for card in cards_of(member_id)}
    cards = []
    for membership in memberships_of(member_id):
        card = opened.get(membership.id) or open_card(membership, actor=actor, now=now)
        card.membership = membership  # it was read with its employer
        cards.append(card)
    return cards


def digital_copy(card: Card, *, actor: Actor, now: datetime) -> Copy:
    """The digital copy the member can show: the one in use, made on the spot when there is none or its time is over.

    A blocked or revoked copy is answered as it is: unblocking is a decision (`renew_by_hand`), never a glance. Commits
    in steps, as everything that makes a copy; opened twice at once it makes one.
    """
    return _copy(card, by_hand=False, actor=actor, now=now)


def renew_by_hand(card: Card, *, actor: Actor, now: datetime) -> Copy:
    """As `digital_copy`, for a member who asks for it: also in the place of a blocked copy, or of one that ends soon.

    Asked twice it renews once. Raises CardEnded for a card that was revoked.
    """
    copy = _copy(card, by_hand=True, actor=actor, now=now)
    if copy.status == REVOKED:
        raise CardEnded
    return copy


def renew_outdated(member_id: int, *, since: datetime, actor: Actor, now: datetime) -> None:
    """Renew the member's digital copies that were issued before `since`, when what they say was corrected."""
    for card in cards_of(member_id):
        with transaction.atomic():
            lock_card(card.id)
            copy = active_digital(card)
            if copy is None or copy.issued_at >= since:
                continue
            copy = prepare_copy(card, DIGITAL, actor=actor, now=now)
        finish_copy(copy.member_id, copy.id, actor=actor, now=now)


def ends_soon(copy: Copy, *, now: datetime) -> bool:
    """Whether the copy may be renewed before its time is over."""
    return copy.expires_at - RENEWED_BEFORE <= now


def _copy(card: Card, *, by_hand: bool, actor: Actor, now: datetime) -> Copy:
    # Read without the lock first: nearly every look finds a copy in use and changes nothing.
    copy = _latest(card)
    if copy is None or not _may_stay(copy, by_hand=by_hand, now=now):
        with transaction.atomic():
            lock_card(card.id)
            copy = _latest(card)
            if copy is None or not _may_stay(copy, by_hand=by_hand, now=now):
                copy = prepare_copy(card, DIGITAL, actor=actor, now=now)
        copy = finish_copy(copy.member_id, copy.id, actor=actor, now=now)
    return copy


def _latest(card: Card) -> Copy | None:
    return copies_of(card).filter(kind=DIGITAL).exclude(status=VOIDED).last()


def _may_stay(copy: Copy, *, by_hand: bool, now: datetime) -> bool:
    if copy.status == REVOKED:
        return True
    if copy.status == BLOCKED:
        return not by_hand
    return copy.status == ACTIVE and not (ends_soon(copy, now=now) if by_hand else copy.expires_at <= now)
