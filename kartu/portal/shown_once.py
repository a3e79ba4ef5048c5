"""Secrets on their way to the member's eyes: the secret of an app, and recovery codes until they were kept.

Between two pages they stand in the session, which is a row like any other, sealed with the member's key.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.http import HttpRequest

from kartu.registry.models import Member

PATIENCE = timedelta(minutes=30)
PLACE = "session.shown-once"
SECRET, CODES = "rahasia", "cadangan"


def keep(request: HttpRequest, member: Member, name: str, text: str, *, now: datetime) -> None:
    """Keep a text under SECRET or CODES for half an hour."""
    sealed = base64.b64encode(member.key.seal(PLACE, member.id, text)).decode()
    request.session[name] = {"text": sealed, "at": now.isoformat()}


def kept(request: HttpRequest, member: Member, name: str, *, now: datetime) -> str:
    """What was kept; "" when there is nothing or it is too old."""
    found = request.session.get(name)
    if not found or now - datetime.fromisoformat(found["at"]) >= PATIENCE:
        return ""
    return member.key.open(PLACE, member.id, base64.b64decode(found["text"]))


def forget(request: HttpRequest, name: str) -> None:
    request.session.pop(name, None)
