"""A supervisor gives a case to an officer: one who is away is no reason for a member to wait."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.models import Role, User
from kartu.accounts.staff import RoleMissing
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.refusals import NotFromHere, OwnCase
from kartu.replacements.review import give_back_case
from kartu.replacements.standing import DESK_ROLES, is_supervisor, require_officer


def assign_case(case: Replacement, officer_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a case nobody has to an officer of its branch.

    Raises RoleMissing for whoever is no supervisor of the branch, NotFromHere for an officer of another branch, OwnCase
    when it is that officer's own card.
    """
    require_officer(case, actor=actor, now=now)
    if not is_supervisor(actor, case.branch_id, now=now):
        raise RoleMissing(role="supervisor")
    if not staff_at(case.branch_id, now=now).filter(user_id=officer_id).exists():
        raise NotFromHere
    if User.objects.filter(pk=officer_id, member_id=case.member_id).exists():
        raise OwnCase
    changes: dict[str, object] = {"officer_id": officer_id}
    change_status(
        case, states.IN_REVIEW, Action.CASE_ASSIGNED, actor=actor, now=now, changes=changes, officer=officer_id
    )


def reassign_case(case: Replacement, officer_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a case to an officer, also one that somebody else has: taken back and given, together or not at all."""
    with transaction.atomic():
        if case.status == states.IN_REVIEW:
            give_back_case(case, actor=actor, now=now)
        assign_case(case, officer_id, actor=actor, now=now)


def staff_at(branch_id: int, *, now: datetime) -> QuerySet[Role]:
    """Officers and supervisors who work at a branch now, by the number of their account."""
    held = Role.objects.filter(kind__in=DESK_ROLES, branch_id=branch_id, since__lte=now, user__is_active=True)
    return held.exclude(until__lte=now).order_by("user_id")
