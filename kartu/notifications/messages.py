"""Telling a member: one row, written in the transaction of the act it tells of, and one job that delivers it."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from kartu.base.queue import defer
from kartu.notifications.catalogue import CATALOGUE
from kartu.notifications.models import Message
from kartu.registry.models import Contact, Member

# Codes, ISO dates and moments, case numbers and lists of codes. A name, an address or a long number does not pass.
CODE = re.compile(r"[a-z_ ]{0,120}|\d{4}-\d\d-\d\d(T\d\d:\d\dZ)?|[0-9A-Z]{4}-[0-9A-Z]{4}")


def tell(member: Member, kind: str, *, now: datetime, to: Contact | None = None, **values: str | int) -> Message:
    """Write a message of `kind` to `member` and queue its delivery, both in the caller's transaction.

    It goes to the member's first contact that takes it or, with `to`, to that one alone: a code proves who holds the
    contact it went to. `to` need not be stored; only its sealed value is kept.

    `values` are exactly the ids and codes the catalogue names for the kind; anything else is a ValueError, so that no
    personal datum gets into the row.
    """
    if values.keys() != CATALOGUE[kind].values:
        raise ValueError(f"{kind}: values {sorted(values)}, not {sorted(CATALOGUE[kind].values)}")
    for name, value in values.items():
        if isinstance(value, str) and not CODE.fullmatch(value):
            raise ValueError(f"{kind}: {name} is neither an id nor a code")
    with transaction.atomic():
        message = Message.objects.create(
            at=now,
            member_id=member.id,
            kind=kind,
            language=member.language,
            values=values,
            to_kind=to.kind if to else "",
            to_sealed=to.value_sealed if to else None,
            status=Message.QUEUED,
            status_since=now,
        )
        defer("notifications.deliver", member_id=member.id, message_id=message.id)
    return message
