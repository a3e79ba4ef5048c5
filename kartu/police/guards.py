"""Guards of the police desk: officers of a station the operator keeps, through their own entrance."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.sessions import signed_in_staff
from kartu.audit.actors import Actor, staff_actor
from kartu.base.pages import PageRequest
from kartu.entrance.doors import POLICE, entrance_address
from kartu.letters.models import Station
from kartu.letters.stations import station_of

P = ParamSpec("P")


class PoliceRequest(PageRequest):
    """A request of a station's officer."""

    police: User
    station: Station
    actor: Actor


def police_required(
    view: Callable[Concatenate[PoliceRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a station's officers in. Others are sent to the entrance; staff of another kind get RoleMissing."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        user = signed_in_staff(request, now=now)
        if user is None:
            return redirect(entrance_address(request, POLICE))
        guest = cast(PoliceRequest, request)
        guest.police, guest.station, guest.actor = user, station_of(user.id, now=now), staff_actor(user.id)
        return view(guest, *args, **kwargs)

    return guarded
