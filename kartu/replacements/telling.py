"""Telling a member, by name of the company, what the employer did about a request; and HR what the branch asks for."""

from __future__ import annotations

from datetime import datetime

from kartu.audit.actors import Actor
from kartu.base.queue import defer
from kartu.notifications.acting_words import EMPLOYER_ACTED
from kartu.notifications.messages import tell
from kartu.replacements import states
from kartu.replacements.models import Replacement


def tell_acted(case: Replacement, act: str, *, actor: Actor, now: datetime) -> None:
    """Tell the member that the employer did `act` (of EMPLOYER_ACTS). Says nothing for any other actor."""
    employer_id = case.card.membership.employer_id
    if actor.kind == "employer" and employer_id is not None:
        tell(case.member, EMPLOYER_ACTED, now=now, number=case.number, employer_id=employer_id, act=act)


def tell_employer_asked(case: Replacement) -> None:
    """Have whoever of HR acts in the case told that the branch waits for papers; the job knows who that is."""
    if case.channel == states.BY_EMPLOYER or case.delivery == states.AT_EMPLOYER:
        defer("employers.tell_acting", replacement_id=case.id)
