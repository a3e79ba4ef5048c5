"""Appointing staff, and asking for a role."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from kartu.accounts.models import Role, User
from kartu.base.errors import DomainError
from kartu.registry.models import Branch, Employer


class RoleMissing(DomainError):
    """The account has not the role this act asks for."""

    code = "role-missing"
    id = "Akun Anda tidak berwenang untuk langkah ini ({role})."
    en = "Your account may not do this ({role})."


def appoint(
    kind: str,
    *,
    now: datetime,
    user: User | None = None,
    branch: Branch | None = None,
    employer: Employer | None = None,
    station: str = "",
    grade: str = "",
) -> User:
    """Give an account (a new one without `user`) a role from `now` on. Returns the account."""
    user = user or User.objects.create(created_at=now, password=make_password(None))
    Role.objects.create(user=user, kind=kind, branch=branch, employer=employer, station=station, grade=grade, since=now)
    return user


def require_role(user_id: int | None, kinds: tuple[str, ...], *, now: datetime, branch_id: int | None = None) -> None:
    """Raise RoleMissing unless the account holds one of `kinds` now, at `branch_id` where one is given."""
    held = Role.objects.filter(user=user_id or 0, kind__in=kinds, since__lte=now, user__is_active=True)
    held = held.exclude(until__lte=now)
    if branch_id is not None:
        held = held.filter(branch_id=branch_id)
    if not held.exists():
        raise RoleMissing(role="/".join(kinds))


def desk_role(user_id: int, *, now: datetime) -> Role | None:
    """The role by which this account works at a branch now; of several the one held longest."""
    held = Role.objects.filter(user=user_id, kind__in=[Role.Kind.OFFICER, Role.Kind.SUPERVISOR], since__lte=now)
    return held.exclude(until__lte=now).select_related("branch").order_by("since", "id").first()


def roles_of(user_id: int, *, now: datetime) -> list[Role]:
    """What this account works as now."""
    held = Role.objects.filter(user=user_id, since__lte=now).exclude(until__lte=now)
    return list(held.select_related("branch", "employer").order_by("since", "id"))
