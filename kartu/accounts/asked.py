"""What a page that makes a passkey keeps in the session until the browser has answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from kartu.accounts.passkeys import PasskeyRefused, State

ASKED = "passkey"
PATIENCE = timedelta(minutes=10)


def keep_asked(request: HttpRequest, state: State, *, now: datetime) -> None:
    request.session[ASKED] = {"state": dict(state), "at": now.isoformat()}


def take_asked(request: HttpRequest, *, now: datetime) -> State:
    """What was asked of the browser; once. Raises PasskeyRefused when nothing was or too long ago."""
    kept: dict[str, Any] = request.session.pop(ASKED, {})
    if not kept or now - datetime.fromisoformat(kept["at"]) >= PATIENCE:
        raise PasskeyRefused
    state: State = kept["state"]
    return state
