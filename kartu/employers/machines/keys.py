"""Keys for an employer's machines: made by an owner, shown once, kept as a digest, good until a day."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.models import Role, User
from kartu.accounts.staff import RoleMissing
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.base.tenancy import fund_scope
from kartu.employers.machines.models import ApiKey
from kartu.employers.machines.refusals import BadKey, KeyRefused, TooManyKeys
from kartu.employers.people import hr_roles
from kartu.registry.models import Employer
from kartu.registry.sealing import keyring

ROSTER, STATES, REQUESTS, WEBHOOKS = "roster", "states", "requests", "webhooks"
SCOPES = (ROSTER, STATES, REQUESTS, WEBHOOKS)
MOST_KEYS, LONGEST_LIFE = 20, timedelta(days=366)
# So often the last use is written: reading a thousand pages is not a thousand writes.
USED_AGAIN = timedelta(minutes=10)
SHAPE = re.compile(r"kartu_[a-z0-9]{10}_[A-Za-z0-9_-]{43}")
PREFIX = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def make_key(
    employer: Employer,
    user: User,
    name: str,
    scopes: Collection[str],
    *,
    life: timedelta,
    actor: Actor,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Make a key that acts for `user`, an owner of the employer's account. Returns its row and the key, never again."""
    name = " ".join(name.replace("\0", "").split())
    if not 1 <= len(name) <= 60 or not scopes or not timedelta(0) < life <= LONGEST_LIFE or set(scopes) - set(SCOPES):
        raise BadKey
    if not _owns(user, employer, now):
        raise RoleMissing(role=Role.OWNER)
    prefix = "".join(secrets.choice(LETTERS) for _ in range(PREFIX))
    key = f"kartu_{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        Employer.objects.select_for_update(no_key=True).get(pk=employer.pk)  # two at once count one after the other
        if keys_of([employer.pk]).filter(revoked_at=None, expires_at__gt=now).count() >= MOST_KEYS:
            raise TooManyKeys(most=MOST_KEYS)
        made = ApiKey.objects.create(
            employer=employer,
            made_by=user,
            name=name,
            prefix=prefix,
            digest=_digest(key),
            scopes=" ".join(scope for scope in SCOPES if scope in scopes),
            made_at=now,
            expires_at=now + life,
        )
        record(Action.API_KEY_MADE, actor=actor, now=now, subject="api-key", subject_id=made.id, scopes=made.scopes)
    return made, key


def revoke_key(employers: Collection[int], key_id: int, *, actor: Actor, now: datetime) -> None:
    """Have a key open nothing from now on; twice is as good as once. Raises NotThere."""
    with transaction.atomic():
        key = keys_of(employers).select_for_update(of=("self",)).filter(pk=key_id).first()
        if key is None:
            raise NotThere
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            record(Action.API_KEY_REVOKED, actor=actor, now=now, subject="api-key", subject_id=key.id)


def keys_of(employers: Collection[int]) -> QuerySet[ApiKey]:
    """Keys of these employers, newest first."""
    return ApiKey.objects.filter(employer__in=employers).select_related("employer", "made_by").order_by("-id")


def open_with(key: str, *, now: datetime) -> ApiKey:
    """The row of a key somebody came with. Raises KeyRefused, whatever is wrong with it."""
    given = _digest(key)
    with fund_scope():  # the key says whose scope it is
        found = ApiKey.objects.select_related("employer", "made_by").filter(prefix=_prefix(key)).first()
        kept = bytes(found.digest) if found else bytes(len(given))
        if not hmac.compare_digest(kept, given) or found is None:
            raise KeyRefused
        if found.revoked_at or found.expires_at <= now or not _acts(found.made_by, found.employer, now):
            raise KeyRefused
        if found.used_at is None or found.used_at < now - USED_AGAIN:
            ApiKey.objects.filter(pk=found.pk).update(used_at=now)
    return found


def _prefix(key: str) -> str:
    return key.split("_")[1] if SHAPE.fullmatch(key) else ""


def _owns(user: User, employer: Employer, now: datetime) -> bool:
    return any(role.grade == Role.OWNER for role in _roles(user, employer, now))


def _acts(user: User, employer: Employer, now: datetime) -> bool:
    return any(role.grade in (Role.OWNER, Role.HR_OFFICER) for role in _roles(user, employer, now))


def _roles(user: User, employer: Employer, now: datetime) -> list[Role]:
    above = {employer.pk, employer.parent_id}
    return [role for role in hr_roles(user.id, now=now) if role.employer_id in above]


def _digest(key: str) -> bytes:
    return hmac.digest(keyring().secret("api-key"), key.encode(), "sha256")
