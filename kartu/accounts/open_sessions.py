"""The sessions of an account that are open, and ending them: whoever holds an ended one is out at the next request."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.models import Device, OpenSession, Passkey, User
from kartu.accounts.signon.ending import secure_sites, sign_off_device
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.notifications.notices import end_of_browser

# One more ends the oldest: nobody has twenty browsers, a forgotten script may.
MOST = 20
FORGOTTEN_AFTER = timedelta(days=365)


def note_session(
    user: User, key: str, *, now: datetime, device: Device | None = None, passkey: Passkey | None = None
) -> None:
    """Write down that a session with this key is open; of too many the oldest end."""
    OpenSession.objects.create(user=user, device=device, passkey=passkey, key=key, since=now)
    oldest = OpenSession.objects.filter(user=user).order_by("-since", "-id")[MOST:]
    end_keys([each.key for each in oldest])


def move_session(old: str, new: str) -> None:
    """A session goes on under a new key."""
    OpenSession.objects.filter(key=old).update(key=new)


def forget_session(key: str) -> None:
    """A session has ended by itself."""
    OpenSession.objects.filter(key=key).delete()


def device_of_session(key: str) -> Device | None:
    """The browser a session was opened in, whatever cookies it sends since."""
    opened = OpenSession.objects.filter(key=key).select_related("device").first()
    return opened.device if opened else None


def devices_of(user: User) -> QuerySet[Device]:
    """The browsers of an account, the one used last first."""
    return Device.objects.filter(user=user, gone_at=None).prefetch_related("open_sessions").order_by("-seen_at", "-id")


def sign_out_device(user: User, device_id: int, *, actor: Actor, now: datetime) -> None:
    """End the sessions of one of the account's browsers, at other sites too, and forget it. Raises NotThere."""
    device = devices_of(user).filter(id=device_id).first()
    if device is None:
        raise NotThere
    with transaction.atomic():
        end_device(device)
        sign_off_device(device, actor=actor, now=now)
        end_of_browser(bytes(device.token_digest), now=now)
        # The row stays for the link in the notice; the cookie is nobody's any more.
        Device.objects.filter(pk=device.pk).update(gone_at=now, token_digest=secrets.token_bytes(16))
        _record(user, actor, now, scope="device")


def end_sessions(user: User, *, actor: Actor, now: datetime, keep: str = "") -> int:
    """End every session but the one with the key `keep`, at other sites too; returns how many ended here."""
    with transaction.atomic():
        # Sessions first: a sign-on that is being written holds its session until it can be seen here.
        ended = _end(OpenSession.objects.filter(user=user).exclude(key=keep))
        secure_sites(user, now=now)
        if ended:
            _record(user, actor, now, scope="others" if keep else "all")
    return ended


def end_device(device: Device) -> None:
    """End the sessions of one browser."""
    _end(OpenSession.objects.filter(device=device))


def end_keys(keys: list[str]) -> None:
    """End the sessions with these keys."""
    _end(OpenSession.objects.filter(key__in=keys))


def sweep_sessions(*, now: datetime) -> None:
    """Remove sessions that ran out, and browsers nobody used for a year: their cookie has gone by then."""
    Session.objects.filter(expire_date__lte=now).delete()
    kept = Session.objects.values("session_key")
    OpenSession.objects.filter(since__lt=now - timedelta(hours=1)).exclude(key__in=kept).delete()
    Device.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER, open_sessions=None).delete()


def _end(which: QuerySet[OpenSession]) -> int:
    keys = list(which.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return which.model.objects.filter(key__in=keys).delete()[0]


def _record(user: User, actor: Actor, now: datetime, *, scope: str) -> None:
    record(
        Action.SESSIONS_ENDED,
        actor=actor,
        now=now,
        subject="user",
        subject_id=user.id,
        member_id=user.member_id,
        scope=scope,
    )
