"""A site's request to sign somebody on: read, found right, and held against whoever sits at the browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from oauthlib.oauth2.rfc6749.errors import FatalClientError, OAuth2Error

from kartu.accounts.models import User
from kartu.accounts.sessions import Authentication, authentication, signed_in_member
from kartu.accounts.signon.checks import Giving
from kartu.accounts.signon.consents import consent_for
from kartu.accounts.signon.id_tokens import read_hint
from kartu.accounts.signon.models import SiteConsent
from kartu.accounts.signon.policy import SentBack, Standing, Step, next_step, read_wish
from kartu.accounts.signon.server import SiteServer
from kartu.accounts.signon.sign_ons import SessionOver
from kartu.accounts.signon.subjects import subject_of
from kartu.signon.onward import with_issuer, with_words
from kartu.signon.parameters import AUTHORIZE, read

# In the address while the person signs in: since when a fresh proof is demanded. Signed, and soon worth nothing.
DEMANDED, SALT, PATIENCE = "sejak", "kartu.signon", 900
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class Returned(Exception):
    """The answer is an error, and goes back to the site at `address`."""

    def __init__(self, sent: dict[str, str], error: str, why: str = "") -> None:
        super().__init__(error)
        back = with_words(sent["redirect_uri"], error=error, error_description=why, state=sent.get("state", ""))
        self.address = with_issuer(back)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, found right. `user`: the member at the browser, or None, in the session with the key `session`;
    `step`: what has to be done next."""

    site: Client
    scopes: list[str]
    sent: dict[str, str]
    user: User | None
    proof: Authentication
    session: str
    step: Step

    @property
    def query(self) -> str:
        return urlencode(self.sent)


def read_call(request: HttpRequest, *, now: datetime) -> Call:
    """Read the request in the address. Raises FatalClientError and Unreadable (for a page), Returned (for the site)."""
    sent = read(request.GET, AUTHORIZE)
    scopes, site = _checked(sent, now)
    user, proof = signed_in_member(request, now=now), authentication(request)
    known = user and consent_for(user, site)
    standing = Standing(
        proved_at=proof.at if user else None,
        consented=bool(known and known.covers(scopes)),
        hinted=user is None or _meant(sent.get("id_token_hint", ""), site, user),
    )
    try:
        wish = read_wish(sent.get("prompt", ""), sent.get("max_age", ""), _demanded_at(request))
        step = next_step(wish, standing, now=now)
    except SentBack as refused:
        raise Returned(sent, refused.error, refused.why) from refused
    return Call(site, scopes, sent, user, proof, request.session.session_key or "", step)


def code_address(call: Call, consent: SiteConsent, *, now: datetime) -> str:
    """Give a code, and say where it goes. Raises Returned: the session ended, or the consent, at this very moment."""
    server = SiteServer(now=now, giving=Giving(consent, call.proof, call.session))
    try:
        headers, _, _ = server.create_authorization_response(_uri(call.sent), scopes=call.scopes)
    except SessionOver as refused:
        raise Returned(call.sent, "login_required") from refused
    return with_issuer(headers["Location"])


def demanding(call: Call, *, now: datetime) -> str:
    """The same request, for after the proof: one given from now on is fresh enough."""
    stamp = signing.dumps(now.isoformat(), salt=SALT)
    return f"/oidc/authorize?{urlencode({**call.sent, DEMANDED: stamp})}"


def _checked(sent: dict[str, str], now: datetime) -> tuple[list[str], Client]:
    try:
        scopes, found = SiteServer(now=now).validate_authorization_request(_uri(sent))
        _refuse_other_forms(sent)
    except FatalClientError:
        raise
    except OAuth2Error as refused:
        raise Returned(sent, refused.error, refused.description or "") from refused
    except SentBack as refused:
        raise Returned(sent, refused.error, refused.why) from refused
    return scopes, found["request"].client


def _refuse_other_forms(sent: dict[str, str]) -> None:
    """What oauthlib would pass over in silence (OpenID Connect Core 6, OAuth 2.0 Multiple Response Types 2.1)."""
    for name in ("request", "request_uri"):
        if name in sent:
            raise SentBack(f"{name}_not_supported")
    if sent.get("response_mode", "query") != "query":
        raise SentBack("invalid_request", "response_mode is query")
    if not CHALLENGE.fullmatch(sent["code_challenge"]):
        raise SentBack("invalid_request", "code_challenge is 43 signs of base64url")


def _meant(hint: str, site: Client, user: User) -> bool:
    """Whether the site means the person who is signed in, as far as it says."""
    if not hint:
        return True
    claims = read_hint(hint) or {}
    return claims.get("aud") == site.id and claims.get("sub") == subject_of(site, user)


def _demanded_at(request: HttpRequest) -> datetime | None:
    try:
        return datetime.fromisoformat(signing.loads(request.GET.get(DEMANDED, ""), salt=SALT, max_age=PATIENCE))
    except signing.BadSignature:
        return None


def _uri(sent: dict[str, Any]) -> str:
    return f"{settings.ADDRESS}/oidc/authorize?{urlencode(sent)}"
