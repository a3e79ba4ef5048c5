"""Telling every contact of a member how a way back in stands."""

from __future__ import annotations

from datetime import UTC, datetime

from kartu.accounts.recovery.models import Recovery
from kartu.notifications.messages import tell
from kartu.registry.models import Contact


def tell_all(recovery: Recovery, kind: str, *, now: datetime, ends: datetime | None = None) -> None:
    """Write a message to every contact in use, in the caller's transaction.

    With `ends` the message says until when, and carries the link that calls it off.
    """
    more: dict[str, str | int] = {}
    if ends:
        more = {"ends": f"{ends.astimezone(UTC):%Y-%m-%dT%H:%MZ}", "halt": recovery.id}
    contacts = Contact.objects.filter(member=recovery.member_id, ended_at=None).select_related("member").order_by("id")
    for contact in contacts:
        tell(recovery.member, kind, now=now, to=contact, number=recovery.number, way=recovery.way, **more)
