"""The two steps of a hand-over at a branch, one after the other as the desk takes them."""

from __future__ import annotations

from datetime import datetime

from kartu.audit.actors import Actor
from kartu.printing.handing import Given, check_given, give
from kartu.printing.models import HandOver
from kartu.replacements.models import Replacement


def hand_over_at_branch(case: Replacement, given: Given, *, actor: Actor, now: datetime) -> HandOver:
    used = check_given(case, given, actor=actor, now=now)
    return give(case, given, used, actor=actor, now=now)
