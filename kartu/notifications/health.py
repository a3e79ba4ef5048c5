"""Which channels work just now: a state per channel, never per person, so that it may be told to anybody.

A channel that failed twice running, or once for certain, is left alone for a while and then tried by one message; the
first message it takes sets it right again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from kartu.notifications.channels import channels_in_use
from kartu.notifications.models import ChannelState
from kartu.notifications.trouble import Failing

ENOUGH: Final = 2
PAUSE: Final = timedelta(seconds=30)
# After that long without a try nobody knows; who asks is not sent elsewhere.
FRESH: Final = timedelta(minutes=15)

# One statement counts and decides, so that many workers at once count as many.
FAILED = """
    INSERT INTO notifications_channelstate AS kept (name, failures, why, failed_at, failing_since, retry_at)
    VALUES (%(name)s, %(weight)s, %(why)s, %(now)s,
            CASE WHEN %(weight)s >= %(enough)s THEN %(now)s::timestamptz END,
            CASE WHEN %(weight)s >= %(enough)s THEN %(retry_at)s::timestamptz END)
    ON CONFLICT (name) DO UPDATE SET
        failures = least(kept.failures + excluded.failures, 1000000),
        why = excluded.why,
        failed_at = excluded.failed_at,
        failing_since = CASE WHEN kept.failures + excluded.failures >= %(enough)s
                             THEN coalesce(kept.failing_since, excluded.failed_at) END,
        retry_at = CASE WHEN kept.failures + excluded.failures >= %(enough)s THEN %(retry_at)s::timestamptz END
"""


def note_failure(channel: str, failure: Failing, *, now: datetime) -> None:
    """Count a failure of the channel itself."""
    given = {
        "name": channel,
        "weight": ENOUGH if failure.certain else 1,
        "why": failure.why,
        "now": now,
        "enough": ENOUGH,
        "retry_at": now + (failure.pause or PAUSE),
    }
    with connection.cursor() as cursor:
        cursor.execute(FAILED, given)


def note_success(channel: str, *, now: datetime) -> None:
    """The channel took a message. Writes nothing when all was well."""
    ChannelState.objects.filter(name=channel, failures__gt=0).update(
        failures=0, failing_since=None, retry_at=None, why="", recovered_at=now
    )


def may_try(channel: str, *, now: datetime) -> bool:
    """Whether to send by this channel now. Of many who ask a failing one, one tries it, once a pause."""
    state = ChannelState.objects.filter(name=channel).first()
    if state is None or state.failing_since is None:
        return True
    return bool(ChannelState.objects.filter(name=channel, retry_at__lte=now).update(retry_at=now + PAUSE))


def failing_channels(*, now: datetime) -> dict[str, ChannelState]:
    """Channels in use that do not work just now, by name."""
    names = [channel.name for channel in channels_in_use()]
    found = ChannelState.objects.filter(name__in=names, failing_since__isnull=False, failed_at__gt=now - FRESH)
    return {state.name: state for state in found}


def kinds_in_use() -> frozenset[str]:
    """Kinds of contact some channel of this fund reaches."""
    return frozenset().union(*(channel.carries for channel in channels_in_use()))


def failing_kinds(*, now: datetime) -> frozenset[str]:
    """Kinds of contact for which every channel fails."""
    failing = failing_channels(now=now)
    working: frozenset[str] = frozenset().union(
        *(channel.carries for channel in channels_in_use() if channel.name not in failing)
    )
    return kinds_in_use() - working
