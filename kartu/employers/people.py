"""Who works for an employer at this fund: HR people and what each may do."""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.models import Role

GRADES = (Role.OWNER, Role.HR_OFFICER, Role.READER)


def hr_roles(user_id: int, *, now: datetime) -> list[Role]:
    """What this account does for employers now, the role held longest first."""
    held = Role.objects.filter(user=user_id, kind=Role.Kind.HR, since__lte=now, user__is_active=True)
    return list(held.exclude(until__lte=now).select_related("employer").order_by("since", "id"))
