"""The published lists: which copies are blocked, replaced, or not handed over yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.queue import defer
from kartu.cards import states
from kartu.cards.keys import active_signer
from kartu.cards.models import Copy
from kartu.credential import status
from kartu.credential.errors import StatusError
from kartu.publishing.keys import STATUS
from kartu.publishing.lists import list_for
from kartu.publishing.models import StatusShard

TTL = timedelta(hours=12)
LIFE = timedelta(hours=36)
FRESH = timedelta(hours=6)  # a list older than this is signed anew, changed or not
# A copy leaves the list after its own end, but not before the slowest clock has seen that end.
KEPT_AFTER_EXPIRY = timedelta(days=2)
PUBLISH = "cards.publish_status"

LISTED_AS = {
    states.PREPARED: status.PREPARED,
    states.BLOCKED: status.SUSPENDED,
    states.REPLACED: status.REVOKED,
    states.REVOKED: status.REVOKED,
    states.VOIDED: status.REVOKED,
}
# A digital or wallet copy is in nobody's hand before it is active. Listing it as prepared would only make the new card
# unreadable to everybody whose list is some hours old.
NEVER_OUT = Q(status=states.PREPARED) & ~Q(kind__in=states.PHYSICAL)


def publish_shard(number: int, *, actor: Actor, now: datetime) -> StatusShard:
    """Sign a new list of one shard, in both forms, one version up.

    The shard's row is locked before its copies are read, so the later of two publications holds everything the
    earlier held, and whoever committed a change before this call finds it in the list.
    """
    StatusShard.objects.get_or_create(number=number)
    with transaction.atomic():
        shard = StatusShard.objects.select_for_update(no_key=True).get(number=number)
        signer, packed = active_signer(STATUS), status.build_list(_entries(number, now))
        uri = settings.PROFILE.status_uri(number)
        shard.version += 1
        shard.published_at = now
        shard.jwt = status.sign_status_token(packed, signer, uri=uri, issued_at=now, expires_at=now + LIFE, ttl=TTL)
        shard.cwt = status.sign_status_cwt(packed, signer, uri=uri, issued_at=now, expires_at=now + LIFE, ttl=TTL)
        shard.save(update_fields=["version", "published_at", "jwt", "cwt"])
        record(
            Action.STATUS_PUBLISHED,
            actor=actor,
            now=now,
            subject="status-shard",
            subject_id=number,
            version=shard.version,
            kid=signer.kid.hex(),
        )
    return shard


def queue_publication(shards: set[int]) -> None:
    """Have these shards published once the caller's transaction is committed."""
    for number in sorted(shards):
        defer(PUBLISH, shard=number)


def ensure_listed(copy: Copy, *, actor: Actor, now: datetime) -> None:
    """Make sure the published list says "not handed over" before a physical copy's code comes to be."""
    with suppress(StatusError):  # not there or too old: then one is made
        if list_for(settings.PROFILE.status_uri(copy.shard), now=now).status(copy.position) == status.PREPARED:
            return
    publish_shard(copy.shard, actor=actor, now=now)


def due_shards(now: datetime) -> list[int]:
    """Shards whose list wants signing anew before it grows stale, or was never signed."""
    stale = Q(published_at=None) | Q(published_at__lte=now - FRESH)
    return list(StatusShard.objects.filter(stale).order_by("number").values_list("number", flat=True))


def _entries(number: int, now: datetime) -> Iterator[tuple[int, int]]:
    listed = Copy.objects.filter(shard=number, expires_at__gt=now - KEPT_AFTER_EXPIRY, status__in=LISTED_AS)
    rows = listed.exclude(status=states.ACTIVE).exclude(NEVER_OUT).values_list("position", "status")
    for position, state in rows.iterator(chunk_size=10_000):
        yield position, LISTED_AS[state]
