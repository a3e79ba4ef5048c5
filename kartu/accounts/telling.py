"""Telling every contact of a member about the account: whoever got hold of one of them is not the only one to know."""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.models import User
from kartu.notifications.messages import tell
from kartu.registry.models import Contact


def tell_contacts(user: User, kind: str, *, now: datetime, **values: str | int) -> None:
    """Write a message to every contact in use, in the caller's transaction; staff accounts have none."""
    if user.member is None:
        return
    contacts = Contact.objects.filter(member=user.member, ended_at=None).select_related("member").order_by("id")
    for contact in contacts:
        tell(user.member, kind, now=now, to=contact, **values)
