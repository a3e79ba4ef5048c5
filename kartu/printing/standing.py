"""Who may act at a branch's printer and drawer."""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.staff import RoleMissing, require_role
from kartu.audit.actors import Actor
from kartu.replacements.standing import DESK_ROLES


def require_desk(branch_id: int, *, actor: Actor, now: datetime) -> int:
    """The account of an officer or supervisor of the branch. Raises RoleMissing."""
    if actor.kind != "staff" or actor.id is None:
        raise RoleMissing(role="/".join(DESK_ROLES))
    require_role(actor.id, DESK_ROLES, now=now, branch_id=branch_id)
    return actor.id
