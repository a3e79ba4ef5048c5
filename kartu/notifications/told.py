"""What a member was told, by whom it went, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from kartu.base.errors import NotThere
from kartu.notifications.delivery import TRIED_FOR
from kartu.notifications.models import Message

ARRIVED: Final = "arrived"
HANDED_ON: Final = "handed-on"
ON_ITS_WAY: Final = "on-its-way"
UNDELIVERED: Final = "undelivered"


def messages_to(member_id: int) -> QuerySet[Message]:
    """What a member was told, newest first."""
    return Message.objects.filter(member_id=member_id).order_by("-at", "-id")


def messages_before(member_id: int, number: int) -> QuerySet[Message]:
    """The part that is older than the member's message `number`; all of it when there is none of that number."""
    last = Message.objects.filter(member_id=member_id, id=number).first()
    if last is None:
        return messages_to(member_id)
    return messages_to(member_id).filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))


def message_to(member_id: int, number: int) -> Message:
    """One message to this member. Raises NotThere."""
    found = Message.objects.filter(member_id=member_id, id=number).first()
    if found is None:
        raise NotThere
    return found


def state_of(message: Message, *, now: datetime) -> str:
    """What became of a message: one of ARRIVED, HANDED_ON, ON_ITS_WAY, UNDELIVERED."""
    if message.arrived_at:
        return ARRIVED
    if message.status == Message.SENT:
        return HANDED_ON
    if message.status == Message.UNREACHABLE or now - message.at > TRIED_FOR + timedelta(hours=1):
        return UNDELIVERED
    return ON_ITS_WAY
