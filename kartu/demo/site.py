"""Another site of the invented fund, to try sign-on with: registered once, and a page that plays it."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.models import Client
from django.conf import settings

from kartu.accounts.signon.server import SiteServer
from kartu.accounts.signon.sites import NewSite, register_site
from kartu.audit.actors import OPERATOR
from kartu.demo.files import SITE, write_private

NAME = "Pelatihan Kerja Contoh"
# Beside the page here, addresses on which somebody may run a site of their own (docs/signon.md).
ELSEWHERE = ("http://localhost:9000/kembali", "http://127.0.0.1:9000/kembali", "http://localhost:9000/anggota/kembali")
# Known to everybody, as everything here; a real site makes a new one for each person.
VERIFIER = "hanya-untuk-demo-" + "0123456789" * 3


def demo_site(*, now: datetime) -> dict[str, Any]:
    """What the site needs to know; registered when it is not yet, with the addresses this demonstration answers at."""
    back, bye = [f"{settings.ADDRESS}/demo/situs", *ELSEWHERE], [f"{settings.ADDRESS}/demo/situs"]
    kept = _kept()
    site = Client.objects.filter(id=kept.get("client_id", "")).first()
    if site is None:  # the first start, or one after a start that was cut short
        site, secret = register_site(NewSite(NAME, back, after_sign_out=bye, sector="demo"), actor=OPERATOR, now=now)
        kept = {"client_id": site.id, "client_secret": secret}
        write_private(settings.DATA / SITE, kept)
    site.set_redirect_uris(back)
    site.set_post_logout_redirect_uris(bye)
    site.save(update_fields=["redirect_uris", "data"])
    return {
        "issuer": settings.ADDRESS,
        **kept,
        "redirect_uri": back[0],
        "redirect_uris": back,
        "post_logout_redirect_uri": bye[0],
        "scope": " ".join(site.get_scopes()),
    }


def way_in(site: dict[str, Any]) -> str:
    """Where the site sends people to sign on."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    sent = {
        "client_id": site["client_id"],
        "redirect_uri": site["redirect_uri"],
        "response_type": "code",
        "scope": site["scope"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"/oidc/authorize?{urlencode(sent)}"


def person_of(site: dict[str, Any], code: str, *, now: datetime) -> dict[str, Any]:
    """What the site learns for `code`, by the questions its server would ask by HTTP; nothing for a bad one."""
    server = SiteServer(now=now)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": site["redirect_uri"],
        "code_verifier": VERIFIER,
        "client_id": site["client_id"],
        "client_secret": site["client_secret"],
    }
    _, told, status = server.create_token_response(
        f"{settings.ADDRESS}/oidc/token", http_method="POST", body=urlencode(sent)
    )
    if status != 200:
        return {}
    tokens = json.loads(told)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    _, known, _ = server.create_userinfo_response(f"{settings.ADDRESS}/oidc/userinfo", headers=headers)
    leave = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": site["post_logout_redirect_uri"]}
    return {**json.loads(known), "leave": f"/oidc/logout?{urlencode(leave)}"}


def _kept() -> dict[str, str]:
    path = settings.DATA / SITE
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return kept
