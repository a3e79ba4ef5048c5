"""The guard of the desk and the police. HR's own (kartu/hr/guards.py) also puts its scope around the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.sessions import signed_in_staff
from kartu.base.pages import PageRequest
from kartu.entrance.doors import StaffDoor, entrance_address

G = TypeVar("G", bound=PageRequest)
P = ParamSpec("P")


def guarded(
    view: Callable[Concatenate[G, P], HttpResponse],
    door: StaffDoor,
    admit: Callable[[HttpRequest, User, datetime], G],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Send whoever is not signed in to the entrance; `admit` makes the others the door's guests, or raises."""

    @wraps(view)
    def guard(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        user = signed_in_staff(request, now=now)
        if user is None:
            return redirect(entrance_address(request, door))
        return view(admit(request, user, now), *args, **kwargs)

    return guard
