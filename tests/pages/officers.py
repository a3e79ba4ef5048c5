"""Officers for the tests of the desk: signed in without walking through the staff entrance."""

from __future__ import annotations

from django.test import Client

from kartu.accounts import sessions
from kartu.accounts.models import User
from kartu.audit.actors import Actor
from tests.accounts.sessions import open_session


def sign_in_officer(client: Client, officer: Actor) -> User:
    """A session as the staff entrance opens it after a passkey (kartu/accounts/sessions.py)."""
    user = User.objects.get(pk=officer.id or 0)
    open_session(client, user, kind=sessions.STAFF, way="passkey")
    return user
