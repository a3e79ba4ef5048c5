"""Sessions as the entrances open them, without walking through one (kartu/accounts/sessions.py)."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.utils import timezone

from kartu.accounts import sessions
from kartu.accounts.models import OpenSession, User
from kartu.accounts.open_sessions import note_session


def open_session(
    client: Client,
    user: User,
    *,
    kind: str = sessions.MEMBER,
    way: str = "password",
    own_phone: bool = False,
    proved_at: datetime | None = None,
) -> None:
    """Sign `user` in; `proved_at` is when the person was last proved, if that is a while ago."""
    now = timezone.now()
    client.force_login(user, backend=sessions.BACKEND)
    session = client.session
    session[sessions.KIND] = kind
    session[sessions.PROOFS] = [[way, (proved_at or now).isoformat()]]
    session[sessions.OWN] = own_phone
    session[sessions.SINCE] = session[sessions.SEEN] = now.isoformat()
    session.save()
    OpenSession.objects.filter(key=session.session_key).delete()
    note_session(user, str(session.session_key), now=now)
