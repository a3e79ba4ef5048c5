"""Who is in: the session of a member or of staff, from entry until sign-out or until it was left alone too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.contrib.auth import login, logout
from django.http import HttpRequest

from kartu.accounts.models import User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor, member_actor, staff_actor
from kartu.audit.recording import record

Way = Literal["password", "code", "passkey", "link"]

MEMBER_IDLE = timedelta(minutes=30)
OWN_PHONE_IDLE = timedelta(days=30)
STAFF_IDLE = timedelta(minutes=15)
# The session is written again at most this often, so that pages in between cost no write.
WRITTEN_EVERY = timedelta(seconds=60)

WAY, SEEN, OWN = "way", "seen", "own"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: User, *, way: Way, now: datetime, own_phone: bool = False) -> None:
    """Open a session for `user` under a new session key; what an anonymous visitor had begun comes along."""
    login(request, user, backend=BACKEND)
    request.session[WAY] = way
    request.session[OWN] = own_phone
    _stay(request, now)
    record(
        Action.SIGNED_IN,
        actor=actor_of(user),
        now=now,
        subject="user",
        subject_id=user.id,
        member_id=user.member_id,
        way=way,
    )


def leave(request: HttpRequest, *, now: datetime) -> None:
    """End the session; nothing of it stays on the server."""
    user = signed_in(request, now=now)
    if user:
        record(
            Action.SIGNED_OUT,
            actor=actor_of(user),
            now=now,
            subject="user",
            subject_id=user.id,
            member_id=user.member_id,
        )
    logout(request)


def signed_in(request: HttpRequest, *, now: datetime) -> User | None:
    """Whoever is in, or None; a session that was left alone too long is ended here."""
    user = request.user
    if not isinstance(user, User):
        return None
    seen = datetime.fromisoformat(request.session.get(SEEN, "2000-01-01T00:00:00+00:00"))
    if now - seen >= idle(request):
        logout(request)
        return None
    if now - seen >= WRITTEN_EVERY:
        _stay(request, now)
    return user


def signed_in_member(request: HttpRequest, *, now: datetime) -> User | None:
    """As `signed_in`, for accounts of members."""
    user = signed_in(request, now=now)
    return user if user and user.member_id and request.session.get(WAY) in ("password", "code") else None


def signed_in_staff(request: HttpRequest, *, now: datetime) -> User | None:
    """As `signed_in`, for those who came through the staff entrance; a password does not get there."""
    user = signed_in(request, now=now)
    return user if user and request.session.get(WAY) in ("passkey", "link") else None


def idle(request: HttpRequest) -> timedelta:
    """How long this session may be left alone."""
    if request.session.get(WAY) in ("passkey", "link"):
        return STAFF_IDLE
    return OWN_PHONE_IDLE if request.session.get(OWN) else MEMBER_IDLE


def actor_of(user: User) -> Actor:
    return member_actor(user.member_id) if user.member_id else staff_actor(user.id)


def _stay(request: HttpRequest, now: datetime) -> None:
    request.session[SEEN] = now.isoformat()
    request.session.set_expiry(idle(request))
