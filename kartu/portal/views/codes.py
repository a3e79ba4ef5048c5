"""Where a code from a message is filled in: `/kode`; and whether its channel works: `/kode/saluran`."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.notifications.health import failing_kinds
from kartu.portal.half_way import BEGUN
from kartu.portal.proving import PATIENCE

# What a road keeps while a code of its is on the way, what it keeps once it is back, and the code's page.
WAITS = (("contact_code", "named", "/kontak/kode"), ("code", "member", "/kode"))


@require_safe
def linked(request: HttpRequest) -> HttpResponse:
    """`/kode`: on to the page of this browser that waits for a code; the code stays behind the `#`."""
    page = _waiting_page(request, now=timezone.now())
    answer = redirect(page) if page else render(request, "portal/proving/linked.html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
def channel(request: HttpRequest) -> HttpResponse:
    """`/kode/saluran?lewat=phone`: the same for everybody."""
    answer = JsonResponse({"failing": request.GET.get("lewat", "") in failing_kinds(now=timezone.now())})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _waiting_page(request: HttpRequest, *, now: datetime) -> str:
    """The page of the road that was walked last and waits for a code, or "" when none does."""
    found = []
    for base, kept in request.session.items():
        if not isinstance(kept, dict) or "at" not in kept:
            continue
        at = datetime.fromisoformat(kept["at"])
        road = "/masuk" if base == BEGUN else base
        found += [(at, f"{road}{page}") for code, back, page in WAITS if code in kept and back not in kept]
    fresh = sorted((at, page) for at, page in found if now - at < PATIENCE and _is_there(page))
    return fresh[-1][1] if fresh else ""


def _is_there(page: str) -> bool:
    try:
        resolve(page)
    except Resolver404:
        return False
    return True
