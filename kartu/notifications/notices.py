"""Notices on a phone of one's own: "there is news", and nothing else. They name nobody and carry no code.

A notice goes out beside the message it is about, never in its place, unless the member has no other contact at all.
"""

from __future__ import annotations

import hmac
import json
import logging
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor, member_actor
from kartu.audit.recording import record
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.posting import NoReply, NotPublic, post_public, public_address
from kartu.notifications.models import PushSubscription
from kartu.notifications.webpush import BadTarget, Target, headers, padded, private_key, public_text, sealed
from kartu.registry.models import Member
from kartu.registry.sealing import keyring

log = logging.getLogger(__name__)

MOST = 5  # phones of one member; the longest unused one makes room
TAKEN, GONE = (200, 201, 202), (404, 410)
PATH = "/profil/pesan"


class NoNotices(DomainError):
    """What the browser gave is no subscription at a push service on the public network."""

    code = "no-notices"
    id = "Peramban ini tidak memberi alamat pemberitahuan yang bisa kami pakai. Coba sekali lagi, atau peramban lain."
    en = "This browser gave no address for notices that we can use. Try once more, or another browser."


def server_key() -> str:
    """The public key browsers subscribe with."""
    return public_text(_key())


def subscribe(
    member: Member, browser: str, address: str, key: str, auth: str, *, now: datetime
) -> PushSubscription:  # what a browser calls endpoint, p256dh and auth
    """Send notices to this browser from now on; again is as good as once. Raises NoNotices."""
    try:
        target = Target.from_browser(address, key, auth)
        public_address(target.address)
    except (BadTarget, NotPublic) as error:
        raise NoNotices from error
    found = PushSubscription(
        member=member,
        browser_digest=browser_digest(browser),
        target_index=keyring().blind("push", target.address),
        since=now,
        used_at=now,
    )
    found.target = target.text
    with transaction.atomic():
        # A browser is one person's at a time, and has one subscription.
        PushSubscription.objects.filter(target_index=found.target_index).delete()
        PushSubscription.objects.filter(browser_digest=found.browser_digest).delete()
        found.save()
        kept = PushSubscription.objects.filter(member=member).order_by("-used_at", "-id").values_list("id", flat=True)
        PushSubscription.objects.filter(id__in=list(kept)[MOST:]).delete()
        _record(Action.NOTICES_STARTED, found, member_actor(member.id), now)
    return found


def unsubscribe(member: Member, browser: str, *, now: datetime) -> None:
    """No more notices to this browser of the member's."""
    found = PushSubscription.objects.filter(member=member, browser_digest=browser_digest(browser))
    _end(list(found), member_actor(member.id), now)


def end_of_browser(digest: bytes, *, now: datetime) -> None:
    """No more notices to a browser that was signed out, whoever used it; `digest` as `browser_digest` makes it."""
    _end(list(PushSubscription.objects.filter(browser_digest=digest)), SYSTEM, now)


def has_notices(member_id: int, browser: str) -> bool:
    """Whether this browser gets the member's notices."""
    return PushSubscription.objects.filter(member=member_id, browser_digest=browser_digest(browser)).exists()


def send_notices(member: Member, *, now: datetime) -> int:
    """A notice to each of the member's phones; returns how many push services took it. Not inside a transaction."""
    words = {
        "title": settings.PROFILE.name,
        "text": say(
            member.language, id="Ada kabar untuk Anda. Buka untuk membaca.", en="There is news for you. Open it."
        ),
        "path": PATH,
    }
    text = padded(json.dumps(words).encode())
    found = PushSubscription.objects.filter(member=member).select_related("member").order_by("id")
    return sum(_taken(each, text, now) for each in found[:MOST])


def sweep_notices(*, now: datetime) -> int:
    """Remove phones whose push service took nothing for long; returns how many."""
    old = now - timedelta(days=settings.PROFILE.messages.notices_unused_days)
    return PushSubscription.objects.filter(used_at__lt=old).delete()[0]


def browser_digest(token: str) -> bytes:
    """The digest a device of an account is known by (accounts.devices), so that both end together."""
    return hmac.digest(keyring().secret("device"), token.encode(), "sha256")[:16]


def _taken(subscription: PushSubscription, text: bytes, now: datetime) -> bool:
    target, key = Target.from_text(subscription.target), _key()
    try:
        reply = post_public(target.address, sealed(text, target), headers(target, key, contact=_contact(), now=now))
    except NotPublic:
        _end([subscription], SYSTEM, now)
        return False
    except NoReply:
        return False
    if reply.status in GONE:
        _end([subscription], SYSTEM, now)
        return False
    if reply.status not in TAKEN:
        log.warning("push subscription %s: the service answered %s", subscription.id, reply.status)
        return False
    PushSubscription.objects.filter(pk=subscription.pk).update(used_at=now)
    return True


def _end(found: list[PushSubscription], actor: Actor, now: datetime) -> None:
    for each in found:
        with transaction.atomic():
            if PushSubscription.objects.filter(pk=each.pk).delete()[0]:
                _record(Action.NOTICES_ENDED, each, actor, now)


def _record(action: Action, subscription: PushSubscription, actor: Actor, now: datetime) -> None:
    number, member_id = subscription.id, subscription.member_id
    record(action, actor=actor, now=now, subject="push-subscription", subject_id=number, member_id=member_id)


def _key() -> ec.EllipticCurvePrivateKey:
    return private_key(keyring().secret("vapid"))


def _contact() -> str:
    """Whom a push service may turn to (RFC 8292, 2.1): an https address."""
    return settings.ADDRESS.replace("http://", "https://", 1)
