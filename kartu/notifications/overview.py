"""How messages fare, for the operator: counts and times, no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min

from kartu.notifications.channels import channels_in_use
from kartu.notifications.health import failing_channels
from kartu.notifications.models import ChannelState, Message, PushSubscription

WITHIN = timedelta(hours=24)
WAITING = (Message.QUEUED, Message.SENDING, Message.FAILED)
# Longer than a worker that lives leaves a message lying.
LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Overview:
    """Messages of the last day by channel and state, what waits, and which channels do not work."""

    channels: tuple[str, ...]
    counts: dict[str, dict[str, int]]
    waiting: int
    oldest: datetime | None
    failing: dict[str, ChannelState]
    phones: int

    def late(self, now: datetime) -> bool:
        return self.oldest is not None and now - self.oldest > LATE


def overview(*, now: datetime) -> Overview:
    """How messages fare at this moment."""
    lately = Message.objects.filter(at__gt=now - WITHIN)
    counts: dict[str, dict[str, int]] = {}
    for channel, status, many, arrived in lately.values_list("channel", "status").annotate(
        many=Count("*"), arrived=Count("arrived_at")
    ):
        row = counts.setdefault(channel or "-", {})
        row[status] = row.get(status, 0) + many - arrived
        if arrived:
            row["arrived"] = arrived
    # Messages are tried for three days, so nothing older waits.
    unfinished = Message.objects.filter(at__gt=now - 3 * WITHIN, status__in=WAITING)
    waiting = unfinished.aggregate(many=Count("*"), oldest=Min("at"))
    return Overview(
        channels=tuple(channel.name for channel in channels_in_use()),
        counts=counts,
        waiting=waiting["many"],
        oldest=waiting["oldest"],
        failing=failing_channels(now=now),
        phones=PushSubscription.objects.count(),
    )


def settings_of(channel: str) -> str:
    """The setting that names a channel."""
    return {"e-mail": "EMAIL_URL", "sms": "SMS_URL", "whatsapp": "WHATSAPP_URL"}.get(channel, str(settings.DATA))
