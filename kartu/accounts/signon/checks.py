"""The checks of the protocol, asked by oauthlib one by one; the sites and tokens they look up are allauth's rows.

Stricter than allauth's own checks (decision 11): S256 demanded of every site, an address compared whole, codes that are
rows (used once, replay ends what they gave), families of refresh tokens, pairwise subjects, how and when the member was
proved.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from allauth.idp.oidc.models import Client
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import AccessDeniedError, InvalidGrantError, UnsupportedResponseTypeError
from oauthlib.openid import RequestValidator

from kartu.accounts.sessions import Authentication
from kartu.accounts.signon.ending import REVOKED, end_sign_on
from kartu.accounts.signon.id_tokens import id_token as make_id_token
from kartu.accounts.signon.models import SignOn, SiteConsent
from kartu.accounts.signon.scopes import OPENID, claims_of, known_scopes
from kartu.accounts.signon.sign_ons import (
    Asked,
    begin_sign_on,
    keep_tokens,
    sign_on_of_access,
    sign_on_of_either,
    sign_on_of_refresh,
    trade_code,
)
from kartu.accounts.signon.sites import has_secret, site_by_id
from kartu.accounts.signon.subjects import subject_of
from kartu.audit.actors import SYSTEM
from kartu.audit.queries import record_look
from kartu.base.errors import NotThere

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class Giving:
    """What a code is given for: the member's consent, how the member was proved, and the key of the session."""

    consent: SiteConsent
    proof: Authentication
    session: str


class SiteChecks(RequestValidator):  # type: ignore[misc]  # ships no types
    """The checks of one request. `sign_on` is the one its code or token was found to belong to."""

    def __init__(self, *, now: datetime, giving: Giving | None = None) -> None:
        super().__init__()
        self.now, self.giving = now, giving
        self._sign_on: SignOn | None = None

    @property
    def sign_on(self) -> SignOn:
        if self._sign_on is None:
            raise InvalidGrantError
        return self._sign_on

    # Who asks.

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Only a public site, naming itself and nothing more, goes without."""
        alone = request.client_id and not request.client_secret and "Authorization" not in request.headers
        return not (alone and self.authenticate_client_id(request.client_id, request))

    def authenticate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        site = _site(client_id)
        return site is not None and site.type == Client.Type.PUBLIC and self._is(site, request)

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """By HTTP Basic or in the body, never both (RFC 6749 section 2.3)."""
        header = request.headers.get("Authorization", "")
        named, secret = _basic(header) if header else (request.client_id, request.client_secret)
        site = _site(named) if named and secret and not (header and request.client_secret) else None
        return site is not None and has_secret(site, secret) and self._is(site, request)

    def validate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        site = _site(client_id)
        return site is not None and self._is(site, request)

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return grant_type in client.get_grant_types()

    def is_origin_allowed(self, client_id: str, origin: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Tokens are for servers and applications; no script of a page reads them."""
        return False

    # Asking for a code.

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kw: Any) -> bool:
        """Compared as it stands, sign by sign (RFC 9700 section 4.1.3)."""
        return redirect_uri in request.client.get_redirect_uris()

    def validate_response_type(
        self, client_id: str, response_type: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        if response_type != "code":
            raise UnsupportedResponseTypeError(request=request)
        return True

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """What nobody knows, or this site may not ask for, is left out; without `openid` this is no sign-on."""
        allowed = request.client.get_scopes()
        request.scopes = [scope for scope in known_scopes(scopes) if scope in allowed]
        return OPENID in request.scopes

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def get_default_redirect_uri(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """There is none: each request says where it wants its answer."""

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    def validate_silent_login(self, request: Request) -> bool:
        """Decided before, in policy.next_step, as all that depends on who sits at the browser."""
        return True

    def validate_silent_authorization(self, request: Request) -> bool:
        return True

    def validate_user_match(self, id_token_hint: str, scopes: list[str], claims: Any, request: Request) -> bool:
        return True

    def save_authorization_code(self, client_id: str, code: Any, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.giving is None:
            raise AccessDeniedError(request=request)
        asked = Asked(request.scopes, request.redirect_uri, request.code_challenge, request.nonce or "")
        giving = self.giving
        begin_sign_on(giving.consent, asked, giving.proof, code["code"], session=giving.session, now=self.now)

    # Trading it in.

    def validate_code(self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kw: Any) -> bool:
        self._sign_on = trade_code(client.id, code, now=self.now)
        request.scopes = self._sign_on.scopes.split() if self._sign_on else []
        return self._found(request)

    def get_code_challenge(self, code: str, request: Request) -> str:
        if request.code_verifier and not VERIFIER.fullmatch(request.code_verifier):
            raise InvalidGrantError(request=request)
        return self.sign_on.challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return "S256"

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return redirect_uri == self.sign_on.return_to

    def get_authorization_code_nonce(
        self, client_id: str, code: str, redirect_uri: str, request: Request
    ) -> str | None:
        return self.sign_on.nonce or None

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *args: Any, **kw: Any) -> None:
        """It was used up when it was read."""

    # Renewing.

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        self._sign_on = sign_on_of_refresh(client.id, refresh_token, now=self.now)
        return self._found(request)

    def get_original_scopes(self, refresh_token: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        return self.sign_on.scopes.split()

    def rotate_refresh_token(self, request: Request) -> bool:
        return True

    def refresh_id_token(self, request: Request) -> bool:
        return True

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        pair, spent = (token["access_token"], token["refresh_token"]), request.refresh_token or ""
        if not keep_tokens(self.sign_on, *pair, request.scopes, spent=spent, now=self.now):
            raise InvalidGrantError(request=request)

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Request) -> str:
        binding = {name: id_token[name] for name in ("nonce", "at_hash") if name in id_token}
        return make_id_token(self.sign_on, binding, now=self.now)

    # Using an access token, and ending it.

    def validate_bearer_token(self, token: str | None, scopes: list[str], request: Request) -> bool:
        found = sign_on_of_access(token, now=self.now) if token else None
        if found is None:
            return False
        self._sign_on, request.scopes = found
        return self._found(request)

    def get_userinfo_claims(self, request: Request) -> dict[str, Any]:
        """What the member allowed; that it was read stands in the member's trail."""
        sign_on = self.sign_on
        member = sign_on.user.member
        if member is None:
            raise InvalidGrantError(request=request)
        record_look(member.id, "sign-on", sign_on.id, reason="site", actor=SYSTEM, now=self.now, site=sign_on.site.name)
        told = claims_of(member, request.scopes, now=self.now)
        return {"sub": subject_of(sign_on.site, sign_on.user), **told}

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """The whole sign-on ends, whichever of its tokens was named (RFC 7009 section 2.1)."""
        sign_on = sign_on_of_either(request.client.id, token)
        if sign_on:
            end_sign_on(sign_on, REVOKED, actor=SYSTEM, now=self.now)

    def _found(self, request: Request) -> bool:
        if self._sign_on is None:
            return False
        request.user = self._sign_on.user
        return self._is(self._sign_on.site, request)

    def _is(self, site: Client, request: Request) -> bool:
        request.client = site
        site.client_id = site.id  # type: ignore[attr-defined]  # where oauthlib looks for it
        return True


def _site(site_id: str | None) -> Client | None:
    try:
        return site_by_id(site_id or "")
    except NotThere:
        return None


def _basic(header: str) -> tuple[str, str]:
    """Identifier and secret of an HTTP Basic header, each form-encoded before (RFC 6749 section 2.3.1)."""
    scheme, _, credentials = header.partition(" ")
    try:
        named, _, secret = b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (unquote_plus(named), unquote_plus(secret)) if scheme.lower() == "basic" else ("", "")
