"""Links by which somebody who works with the fund gets in for the first time, to make a passkey. Each opens once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from kartu.accounts.devices import Browser
from kartu.accounts.models import EntryLink, User
from kartu.accounts.passkeys import Made, State, make_passkey
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import DomainError

LIFETIME = timedelta(days=7)
TOKEN_BYTES = 24


class LinkRefused(DomainError):
    """The link is unknown, was used or is too old; the answer is the same."""

    code = "link-refused"
    id = "Tautan ini sudah dipakai atau tidak berlaku lagi. Minta tautan baru kepada penyelia Anda."
    en = "This link was used or is no longer valid. Ask your supervisor for a new one."


def make_entry_link(user: User, *, actor: Actor, now: datetime, lifetime: timedelta = LIFETIME) -> str:
    """The token of a new link for `user`, stored only as a digest; links made before stay good."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        link = EntryLink.objects.create(user=user, token_digest=_digest(token), made_at=now, expires_at=now + lifetime)
        record(Action.ENTRY_LINK_MADE, actor=actor, now=now, subject="entry-link", subject_id=link.id, user=user.id)
    return token


def link_for(token: str, *, now: datetime) -> EntryLink:
    """The unused link with this token. Raises LinkRefused."""
    found = EntryLink.objects.filter(
        token_digest=_digest(token), used_at=None, expires_at__gt=now, user__is_active=True
    )
    link = found.select_related("user").first()
    if link is None:
        raise LinkRefused
    return link


def enrol(link: EntryLink, state: State, answer: str, *, now: datetime) -> User:
    """Make the passkey the link is for and use the link up, both or neither. Raises PasskeyRefused, LinkRefused."""
    with transaction.atomic():
        make_passkey(link.user, Made(state, answer, Browser("")), for_staff=True, now=now)
        return use_link(link, now=now)


def use_link(link: EntryLink, *, now: datetime) -> User:
    """Use a link up: of two callers one does. Raises LinkRefused."""
    if not EntryLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise LinkRefused
    return link.user


def _digest(token: str) -> bytes:
    # 192 random bits need no key: nobody can try them all.
    return hashlib.sha256(token.encode()).digest()
