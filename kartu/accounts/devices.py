"""Browsers somebody has signed in with before. Who comes from one has a budget of tries that no stranger can use up."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from kartu.accounts.models import Device, User
from kartu.base.browsers import kinds_of
from kartu.registry.sealing import keyring

TOKEN_BYTES = 24
DEVICE_COOKIE = f"{settings.PREFIX}perangkat"


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as it comes to us: the token of its cookie ("" for none), and what it calls itself."""

    token: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A browser noted for an account: its row, what its cookie is to hold, and whether the account never used it."""

    device: Device
    token: str
    strange: bool


def known_to(users: Sequence[User], token: str) -> bool:
    """Whether one of `users` has signed in with this browser before."""
    # Nobody is 0: a name nobody has costs the same question.
    return Device.objects.filter(token_digest=_digest(token), user__in=[user.id for user in users] or [0]).exists()


def device_for(user: User, token: str) -> Device | None:
    """The browser of `token` among those of this account."""
    return Device.objects.filter(token_digest=_digest(token), user=user).first() if token else None


def is_known(token: str) -> bool:
    """Whether anybody has signed in with this browser before."""
    return Device.objects.filter(token_digest=_digest(token)).exists()


def remember_device(user: User, browser: Browser, *, now: datetime) -> Remembered:
    """Note that `user` signs in with this browser; `strange` when the account was used elsewhere before, never here."""
    token = browser.token or secrets.token_urlsafe(TOKEN_BYTES)
    elsewhere = Device.objects.filter(user=user).exists()
    kind, system = kinds_of(browser.agent)
    device, made = Device.objects.update_or_create(
        token_digest=_digest(token),
        user=user,
        defaults={"seen_at": now, "browser": kind, "system": system},
        create_defaults={"since": now, "seen_at": now, "browser": kind, "system": system},
    )
    return Remembered(device, token, made and elsewhere)


def _digest(token: str) -> bytes:
    return hmac.digest(keyring().secret("device"), token.encode(), "sha256")[:16]
