"""Browsers somebody has signed in with before. Who comes from one has a budget of tries that no stranger can use up."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from kartu.accounts.models import Device, User
from kartu.registry.sealing import keyring

TOKEN_BYTES = 24


def known_to(users: Sequence[User], token: str) -> bool:
    """Whether one of `users` has signed in with this browser before."""
    # Nobody is 0: a name nobody has costs the same question.
    return Device.objects.filter(token_digest=_digest(token), user__in=[user.id for user in users] or [0]).exists()


def remember_device(user: User, token: str, *, now: datetime) -> tuple[str, bool]:
    """Note that `user` signs in with the browser of `token` ("" when it has none).

    Returns the token its cookie is to hold, and whether the account was used elsewhere before and never here.
    """
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    elsewhere = Device.objects.filter(user=user).exists()
    _, made = Device.objects.update_or_create(
        token_digest=_digest(token),
        user=user,
        defaults={"seen_at": now},
        create_defaults={"since": now, "seen_at": now},
    )
    return token, made and elsewhere


def _digest(token: str) -> bytes:
    return hmac.digest(keyring().secret("device"), token.encode(), "sha256")[:16]
