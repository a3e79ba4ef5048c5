"""A share of the decided cases is looked at again, by lot, by a supervisor who did not decide them."""

from __future__ import annotations

import math
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from kartu.accounts.staff import RoleMissing
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.models import Event
from kartu.audit.recording import change_status, record_about
from kartu.base.errors import NotThere
from kartu.replacements import states
from kartu.replacements.models import Replacement, SampleCheck
from kartu.replacements.refusals import OwnDecision
from kartu.replacements.standing import is_supervisor, require_officer

DECISIONS = (Action.REPLACEMENT_APPROVED, Action.REPLACEMENT_REJECTED)
# A night that was missed is made up for, but not more than this many.
LOOKED_BACK = timedelta(days=3)


def draw_samples(*, now: datetime) -> int:
    """Draw by lot from each branch's decisions of the last days: the profile's share, one a branch at least.

    What has been drawn for those days counts, so that a job run twice draws no more. Returns how many were drawn.
    """
    since = now - LOOKED_BACK
    decided = Event.objects.filter(at__gt=since, at__lte=now, action__in=DECISIONS, actor_kind="staff")
    moments = dict(decided.values_list("subject_id", "at"))
    cases: dict[int, list[Replacement]] = {}
    for case in Replacement.objects.filter(pk__in=moments).select_related("decided_by").order_by("id"):
        cases.setdefault(case.branch_id, []).append(case)
    drawn = SampleCheck.objects.filter(branch__in=cases, decided_at__gt=since)
    before = dict(drawn.values_list("branch").annotate(count=Count("id")))
    known = set(drawn.values_list("replacement", flat=True))
    made = 0
    for branch_id, there in cases.items():
        wanted = math.ceil(len(there) * settings.PROFILE.oversight.sample_percent / 100) - before.get(branch_id, 0)
        left = [case for case in there if case.id not in known]
        for case in secrets.SystemRandom().sample(left, max(0, min(wanted, len(left)))):
            made += _draw(case, moments[case.id], now=now)
    return made


def record_sample(sample: SampleCheck, finding: str, *, actor: Actor, now: datetime) -> None:
    """Write down what a supervisor found: "" when the decision was sound, else one of states.FINDINGS.

    Nothing about the case changes with it. Raises OwnDecision for whoever decided, RoleMissing for an officer.
    """
    if finding and finding not in states.FINDINGS:
        raise ValueError(f"not a finding: {finding}")
    supervisor = require_officer(sample.replacement, actor=actor, now=now)
    if not is_supervisor(actor, sample.branch_id, now=now):
        raise RoleMissing(role="supervisor")
    if supervisor == sample.decided_by_id:
        raise OwnDecision
    changes: dict[str, object] = {"checked_by_id": supervisor, "finding": finding}
    to = states.FAULTY if finding else states.SOUND
    change_status(sample, to, Action.SAMPLE_CHECKED, actor=actor, now=now, changes=changes, finding=finding)


def samples_at(branch_id: int) -> QuerySet[SampleCheck]:
    """Decided cases of a branch that wait to be looked at again, longest first."""
    waiting = SampleCheck.objects.filter(branch=branch_id, status=states.DRAWN)
    return waiting.select_related("replacement__member").order_by("drawn_at", "id")


def sample_of(case: Replacement) -> SampleCheck:
    """The sample a case is. Raises NotThere for one the lot did not fall on."""
    sample = SampleCheck.objects.filter(replacement=case).first()
    if sample is None:
        raise NotThere
    sample.replacement = case
    return sample


def found_at(branch_id: int, *, since: datetime) -> dict[str, int]:
    """What sample checks at a branch found since a moment: how many sound ("") and how many with each finding."""
    done = SampleCheck.objects.filter(branch=branch_id, status_since__gt=since).exclude(status=states.DRAWN)
    return dict(done.values_list("finding").annotate(count=Count("id")))


def _draw(case: Replacement, decided_at: datetime, *, now: datetime) -> bool:
    if case.decided_by is None:
        return False
    try:
        with transaction.atomic():
            sample = SampleCheck.objects.create(
                replacement=case,
                branch_id=case.branch_id,
                decided_by=case.decided_by,
                decided_at=decided_at,
                drawn_at=now,
                status=states.DRAWN,
                status_since=now,
            )
            record_about(Action.SAMPLE_DRAWN, sample, actor=SYSTEM, now=now)
    except IntegrityError:  # another run of the job drew it
        return False
    return True
