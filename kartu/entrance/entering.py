"""Letting staff in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kartu.accounts.models import Role, User
from kartu.accounts.sessions import STAFF, Entry, Way, enter
from kartu.base.pages import way_on
from kartu.base.said import said
from kartu.entrance.doors import home_of

ROLES: Mapping[str, str] = {
    Role.Kind.OFFICER: said(id="Petugas", en="Officer"),
    Role.Kind.SUPERVISOR: said(id="Penyelia", en="Supervisor"),
    Role.Kind.HR: said(id="Personalia perusahaan", en="Employer's HR"),
    Role.Kind.POLICE: said(id="Petugas kepolisian", en="Police desk"),
    Role.Kind.OPERATOR: said(id="Operator", en="Operator"),
    Role.Kind.DATA_PROTECTION: said(id="Pelindungan data", en="Data protection"),
}


def let_in(request: HttpRequest, user: User, *, way: Way, now: datetime) -> HttpResponse:
    """Open the session; whoever works at a door goes there, others to the page that says who they are."""
    enter(request, user, Entry(STAFF, [way]), now=now)
    return redirect(way_on(request, otherwise=home_of(user.id, now=now)))


def role_name(role: Role) -> str:
    """As what and where, such as "Petugas, Cabang Ambon"."""
    place = role.branch.name if role.branch else role.employer.name if role.employer else role.station
    return ", ".join(filter(None, [str(ROLES[role.kind]), place]))
