"""A ceiling over everything strangers may send: whatever a page counts besides, no address posts without end.

A browser an account knows has a budget of its own, so that somebody else behind the same address takes nothing from its
owner. Machines that prove themselves have limits of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kartu.accounts.devices import DEVICE_COOKIE, is_known
from kartu.base.pages import PageRequest, refusal_page
from kartu.base.throttle import TooMany, take

# Asked by servers: many of them behind one address, each with a key or a signed address.
MACHINES: Final = frozenset({"signon-token", "signon-userinfo", "signon-revoke", "message-report"})
MACHINE_PATHS: Final = ("api/",)
SAFE: Final = ("GET", "HEAD", "OPTIONS")


class Ceiling:
    """Middleware: count what somebody posts who is not signed in."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if request.method in SAFE or SESSION_KEY in request.session or _is_machines(request):
            return None
        now = timezone.now()
        browser = request.COOKIES.get(DEVICE_COOKIE, "")[:64]
        try:
            if browser and is_known(browser):
                take("post-device", browser, now=now)
            else:
                take("post-address", cast(PageRequest, request).address, now=now)
        except TooMany as refusal:
            return refusal_page(request, 429, refusal=refusal)
        return None


def _is_machines(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name in MACHINES or match.route.startswith(MACHINE_PATHS))
