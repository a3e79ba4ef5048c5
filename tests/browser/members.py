"""Members let into a browser without walking through the entrance."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext

from kartu.accounts.devices import DEVICE_COOKIE, Browser, remember_device
from kartu.accounts.models import User
from kartu.registry.models import Member
from tests.pages.members import sign_in


def let_in(context: BrowserContext, member: Member, *, own_phone: bool = False) -> None:
    """Give the browser a session of `member`; with `own_phone` also the mark of a phone of one's own."""
    client = Client()
    sign_in(client, member, own_phone=own_phone)
    names = [settings.SESSION_COOKIE_NAME, *(["ponsel"] if own_phone else [])]
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"} for name in names]
    )


def known_to_the_account(context: BrowserContext, user: User) -> None:
    """The browser is one the account was used in before: there a code by text message is enough for a new password."""
    token = remember_device(user, Browser("", ""), now=timezone.now()).token
    context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "domain": "localhost", "path": "/"}])
