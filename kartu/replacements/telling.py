"""Telling a member, by name of the company, what the employer did about a request."""

from __future__ import annotations

from datetime import datetime

from kartu.audit.actors import Actor
from kartu.notifications.acting_words import EMPLOYER_ACTED
from kartu.notifications.messages import tell
from kartu.replacements.models import Replacement


def tell_acted(case: Replacement, act: str, *, actor: Actor, now: datetime) -> None:
    """Tell the member that the employer did `act` (of EMPLOYER_ACTS). Says nothing for any other actor."""
    employer_id = case.card.membership.employer_id
    if actor.kind == "employer" and employer_id is not None:
        tell(case.member, EMPLOYER_ACTED, now=now, number=case.number, employer_id=employer_id, act=act)
