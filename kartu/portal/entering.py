"""Letting a member in: the session, the browser's cookie, and word to the member when the browser is a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kartu.accounts.devices import remember_device
from kartu.accounts.models import User
from kartu.accounts.sessions import MEMBER, Way, enter
from kartu.notifications.account_words import NEW_DEVICE
from kartu.notifications.messages import tell

DEVICE_COOKIE = f"{settings.PREFIX}perangkat"
# Readable by script: the offline part keeps the card only on a phone that is somebody's own.
OWN_PHONE_COOKIE = "ponsel"
YEAR = timedelta(days=365)
HOME = "/kartu"


def let_in(
    request: HttpRequest, user: User, to: str, *, ways: Sequence[Way], now: datetime, own_phone: bool = False
) -> HttpResponse:
    """Open the session and go to `to`; the answer carries the cookies."""
    enter(request, user, kind=MEMBER, ways=ways, now=now, own_phone=own_phone)
    token, strange = remember_device(user, device_of(request), now=now)
    if strange and user.member:
        tell(user.member, NEW_DEVICE, now=now)
    answer = redirect(to)
    answer.set_cookie(DEVICE_COOKIE, token, max_age=YEAR, httponly=True, **_kept())
    if own_phone:
        answer.set_cookie(OWN_PHONE_COOKIE, "sendiri", max_age=YEAR, **_kept())
    else:
        answer.delete_cookie(OWN_PHONE_COOKIE)
    return answer


def device_of(request: HttpRequest) -> str:
    return request.COOKIES.get(DEVICE_COOKIE, "")[:64]


def _kept() -> dict[str, Any]:
    return {"secure": settings.HTTPS, "samesite": "Lax"}
