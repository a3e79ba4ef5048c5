"""Addresses of an employer's that are told what happens: registered, removed, and what is queued for them."""

from __future__ import annotations

import base64
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.models import User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.employers.machines.models import Hook, HookDelivery
from kartu.employers.machines.refusals import AddressRefused, TooManyHooks
from kartu.registry.members import next_ids
from kartu.registry.models import Employer
from kartu.registry.sealing import keyring

BLOCKED, RENEWED, CASE_MOVED, UPLOAD_FINISHED, TEST = (
    "card.blocked",
    "card.renewed",
    "case.moved",
    "upload.finished",
    "webhook.test",
)
KINDS = (BLOCKED, RENEWED, CASE_MOVED, UPLOAD_FINISHED)
MOST_HOOKS, LONGEST_ADDRESS = 10, 300
SECRET = 32


@dataclass(frozen=True, slots=True)
class Told:
    """One event as an address is told it. `cause` names what happened: it is told once to each address."""

    kind: str
    cause: str
    at: datetime
    what: Mapping[str, object]


def add_hook(
    employer: Employer, user: User, address: str, kinds: Collection[str], *, actor: Actor, now: datetime
) -> tuple[Hook, str]:
    """Tell `address` of these events from now on. Returns the hook and its secret ("whsec_..."), never again.

    Raises AddressRefused for what could never be reached from outside; where the name leads is checked at each sending.
    """
    _require_address(address)
    if not kinds or set(kinds) - set(KINDS):
        raise AddressRefused
    secret = f"whsec_{base64.b64encode(os.urandom(SECRET)).decode()}"
    (number,) = next_ids("employers_hook", 1)
    _, wrapped = keyring().new_data_key(number, of="hook")
    hook = Hook(
        id=number,
        employer=employer,
        address=address,
        kinds=" ".join(kind for kind in KINDS if kind in kinds),
        data_key=wrapped,
        made_by=user,
        made_at=now,
        seen_until=now,
    )
    hook.secret = secret
    with transaction.atomic():
        Employer.objects.select_for_update(no_key=True).get(pk=employer.pk)
        if hooks_of([employer.pk]).count() >= MOST_HOOKS:
            raise TooManyHooks(most=MOST_HOOKS)
        hook.save(force_insert=True)
        record(Action.WEBHOOK_ADDED, actor=actor, now=now, subject="webhook", subject_id=number, kinds=hook.kinds)
    return hook, secret


def end_hook(hook: Hook, *, actor: Actor, now: datetime) -> None:
    """Tell this address nothing more, and forget its secret."""
    with transaction.atomic():
        if not Hook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=now, data_key=b"", secret_sealed=b""):
            return
        hook.deliveries.filter(next_at__isnull=False).update(next_at=None, problem="ended")
        record(Action.WEBHOOK_ENDED, actor=actor, now=now, subject="webhook", subject_id=hook.pk)


def hooks_of(employers: Collection[int]) -> QuerySet[Hook]:
    """Addresses in use, oldest first."""
    return Hook.objects.filter(employer__in=employers, ended_at=None).select_related("employer").order_by("id")


def hook_of(employers: Collection[int], hook_id: int) -> Hook:
    """One of them. Raises NotThere."""
    found = hooks_of(employers).filter(pk=hook_id).first()
    if found is None:
        raise NotThere
    return found


def deliveries_of(hook: Hook) -> QuerySet[HookDelivery]:
    """What the address was told or is to be told, newest first."""
    return hook.deliveries.order_by("-id")


def queue_told(hooks: Collection[Hook], told: Told) -> int:
    """Queue one event for each of `hooks` that wants it and has not got it; returns how many. In the caller's scope."""
    rows = [
        HookDelivery(
            employer_id=hook.employer_id,
            hook=hook,
            kind=told.kind,
            cause=told.cause,
            told=dict(told.what),
            happened_at=told.at,
            next_at=told.at,
        )
        for hook in hooks
        if told.kind == TEST or told.kind in hook.kinds.split()
    ]
    return len(HookDelivery.objects.bulk_create(rows, ignore_conflicts=True))


def _require_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise AddressRefused from error
    local = settings.HOOKS_LOOPBACK and parts.scheme == "http" and host == "127.0.0.1"
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
    if not plain or not host or port == 0 or "@" in parts.netloc or parts.fragment:
        raise AddressRefused
    if not local and (parts.scheme != "https" or ("." not in host.strip(".") and ":" not in host)):
        raise AddressRefused
