"""Delivering a message: claimed first, then sent outside any transaction, then recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.recording import AlreadyMoved, change_status
from kartu.notifications.channels import Channel, NotDelivered, channels
from kartu.notifications.filling import Letter, write_letter
from kartu.notifications.models import Message
from kartu.registry.models import Contact, Member

# Longer than any channel's patience with every contact of a member: who is still sending after that, died.
CLAIM = timedelta(minutes=10)
TRIED_FOR = timedelta(days=3)


def deliver(message: Message, *, now: datetime) -> None:
    """Send a message to the first contact that takes it.

    Ends as sent, failed (nobody took it; `waiting` finds it again) or unreachable (no contact this fund can write to).
    Of two callers at once one sends; after a crash the message is taken up again when the claim is over.
    """
    if not _claim(message, now=now):
        return
    ways = _ways(message, channels(settings.EMAIL_URL, settings.DATA / "outbox"))
    if not ways:
        change_status(message, Message.UNREACHABLE, Action.MESSAGE_UNREACHABLE, actor=SYSTEM, now=now)
        return
    letter = write_letter(message, settings.PROFILE)
    for contact, channel in ways:
        if _taken(channel, letter, contact, f"kartu-{message.member_id}-{message.id}", now):
            changes: dict[str, object] = {"channel": channel.name, "contact_id": contact.id}
            change_status(message, Message.SENT, Action.MESSAGE_SENT, actor=SYSTEM, now=now, changes=changes)
            return
    change_status(message, Message.FAILED, Action.MESSAGE_FAILED, actor=SYSTEM, now=now, tried=len(ways))


def waiting(*, now: datetime) -> QuerySet[Message]:
    """Messages whose delivery was not finished and is worth another try."""
    unfinished = [Message.QUEUED, Message.SENDING, Message.FAILED]
    old = Message.objects.filter(status__in=unfinished, status_since__lte=now - CLAIM)
    return old.filter(at__gt=now - TRIED_FOR).order_by("at", "id")


def messages_to(member_id: int) -> QuerySet[Message]:
    """What a member was told, newest first."""
    return Message.objects.filter(member_id=member_id).order_by("-at", "-id")


def _claim(message: Message, *, now: datetime) -> bool:
    if message.status == Message.SENDING:
        if message.status_since > now - CLAIM:
            return False
        if not _moved(message, Message.FAILED, Action.MESSAGE_FAILED, now):
            return False
    return Message.SENDING in message.MOVES[message.status] and _moved(
        message, Message.SENDING, Action.MESSAGE_SENDING, now
    )


def _moved(message: Message, to: str, action: Action, now: datetime) -> bool:
    try:
        change_status(message, to, action, actor=SYSTEM, now=now)
    except AlreadyMoved:
        return False
    return True


def _ways(message: Message, ways_out: Sequence[Channel]) -> list[tuple[Contact, Channel]]:
    """The one contact the message names; else confirmed ones before others, e-mail before telephone, as they came."""
    contacts: Iterable[Contact]
    if message.to_sealed is not None:
        member = Member.objects.get(pk=message.member_id)
        contacts = [Contact(member=member, kind=message.to_kind, value_sealed=message.to_sealed)]
    else:
        found = Contact.objects.filter(Q(ended_at=None), member_id=message.member_id).select_related("member")
        contacts = found.order_by(F("confirmed_at").asc(nulls_last=True), "kind", "id")
    return [(contact, channel) for contact in contacts for channel in ways_out if contact.kind in channel.carries]


def _taken(channel: Channel, letter: Letter, contact: Contact, reference: str, now: datetime) -> bool:
    try:
        channel.send(letter, contact.value, reference=reference, now=now)
    except NotDelivered:
        return False
    return True
