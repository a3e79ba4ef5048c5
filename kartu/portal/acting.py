"""Acting for somebody else: chosen on `/profil/wakil`, kept in the session, looked up anew on every page."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from kartu.accounts.mandates import mandates_held
from kartu.accounts.models import Mandate, User

ACTING = "acting"


def acting_for(request: HttpRequest, user: User, *, now: datetime) -> Mandate | None:
    """The mandate this session acts under, while it is good."""
    chosen = request.session.get(ACTING)
    return mandates_held(user.id, now=now).filter(pk=chosen).first() if chosen else None


def act_for(request: HttpRequest, mandate: Mandate) -> None:
    """From now on the pages of losses and requests are about the member of `mandate`."""
    request.session[ACTING] = mandate.id


def stop_acting(request: HttpRequest) -> None:
    """The pages are about the one who is signed in again."""
    request.session.pop(ACTING, None)
