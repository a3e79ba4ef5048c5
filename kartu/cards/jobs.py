"""Jobs of the cards room: fetch by id, call one verb, safe to run twice."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import SYSTEM
from kartu.base.queue import LONG
from kartu.cards import checking, issuing, lifecycle, showing, status

# A job that fails is tried again after 3, 9, 27 ... seconds; the last wait is some five hours.
AGAIN = RetryStrategy(max_attempts=9, exponential_wait=3)


@app.task(name="cards.finish_copy", retry=AGAIN)
def finish_copy(member_id: int, copy_id: int) -> None:
    """Take a prepared copy on from wherever it was left."""
    issuing.finish_copy(member_id, copy_id, actor=SYSTEM, now=timezone.now())


@app.task(name=status.PUBLISH, retry=AGAIN)
def publish_status(shard: int) -> None:
    """Publish one shard, for everybody who had asked for it when the work began."""
    waiting = _waiting(shard)
    status.publish_shard(shard, actor=SYSTEM, now=timezone.now())
    _drop(waiting)


@app.task(name="cards.renew_outdated", retry=AGAIN)
def renew_outdated(member_id: int, since: str) -> None:
    """Renew the digital cards that say what was corrected at `since` (ISO 8601)."""
    showing.renew_outdated(member_id, since=datetime.fromisoformat(since), actor=SYSTEM, now=timezone.now())


@app.task(name="cards.prove_block", retry=AGAIN)
def prove_block(member_id: int, copy_id: int) -> None:
    """Prove that a blocked copy's code is refused."""
    checking.prove_block(member_id, copy_id, actor=SYSTEM, now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="cards.republish_due", queueing_lock="cards.republish_due")
def republish_due(timestamp: int) -> None:
    """Sign anew the lists that nothing changed, before they grow stale."""
    for shard in status.due_shards(timezone.now()):
        status.publish_shard(shard, actor=SYSTEM, now=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="cards.expire_due", queue=LONG, queueing_lock="cards.expire_due")
def expire_due(timestamp: int) -> None:
    """Mark the copies whose time is over."""
    while lifecycle.expire_due(actor=SYSTEM, now=timezone.now()):
        pass


def _waiting(shard: int) -> list[int]:
    # A job that is visible here was committed with its change, so the publication that follows holds that change.
    jobs = ProcrastinateJob.objects.filter(task_name=status.PUBLISH, status="todo", args__shard=shard)
    return list(jobs.values_list("id", flat=True))


def _drop(jobs: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_cancel_job_v1(id, false, true) FROM unnest(%s::bigint[]) AS id", [jobs])
