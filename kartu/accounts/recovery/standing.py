"""Who may ask for a way back in, who may be the second, and what a person has to be compared with."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from kartu.accounts.comparing import documented
from kartu.accounts.models import Role, User
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.refusals import DocumentMissing, OwnRecord, SecondNeeded
from kartu.accounts.staff import RoleMissing, require_role
from kartu.audit.actors import Actor
from kartu.base.errors import NotThere
from kartu.registry.models import Branch, Employer, Member, Membership

DESK = (Role.Kind.OFFICER, Role.Kind.SUPERVISOR)


def require_hr(employer: Employer, member: Member, *, actor: Actor, now: datetime) -> int:
    """The account of HR that works for the employer or the company above it. Raises RoleMissing, OwnRecord."""
    if actor.kind != "employer" or actor.id is None:
        raise RoleMissing(role=Role.Kind.HR)
    places = [employer.id, *([employer.parent_id] if employer.parent_id else [])]
    held = _held(now).filter(user=actor.id, kind=Role.Kind.HR, employer__in=places).exclude(grade=Role.READER)
    if not held.exists():
        raise RoleMissing(role=Role.Kind.HR)
    _require_other(actor.id, member)
    return actor.id


def require_worker(member: Member, employer: Employer, *, now: datetime) -> None:
    """Raise NotThere unless the member works at the employer today."""
    today = now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()
    working = Membership.objects.filter(member=member, employer=employer)
    if not working.filter(Q(ended_on=None) | Q(ended_on__gte=today)).exists():
        raise NotThere


def require_desk(branch: Branch, member: Member, *, actor: Actor, now: datetime) -> int:
    """The account of an officer or supervisor of the branch. Raises RoleMissing, OwnRecord."""
    if actor.kind != "staff" or actor.id is None:
        raise RoleMissing(role="/".join(DESK))
    require_role(actor.id, DESK, now=now, branch_id=branch.id)
    _require_other(actor.id, member)
    return actor.id


def require_checks(checked: tuple[str, ...]) -> None:
    """Raise DocumentMissing unless a document is among what the person was compared with."""
    if not documented(checked):
        raise DocumentMissing


def drawn_second(member: Member, branch: Branch, maker: int, *, now: datetime) -> int:
    """One other officer by lot: of the branch, else of any. Raises SecondNeeded when there is nobody at all."""
    others = _held(now).filter(kind__in=DESK).exclude(user=maker).exclude(user__member=member)
    here = sorted(set(others.filter(branch=branch).values_list("user_id", flat=True)))
    everybody = here or sorted(set(others.values_list("user_id", flat=True)))
    if not everybody:
        raise SecondNeeded
    return secrets.choice(everybody)


def may_second(recovery: Recovery, user_id: int, *, now: datetime) -> bool:
    """Whether this account may answer it: not who asked, not the member, and a supervisor there or drawn by lot."""
    if user_id == recovery.opened_by_id or User.objects.filter(pk=user_id, member=recovery.member_id).exists():
        return False
    held = _held(now).filter(user=user_id)
    if user_id == recovery.offered_to_id and held.filter(kind__in=DESK).exists():
        return True
    return held.filter(kind=Role.Kind.SUPERVISOR, branch=recovery.branch_id).exists()


def _held(now: datetime) -> QuerySet[Role]:
    return Role.objects.filter(since__lte=now, user__is_active=True).exclude(until__lte=now)


def _require_other(user_id: int, member: Member) -> None:
    if User.objects.filter(pk=user_id, member=member).exists():
        raise OwnRecord
