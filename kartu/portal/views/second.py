"""The second step: after a password, and before a new one is set: `/masuk/kedua`, `/masuk/lupa/kedua`."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.second_step import CodeNotRight, Step, take_second_step
from kartu.base.errors import DomainError
from kartu.base.pages import PageRequest, way_on
from kartu.base.throttle import TooMany
from kartu.portal.entering import device_of
from kartu.portal.forms.second import SecondForm
from kartu.portal.half_way import begun
from kartu.portal.proving import Road, add, kept_for
from kartu.portal.views.signin import finish

TOO_MANY = 429


def second_page(request: HttpRequest) -> HttpResponse:
    """`/masuk/kedua`"""
    now = timezone.now()
    kept = begun(request, now=now)
    user = User.objects.filter(id=kept.get("second", 0), is_active=True).select_related("member").first()
    if user is None:
        return redirect("/masuk")
    form = SecondForm(request.POST or None)
    way, refusal = _taken(request, form, user, now=now)
    if way:
        return finish(request, user, own=kept["own"], ways=[*kept["ways"], way], now=now)
    context = {"lanjut": way_on(request, otherwise=""), "back": "/masuk"}
    return _asked(request, form, refusal, context)


def road_page(request: HttpRequest, road: Road) -> HttpResponse:
    """`/masuk/lupa/kedua`: a forgotten password is no way around the second step."""
    now = timezone.now()
    kept = kept_for(request, road, now=now)
    user = User.objects.filter(member=kept.get("member", 0), is_active=True).select_related("member").first()
    if user is None:
        return redirect(road.base)
    form = SecondForm(request.POST or None)
    way, refusal = _taken(request, form, user, now=now)
    if way:
        add(request, road, now=now, second=way)
        return redirect(road.onward)
    return _asked(request, form, refusal, {"back": road.base, "lost": f"{road.base}/tunggu"})


def _taken(
    request: HttpRequest, form: SecondForm, user: User, *, now: datetime
) -> tuple[Step | None, DomainError | None]:
    """The way by which a code was right, or why not; neither when nothing was sent."""
    if request.method != "POST" or not form.is_valid():
        return None, None
    try:
        return take_second_step(user, form.cleaned_data["code"], device=device_of(request), now=now), None
    except (CodeNotRight, TooMany) as refusal:
        form.add_error("code", refusal.words(cast(PageRequest, request).language))
        return None, refusal


def _asked(
    request: HttpRequest, form: SecondForm, refusal: DomainError | None, context: dict[str, str]
) -> HttpResponse:
    status = TOO_MANY if isinstance(refusal, TooMany) else 200
    return render(request, "portal/signin/second.html", {"form": form, **context}, status=status)
