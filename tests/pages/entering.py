"""Walking through the members' entrance, and setting up what it asks for."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils import timezone

from kartu.base.work import challenge, solve
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from tests.accounts.apps import app_code
from tests.accounts.builders import PASSWORD, PHONE
from tests.pages.client import PageClient


def enter(pages: PageClient, password: str = PASSWORD, **more: str) -> Any:
    work = solve(challenge(now=timezone.now()))
    return pages.post("/masuk", {"name": PHONE, "password": password, "work": work, **more})


def secret_on(page: Any) -> str:
    found = re.search(r'class="num key" translate="no">([A-Z2-7 ]+)<', page.content.decode())
    assert found
    return found[1].replace(" ", "")


def switch_on(pages: PageClient) -> tuple[str, list[str]]:
    """Set the second step up as a person would; returns the app's secret and the codes that were shown."""
    secret = secret_on(pages.get("/keamanan/kode"))
    shown = pages.post("/keamanan/kode", {"code": app_code(secret, timezone.now())}, follow=True)
    codes = re.findall(r'<li class="code">([A-Z2-7 ]+)</li>', shown.content.decode())
    return secret, codes


def notice_link(kind: str = "new_device") -> str:
    letter = write_letter(Message.objects.filter(kind=kind).latest("at"), settings.PROFILE)
    found = re.search(r"http://[^/]+(/perangkat/\S+)", letter.text)
    assert found
    return found[1]
