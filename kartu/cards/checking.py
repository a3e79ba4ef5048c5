"""The proof, after each block, that the old code no longer passes the public check."""

from __future__ import annotations

import logging
from datetime import datetime

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.models import Event
from kartu.audit.recording import record_about
from kartu.cards.models import Copy
from kartu.cards.queries import copy_of
from kartu.cards.states import ACTIVE, PREPARED
from kartu.cards.status import publish_shard
from kartu.credential.verdict import Verdict
from kartu.publishing.checking import check_code

log = logging.getLogger(__name__)

REFUSED = (Verdict.BLOCKED, Verdict.EXPIRED)


def prove_block(member_id: int, copy_id: int, *, actor: Actor, now: datetime) -> Verdict | None:
    """Publish, then put the blocked copy's code through the public check; an alert is raised unless it is refused.

    Answers the verdict, or None when there was nothing to prove: the copy is in use again, or it was proved before.
    Raises when the list cannot be published, so that the job is tried again.
    """
    copy = copy_of(member_id, copy_id)
    if copy.status in (ACTIVE, PREPARED) or _proved(copy):
        return None
    publish_shard(copy.shard, actor=actor, now=now)
    verdict = check_code(copy.code, now=now).verdict
    copy.refresh_from_db(fields=["status"])
    if verdict not in REFUSED and copy.status == ACTIVE:
        return None  # found and given back while the list was being made
    _record(copy, verdict, actor=actor, now=now)
    return verdict


def _record(copy: Copy, verdict: Verdict, *, actor: Actor, now: datetime) -> None:
    passed = verdict not in REFUSED
    if passed:
        log.error("copy %s of member %s is blocked but its code reads: %s", copy.id, copy.member_id, verdict)
    record_about(
        Action.BLOCK_FAILED if passed else Action.BLOCK_PROVED, copy, actor=actor, now=now, verdict=verdict.value
    )


def _proved(copy: Copy) -> bool:
    proofs = Event.objects.filter(subject=Copy.SUBJECT, subject_id=copy.id, action=Action.BLOCK_PROVED)
    return proofs.filter(at__gte=copy.status_since).exists()
