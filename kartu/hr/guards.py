"""Guards of the employer's door: HR only, through its own entrance, and within its own company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartu.accounts.models import Role, User
from kartu.accounts.sessions import recently_proved, signed_in_staff
from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import Actor
from kartu.base.pages import PageRequest
from kartu.base.tenancy import employer_scope
from kartu.employers.people import hr_roles
from kartu.employers.units import units_of
from kartu.entrance.doors import HR, entrance_address, entrance_back_to
from kartu.registry.models import Employer

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)

UNIT = "hr-unit"
# A form is shown only while so much of the proof is left: time to fill it in before it would ask again.
TO_FILL_IN = timedelta(minutes=5)


class HrRequest(PageRequest):
    """A request of somebody of HR: the role held, the unit worked in, and the company's units."""

    hr: User
    role: Role
    employer: Employer
    units: list[Employer]
    employers: list[int]  # ids of `units`: all this request may reach
    choices: list[Employer]  # where this person may work: the units of every company of theirs
    actor: Actor


def hr_required(
    *grades: str,
) -> Callable[[Callable[Concatenate[HrRequest, P], R]], Callable[Concatenate[HttpRequest, P], R | HttpResponse]]:
    """Let HR of one of `grades` in (without any: every grade). Others of staff, and of HR, get RoleMissing."""

    def guard(view: Callable[Concatenate[HrRequest, P], R]) -> Callable[Concatenate[HttpRequest, P], R | HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
            now = timezone.now()
            user = signed_in_staff(request, now=now)
            if user is None:
                return redirect(entrance_address(request, HR))
            guest = cast(HrRequest, request)
            _place(guest, user, hr_roles(user.id, now=now))
            if grades and guest.role.grade not in grades:
                raise RoleMissing(role="/".join(grades))
            with employer_scope(guest.employers):
                return view(guest, *args, **kwargs)

        return guarded

    return guard


def proved_anew(
    view: Callable[Concatenate[HrRequest, P], HttpResponse],
) -> Callable[Concatenate[HrRequest, P], HttpResponse]:
    """Under `hr_required`: ask for the passkey once more before an act on people or keys, and come back to its form."""
    return _proved_anew(view, None)


def proved_anew_from(
    page: str,
) -> Callable[[Callable[Concatenate[HrRequest, P], HttpResponse]], Callable[Concatenate[HrRequest, P], HttpResponse]]:
    """As `proved_anew`, for a button: comes back to the page of this name, which has the same parameters."""

    def guard(
        view: Callable[Concatenate[HrRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HrRequest, P], HttpResponse]:
        return _proved_anew(view, page)

    return guard


def _proved_anew(
    view: Callable[Concatenate[HrRequest, P], HttpResponse], page: str | None
) -> Callable[Concatenate[HrRequest, P], HttpResponse]:
    @wraps(view)
    def guarded(request: HrRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        if recently_proved(request, now=now + (TO_FILL_IN if request.method == "GET" else timedelta())):
            return view(request, *args, **kwargs)
        back = reverse(page, kwargs=dict(kwargs)) if page else request.path
        return redirect(entrance_back_to(HR, back))

    return guarded


def _place(guest: HrRequest, user: User, roles: list[Role]) -> None:
    """Settle in which unit this request works: the one chosen in this session, else the first role's own."""
    if not roles:
        raise RoleMissing(role="hr")
    chosen = guest.session.get(UNIT)
    companies = [(role, units_of(role.employer)) for role in roles if role.employer]
    role, units = next((each for each in companies if chosen in [unit.id for unit in each[1]]), companies[0])
    guest.hr, guest.role, guest.units = user, role, units
    guest.actor = Actor("employer", user.id)
    guest.employers = [unit.id for unit in units]
    guest.choices = [unit for _, each in companies for unit in each]
    guest.employer = next((unit for unit in units if unit.id == chosen), units[0])
