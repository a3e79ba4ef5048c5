"""Sites, and a browser that signs on at them, for the tests of sign-on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.idp.oidc.models import Client
from django.test import Client as Browser
from django.utils import timezone

from kartu.accounts.signon.sites import NewSite, register_site
from kartu.audit.actors import OPERATOR
from tests.pages.client import PageClient

BACK = "https://situs.contoh.id/kembali"
BYE = "https://situs.contoh.id/"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Site:
    """One site, and what its server asks of ours."""

    client: Client
    secret: str
    server: Browser = field(default_factory=lambda: Browser(headers={"host": "localhost"}))

    def address(self, **more: str) -> str:
        """Where it sends people; `more` replaces parameters, "" leaves one out."""
        sent = {
            "client_id": self.client.id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid profile membership_number member_status",
            "state": "s-1",
            "nonce": "n-1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **more,
        }
        return f"/oidc/authorize?{urlencode({name: text for name, text in sent.items() if text})}"

    def post(self, path: str, **sent: str) -> Any:
        """As the site's server asks, with its secret."""
        if self.secret and "client_secret" not in sent and "client_id" not in sent:
            token = base64.b64encode(f"{self.client.id}:{self.secret}".encode()).decode()
            return self.server.post(path, sent, headers={"authorization": f"Basic {token}"})
        return self.server.post(path, {"client_id": self.client.id, **sent})

    def trade(self, code: str, **more: str) -> Any:
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return self.post("/oidc/token", **{**sent, **more})

    def renew(self, token: str, **more: str) -> Any:
        return self.post("/oidc/token", grant_type="refresh_token", refresh_token=token, **more)

    def userinfo(self, access: str) -> Any:
        return self.server.get("/oidc/userinfo", headers={"authorization": f"Bearer {access}"})


def a_site(name: str = "Situs Pelatihan", **more: Any) -> Site:
    new = {"return_to": [BACK], "after_sign_out": [BYE], **more}
    client, secret = register_site(NewSite(name, **new), actor=OPERATOR, now=timezone.now())
    return Site(client, secret)


def back_with(answer: Any) -> dict[str, str]:
    """What went back to the site, wherever the answer says it: in a redirect, or on the page in between."""
    address = answer.headers.get("Location") or answer.headers["Refresh"].partition("url=")[2]
    assert address.startswith(BACK), address
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def allowed(browser: PageClient, site: Site, **more: str) -> dict[str, str]:
    """The member signs on at the site and allows it, where it asks."""
    address = site.address(**more)
    answer = browser.get(address)
    if answer.status_code == 200 and b"/oidc/izin" in answer.content:
        answer = browser.post(address.replace("/authorize", "/izin"), {"decision": "allow"})
    return back_with(answer)


def tokens(browser: PageClient, site: Site, **more: str) -> dict[str, Any]:
    """All that a sign-on brings the site."""
    traded: dict[str, Any] = site.trade(allowed(browser, site, **more)["code"]).json()
    return traded


def opened(id_token: str) -> dict[str, Any]:
    """The claims of an ID token, unjudged."""
    body = id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
