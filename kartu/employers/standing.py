"""Who of HR may do what about whom: every verb of this room that acts for a worker asks here first."""

from __future__ import annotations

from datetime import datetime

from kartu.audit.actors import Actor
from kartu.base.errors import NotThere
from kartu.registry.models import Employer, Membership
from kartu.replacements.standing import represents, works_for


def require_acting(worker: Membership, *, actor: Actor, now: datetime) -> int:
    """The account of HR that acts for a worker who works there now. Raises NotThere; so does one that only reads."""
    if actor.kind != "employer" or actor.id is None or not works_for(actor.id, worker, now):
        raise NotThere
    return actor.id


def require_employer(employer: Employer, *, actor: Actor, now: datetime) -> int:
    """The account of HR that acts for this employer. Raises NotThere; so does one that only reads."""
    if actor.kind != "employer" or actor.id is None or not represents(actor.id, employer.id, now):
        raise NotThere
    return actor.id
