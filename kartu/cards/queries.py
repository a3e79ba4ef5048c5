"""Cards and copies, found from the member down; not yours and not there look the same."""

from __future__ import annotations

from django.db.models import QuerySet

from kartu.base.errors import NotThere
from kartu.cards.models import Card, Copy
from kartu.cards.states import ACTIVE, BLOCKED, DIGITAL, PHYSICAL, PREPARED, VOIDED


def cards_of(member_id: int) -> QuerySet[Card]:
    """The member's cards with their memberships, oldest first."""
    return Card.objects.filter(member_id=member_id).select_related("membership").order_by("id")


def card_of(member_id: int, card_id: int) -> Card:
    """One card of the member. Raises NotThere."""
    card = cards_of(member_id).filter(pk=card_id).first()
    if card is None:
        raise NotThere
    return card


def copies_of(card: Card) -> QuerySet[Copy]:
    """Every copy there ever was of the card, oldest first."""
    return _copies().filter(card=card, member_id=card.member_id).order_by("id")


def copy_of(member_id: int, copy_id: int) -> Copy:
    """One copy of the member. Raises NotThere."""
    copy = _copies().filter(member_id=member_id, id=copy_id).first()
    if copy is None:
        raise NotThere
    return copy


def active_digital(card: Card) -> Copy | None:
    """The digital copy in use, or None while it is blocked or being made."""
    return copies_of(card).filter(kind=DIGITAL, status=ACTIVE).first()


def digital_before(copy: Copy) -> bool:
    """Whether the card had another digital copy before this one."""
    return copies_of(copy.card).filter(kind=DIGITAL, id__lt=copy.id).exclude(status=VOIDED).exists()


def physical_in_use(card: Card) -> QuerySet[Copy]:
    """Print and plastic copies that were handed over: active or blocked."""
    return copies_of(card).filter(kind__in=PHYSICAL, status__in=(ACTIVE, BLOCKED))


def being_made(card: Card, kind: str, holder_key: str = "") -> Copy | None:
    """The prepared copy of this kind, or None; there is one at most."""
    return copies_of(card).filter(kind=kind, holder_key=holder_key, status=PREPARED).first()


def _copies() -> QuerySet[Copy]:
    return Copy.objects.select_related("member", "card__membership__employer")
