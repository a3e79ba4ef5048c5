"""The life of a card's copies after they are made. Every verb locks the card first, so two at once take turns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import MoveNotAllowed, change_status
from kartu.base.queue import defer
from kartu.cards.errors import CopyNotReady
from kartu.cards.models import Card, Copy
from kartu.cards.queries import copies_of
from kartu.cards.states import ACTIVE, BLOCKED, EXPIRED, PHYSICAL, PREPARED, REPLACED, REVOKED, VOIDED
from kartu.cards.status import queue_publication

IN_USE = (ACTIVE, BLOCKED)
EXPIRED_AT_ONCE = 500


def block_card(card: Card, *, reason: str, actor: Actor, now: datetime) -> tuple[Copy, ...]:
    """Block every active copy of every kind together. Returns those this call blocked; none when it was done before.

    Queues the new lists, and for each copy the proof that its old code is refused.
    """
    with transaction.atomic():
        lock_card(card.id)
        copies = tuple(copies_of(card).filter(status=ACTIVE))
        for copy in copies:
            change_status(copy, BLOCKED, Action.COPY_BLOCKED, actor=actor, now=now, reason=reason)
        _publish(copies)
        for copy in copies:
            defer("cards.prove_block", member_id=copy.member_id, copy_id=copy.id)
    return copies


def unblock_physical(card: Card, *, actor: Actor, now: datetime) -> tuple[Copy, ...]:
    """The card was found: its blocked print and plastic copies are good again. Digital and wallet stay renewed."""
    with transaction.atomic():
        lock_card(card.id)
        copies = tuple(copies_of(card).filter(status=BLOCKED, kind__in=PHYSICAL))
        for copy in copies:
            change_status(copy, ACTIVE, Action.COPY_UNBLOCKED, actor=actor, now=now)
        _publish(copies)
    return copies


def activate_copy(copy: Copy, *, actor: Actor, now: datetime) -> Copy:
    """Put a finished copy to use and end the one before it, together.

    A person holds one physical card: a print or plastic copy ends former ones of both kinds; a digital copy ends the
    former digital one; a wallet copy the one of the same holder key. Raises CopyNotReady before the drawn code was
    read back, AlreadyMoved or MoveNotAllowed when the copy stands elsewhere by now.
    """
    # From blocked there is an arrow to active too, but only "found it" may take it.
    if copy.status != PREPARED:
        raise MoveNotAllowed(old=copy.status, to=ACTIVE, subject=Copy.SUBJECT)
    if copy.checked_at is None:
        raise CopyNotReady
    kinds = PHYSICAL if copy.kind in PHYSICAL else (copy.kind,)
    with transaction.atomic():
        lock_card(copy.card_id)
        former = tuple(
            copies_of(copy.card)
            .filter(kind__in=kinds, holder_key=copy.holder_key, status__in=IN_USE)
            .exclude(id=copy.id)
        )
        # The former one first: the database refuses two active copies of a kind even for a moment.
        for old in former:
            change_status(old, REPLACED, Action.COPY_REPLACED, actor=actor, now=now, by=copy.id)
        change_status(copy, ACTIVE, Action.COPY_ACTIVATED, actor=actor, now=now)
        _publish((*former, copy) if copy.kind in PHYSICAL else former)
    return copy


def void_copy(copy: Copy, *, reason: str, actor: Actor, now: datetime) -> Copy:
    """End a prepared copy that will never be handed over: spoiled, uncollected, or begun with wrong data."""
    with transaction.atomic():
        lock_card(copy.card_id)
        change_status(copy, VOIDED, Action.COPY_VOIDED, actor=actor, now=now, reason=reason)
        _publish((copy,))
    return copy


def revoke_card(card: Card, *, reason: str, actor: Actor, now: datetime) -> tuple[Copy, ...]:
    """End every copy for good: those in use are revoked, one being made is voided. Returns those that were ended."""
    with transaction.atomic():
        lock_card(card.id)
        copies = tuple(copies_of(card).filter(status__in=(*IN_USE, PREPARED)))
        for copy in copies:
            if copy.status == PREPARED:
                change_status(copy, VOIDED, Action.COPY_VOIDED, actor=actor, now=now, reason=reason)
            else:
                change_status(copy, REVOKED, Action.COPY_REVOKED, actor=actor, now=now, reason=reason)
        _publish(copies)
    return copies


def expire_due(*, actor: Actor, now: datetime) -> int:
    """Mark copies whose signed end has passed, some hundreds at a time. Returns how many; 0 means none is left.

    Nothing is published: the code itself says that its time is over. Rows another worker holds are skipped.
    """
    with transaction.atomic():
        due = Copy.objects.filter(status__in=IN_USE, expires_at__lte=now).order_by("expires_at")
        copies = list(due.select_for_update(skip_locked=True, no_key=True)[:EXPIRED_AT_ONCE])
        for copy in copies:
            change_status(copy, EXPIRED, Action.COPY_EXPIRED, actor=actor, now=now)
    return len(copies)


def lock_card(card_id: int) -> Card:
    """Wait for one's turn at the card; held until the caller's transaction ends."""
    return Card.objects.select_for_update(no_key=True).get(pk=card_id)


def _publish(copies: Iterable[Copy]) -> None:
    queue_publication({copy.shard for copy in copies})
