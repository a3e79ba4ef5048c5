"""Ways back in, read again: for the member, and for the officers who are asked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from kartu.accounts.models import Role
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.standing import may_second
from kartu.base.errors import NotThere


def recoveries_of(member_id: int) -> QuerySet[Recovery]:
    """Every way back in of a member, the latest first."""
    found = Recovery.objects.filter(member=member_id).select_related("member", "employer", "branch")
    return found.order_by("-opened_at", "-id")


def running_recovery(member_id: int) -> Recovery | None:
    """The one under way, if any."""
    return recoveries_of(member_id).filter(status__in=Recovery.RUNNING).first()


def recoveries_for(user_id: int, branch_id: int, *, now: datetime) -> QuerySet[Recovery]:
    """What this officer is asked to answer as the second, the oldest first."""
    roles = Role.objects.filter(user=user_id, branch=branch_id, kind=Role.Kind.SUPERVISOR, since__lte=now)
    mine = Q(offered_to=user_id)
    if roles.exclude(until__lte=now).exists():
        mine |= Q(branch=branch_id)
    asked = Recovery.objects.filter(mine, status=Recovery.ASKED, way=Recovery.OFFICER)
    others = asked.exclude(opened_by=user_id).exclude(member__user=user_id)
    return others.select_related("member", "branch").order_by("opened_at", "id")


def recoveries_at(branch_id: int) -> QuerySet[Recovery]:
    """What is under way at a branch, the latest first."""
    running = Recovery.objects.filter(branch=branch_id, status__in=Recovery.RUNNING)
    return running.select_related("member", "branch").order_by("-opened_at", "-id")


def recovery_for(number: str, user_id: int, *, now: datetime) -> Recovery:
    """One that this officer asked for, may answer or has answered. Raises NotThere."""
    found = Recovery.objects.filter(number=number, way=Recovery.OFFICER).select_related("member", "branch").first()
    if found is None:
        raise NotThere
    if user_id in (found.opened_by_id, found.second_by_id) or may_second(found, user_id, now=now):
        return found
    raise NotThere
