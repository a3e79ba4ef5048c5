"""Delivering a message: claimed first, then sent outside any transaction, then recorded."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.recording import AlreadyMoved, change_status
from kartu.base.digits import link_token
from kartu.base.errors import NotThere
from kartu.base.queue import defer
from kartu.notifications.catalogue import CATALOGUE
from kartu.notifications.channels import Channel, channels_in_use
from kartu.notifications.filling import Letter, write_letter
from kartu.notifications.health import may_try, note_failure, note_success
from kartu.notifications.models import Message
from kartu.notifications.notices import send_notices
from kartu.notifications.trouble import Failing, NotDelivered
from kartu.registry.models import Contact, Member

# Longer than any channel's patience with every contact of a member: who is still sending after that, died.
CLAIM = timedelta(minutes=10)
TRIED_FOR = timedelta(days=3)
SOON = timedelta(seconds=15)
PUSH = "push"


def deliver(message: Message, *, now: datetime) -> None:
    """Send a message to the first contact, by the first channel, that takes it.

    Ends as sent, failed (nobody took it: tried again soon) or unreachable (no contact this fund can write to, or too
    late to be of use). A channel that fails for everybody is passed over at once. Of two callers at once one sends;
    after a crash the message is taken up again when the claim is over.
    """
    fresh = message.status == Message.QUEUED
    if not _claim(message, now=now):
        return
    good_for = CATALOGUE[message.kind].good_for
    ways = [] if good_for and now >= message.at + good_for else _ways(message, channels_in_use())
    way = _first_that_takes(message, ways, now)
    noticed = fresh and _noticed(message, now)
    if way is None and not ways and noticed:
        way = PUSH, None
    if way is not None:
        changes: dict[str, object] = {"channel": way[0], "contact_id": way[1]}
        change_status(message, Message.SENT, Action.MESSAGE_SENT, actor=SYSTEM, now=now, changes=changes)
        return
    if not ways:
        change_status(message, Message.UNREACHABLE, Action.MESSAGE_UNREACHABLE, actor=SYSTEM, now=now)
        return
    change_status(message, Message.FAILED, Action.MESSAGE_FAILED, actor=SYSTEM, now=now, tried=len(ways))
    # Soon, then each time after twice as long; what is older is found by `waiting`.
    pause = max(SOON, now - message.at)
    if pause < CLAIM:
        defer("notifications.deliver", after=pause, member_id=message.member_id, message_id=message.id)


def take_report(member_id: int, message_id: int, token: str, *, arrived: bool, now: datetime) -> None:
    """What a channel says later of a message it took: delivered, or not; then the next way is tried at once.

    Twice is as good as once. Raises NotThere for a token that is not this message's.
    """
    if not hmac.compare_digest(token.encode(), link_token("message-report", message_id).encode()):
        raise NotThere
    message = Message.objects.filter(member_id=member_id, id=message_id).first()
    if message is None:
        raise NotThere
    if message.status != Message.SENT or message.arrived_at:
        return
    if arrived:
        Message.objects.filter(pk=message.pk, arrived_at=None).update(arrived_at=now)
        return
    missed = f"{message.missed} {_way(message.channel, message.contact_id)}".strip()
    try:
        with transaction.atomic():
            changes: dict[str, object] = {"missed": missed}
            change_status(message, Message.FAILED, Action.MESSAGE_FAILED, actor=SYSTEM, now=now, changes=changes)
            defer("notifications.deliver", member_id=member_id, message_id=message_id)
    except AlreadyMoved:
        return


def waiting(*, now: datetime) -> QuerySet[Message]:
    """Messages whose delivery was not finished and is worth another try."""
    unfinished = [Message.QUEUED, Message.SENDING, Message.FAILED]
    old = Message.objects.filter(status__in=unfinished, status_since__lte=now - CLAIM)
    return old.filter(at__gt=now - TRIED_FOR).order_by("at", "id")


def sweep_messages(*, now: datetime) -> int:
    """Remove messages older than the fund's profile keeps them: whole months at a time, then the days of one.

    Returns how many rows of days went; months are dropped as tables, uncounted.
    """
    before = now - timedelta(days=settings.PROFILE.messages.kept_days)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kartu_drop_months('notifications_message', %s)", [before.date()])
    # Not by the rows of the months above, so that a month that could not be dropped costs no more than its days.
    return Message.objects.filter(at__lt=before).delete()[0]


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
    missed = message.missed.split()
    return [
        (contact, channel)
        for contact in contacts
        for channel in ways_out
        if contact.kind in channel.carries and _way(channel.name, contact.id) not in missed
    ]


def _way(channel: str, contact_id: int | None) -> str:
    return f"{channel}:{contact_id or 0}"


def _first_that_takes(
    message: Message, ways: Sequence[tuple[Contact, Channel]], now: datetime
) -> tuple[str, int | None] | None:
    """Channel and contact of the first way that took it."""
    if not ways:
        return None
    letter = write_letter(message, settings.PROFILE)
    for contact, channel in ways:
        if may_try(channel.name, now=now) and _taken(channel, letter, contact, message, now):
            return channel.name, contact.id
    return None


def _noticed(message: Message, now: datetime) -> bool:
    """Let the member's phones know, where the message is not for one contact alone, as a code is."""
    if message.to_sealed is not None:
        return False
    return send_notices(Member.objects.get(pk=message.member_id), now=now) > 0


def _taken(channel: Channel, letter: Letter, contact: Contact, message: Message, now: datetime) -> bool:
    reference = f"kartu-{message.member_id}-{message.id}"
    token = link_token("message-report", message.id)
    report_to = f"{settings.ADDRESS}/kabar/{message.member_id}/{message.id}/{token}"
    try:
        channel.send(letter, contact.value, reference=reference, now=now, report_to=report_to)
    except Failing as failure:
        note_failure(channel.name, failure, now=now)
        return False
    except NotDelivered:
        return False
    note_success(channel.name, now=now)
    return True
