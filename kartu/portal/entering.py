"""Letting a member in: the session, the browser's cookie, and word to the member when the browser is a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kartu.accounts.devices import DEVICE_COOKIE, Browser, remember_device
from kartu.accounts.models import Passkey, User
from kartu.accounts.sessions import MEMBER, Entry, Way, enter
from kartu.accounts.telling import tell_contacts
from kartu.notifications.security_words import NEW_DEVICE

# Readable by script: the offline part keeps the card only on a phone that is somebody's own.
OWN_PHONE_COOKIE = "ponsel"
YEAR = timedelta(days=365)
HOME = "/kartu"


def let_in(
    request: HttpRequest,
    user: User,
    to: str,
    *,
    ways: Sequence[Way],
    now: datetime,
    own_phone: bool = False,
    passkey: Passkey | None = None,
) -> HttpResponse:
    """Open the session and go to `to`; the answer carries the cookies, a device not used before is told of."""
    noted = remember_device(user, browser_of(request), now=now)
    entry = Entry(MEMBER, ways, own_phone=own_phone, device=noted.device, passkey=passkey)
    enter(request, user, entry, now=now)
    if passkey and passkey.made_on_id is None and passkey.used_at is None:
        Passkey.objects.filter(pk=passkey.pk).update(made_on=noted.device)
    if noted.strange:
        kinds = f"{noted.device.browser} {noted.device.system}"
        tell_contacts(user, NEW_DEVICE, now=now, browser=kinds, disown=noted.device.id)
    answer = redirect(to)
    answer.set_cookie(DEVICE_COOKIE, noted.token, max_age=YEAR, httponly=True, **_kept())
    if own_phone:
        answer.set_cookie(OWN_PHONE_COOKIE, "sendiri", max_age=YEAR, **_kept())
    else:
        answer.delete_cookie(OWN_PHONE_COOKIE)
    return answer


def device_of(request: HttpRequest) -> str:
    return request.COOKIES.get(DEVICE_COOKIE, "")[:64]


def browser_of(request: HttpRequest) -> Browser:
    return Browser(device_of(request), request.headers.get("User-Agent", ""))


def _kept() -> dict[str, Any]:
    return {"secure": settings.HTTPS, "samesite": "Lax"}
