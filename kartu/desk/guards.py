"""Guards of the desk: staff only, and only through its own entrance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from kartu.accounts.models import Role, User
from kartu.accounts.staff import RoleMissing, desk_role
from kartu.base.pages import PageRequest
from kartu.entrance.doors import DESK
from kartu.entrance.guards import guarded
from kartu.registry.models import Branch

P = ParamSpec("P")


class OfficerRequest(PageRequest):
    """A request of an officer or supervisor, at the branch of the role held."""

    officer: User
    role: Role
    branch: Branch


def officer_required(
    view: Callable[Concatenate[OfficerRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let officers and supervisors in. Others are sent to the entrance; staff of another kind get RoleMissing."""
    return guarded(view, DESK, _admit)


def supervisor_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let supervisors in. Officers meet the same refusal as anybody without the role."""

    @wraps(view)
    @officer_required
    def guard(request: OfficerRequest, /, **more: Any) -> HttpResponse:
        if request.role.kind != Role.Kind.SUPERVISOR:
            raise RoleMissing(role="supervisor")
        return view(request, **more)

    return guard


def _admit(request: HttpRequest, user: User, now: datetime) -> OfficerRequest:
    role = desk_role(user.id, now=now)
    if role is None or role.branch is None:
        raise RoleMissing(role="officer/supervisor")
    guest = cast(OfficerRequest, request)
    guest.officer, guest.role, guest.branch = user, role, role.branch
    return guest
