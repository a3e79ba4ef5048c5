"""Guards of the police desk: officers of a station the operator keeps, through their own entrance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from kartu.accounts.models import User
from kartu.audit.actors import Actor, staff_actor
from kartu.base.pages import PageRequest
from kartu.entrance.doors import POLICE
from kartu.entrance.guards import guarded
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
    return guarded(view, POLICE, _admit)


def _admit(request: HttpRequest, user: User, now: datetime) -> PoliceRequest:
    guest = cast(PoliceRequest, request)
    guest.police, guest.station, guest.actor = user, station_of(user.id, now=now), staff_actor(user.id)
    return guest
