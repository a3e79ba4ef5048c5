"""Whatever stands in one parameter, no endpoint of sign-on breaks, and none sends anybody to a stranger."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client as Browser

from kartu.base import throttle
from kartu.base.throttle import Limit
from kartu.registry.models import Member
from kartu.signon.parameters import AUTHORIZE, LEAVE, REVOKE, TOKEN
from tests.pages.client import PageClient
from tests.signon.builders import BACK, BYE, VERIFIER, Site, tokens

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
# What oauthlib keeps of its own under these names would be a stranger's to set, were it handed on.
MORE = ("user", "client", "scopes", "extra_credentials", "claims", "sejak", "decision")
HOSTILE = [
    *("\0", "%00", "\ufffe", "é", " ", "{}", "[" * 900, "a" * 5000, "-1", "9" * 30, "x.y.z", "none", "none login"),
    *("//penipu.id", "https://penipu.id/", "https://situs.contoh.id.penipu.id/", "javascript:1", f"{BACK}@penipu.id"),
    *("' OR 1=1 --", "<script>", "allow", "out", VERIFIER, BACK, BYE),
]


@pytest.mark.parametrize("path", ["authorize", "izin", "token", "userinfo", "revoke", "logout", "keluar"])
def test_hostile_words_are_answered_and_lead_nowhere_strange(
    pages: PageClient, member: Member, site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    many = {name: Limit(10**9, limit.window) for name, limit in throttle.LIMITS.items()}
    monkeypatch.setattr(throttle, "LIMITS", many)
    got = tokens(pages, site)
    browser = Browser(headers={"host": "localhost"})
    browser.cookies = pages.cookies
    asked, proof = (
        dict(parse_qsl(urlsplit(site.address()).query)),
        {"client_id": site.client.id, "client_secret": site.secret},
    )
    query, body, names = {
        "authorize": (asked, {}, AUTHORIZE),
        "izin": (asked, {"decision": "allow"}, AUTHORIZE),
        "token": ({}, {**proof, "grant_type": "refresh_token", "refresh_token": got["refresh_token"]}, TOKEN),
        "userinfo": ({}, {}, TOKEN),
        "revoke": ({}, {**proof, "token": got["access_token"]}, REVOKE),
        "logout": ({"client_id": site.client.id, "post_logout_redirect_uri": BYE}, {}, LEAVE),
        "keluar": ({"client_id": site.client.id, "post_logout_redirect_uri": BYE}, {"decision": "stay"}, LEAVE),
    }[path]

    for name in (*names, *MORE):
        for word in HOSTILE:
            wrong = {name: word}
            address = f"/oidc/{path}?{urlencode({**query, **(wrong if query else {})})}"
            sent = urlencode({**body, **({} if query else wrong)})
            answer: Any = browser.post(address, sent, content_type=FORM) if body else browser.get(address)
            led = answer.headers.get("Location", "") or answer.headers.get("Refresh", "").partition("url=")[2]
            assert answer.status_code < 500, (name, word)
            assert urlsplit(led).netloc in ("", "situs.contoh.id"), (name, word)
