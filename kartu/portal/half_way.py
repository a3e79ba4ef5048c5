"""What the first half of a sign-in left in the session for the second: ids and codes, for ten minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from kartu.accounts.codes import LIFETIME
from kartu.base.pages import way_on

BEGUN = "masuk"


def begin(request: HttpRequest, now: datetime, **kept: Any) -> None:
    request.session[BEGUN] = {**kept, "at": now.isoformat()}


def begun(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """What was kept, while it is fresh."""
    kept: dict[str, Any] = request.session.get(BEGUN, {})
    return kept if kept and now - datetime.fromisoformat(kept["at"]) < LIFETIME else {}


def forget(request: HttpRequest) -> None:
    request.session.pop(BEGUN, None)


def with_way(request: HttpRequest, address: str) -> str:
    """`address`, and where the person wants to go on to afterwards."""
    wanted = way_on(request, otherwise="")
    return f"{address}?{urlencode({'lanjut': wanted})}" if wanted else address
