"""Whoever is signed in finds the way out on every page, or one page on."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern

from kartu.portal.urls import urlpatterns
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in

pytestmark = pytest.mark.django_db
# Shown to somebody else, full of one code; the way back stands on it.
SHOWN = {"/kartu/besar": "/kartu"}
LEADING = re.compile(r'(?:href|action)="(/keluar|/profil)"')


def _pages() -> list[str]:
    """The portal's addresses of one piece, as a member may open them."""
    return sorted(
        f"/{part.pattern}" for part in urlpatterns if isinstance(part, URLPattern) and "<" not in str(part.pattern)
    )


def test_every_page_of_somebody_signed_in_leads_out(pages: PageClient) -> None:
    member: Member = new_member()[0]
    sign_in(pages, member)
    without, seen = [], 0
    for path in _pages():
        answer = pages.get(path)
        words = answer.content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""
        if answer.status_code != 200 or ('class="tabs"' not in words and path not in SHOWN):
            continue  # no page of the member's own: sign-in, guide, files
        seen += 1
        way = SHOWN.get(path)
        if not (LEADING.search(words) or (way and f'href="{way}' in words)):
            without.append(path)

    assert without == []
    assert seen >= 8
    assert 'action="/keluar"' in pages.get("/profil").content.decode()
