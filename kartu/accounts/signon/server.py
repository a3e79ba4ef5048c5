"""oauthlib's endpoints put together: the code and its renewal, and no other way of the protocol."""

from __future__ import annotations

import secrets
from datetime import datetime

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken
from oauthlib.openid.connect.core.endpoints.userinfo import UserInfoEndpoint
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant, RefreshTokenGrant

from kartu.accounts.signon.checks import Giving, SiteChecks
from kartu.accounts.signon.sign_ons import ACCESS_LASTS
from kartu.accounts.signon.tokens import refresh_token

S256 = {"S256": code_challenge_method_s256}


class SiteServer(
    AuthorizationEndpoint,  # type: ignore[misc]  # ships no types
    TokenEndpoint,  # type: ignore[misc]  # as above
    RevocationEndpoint,  # type: ignore[misc]  # as above
    UserInfoEndpoint,  # type: ignore[misc]  # as above
):
    """The endpoints for one request."""

    def __init__(self, *, now: datetime, giving: Giving | None = None) -> None:
        checks = SiteChecks(now=now, giving=giving)
        code, renewal = AuthorizationCodeGrant(checks), RefreshTokenGrant(checks)
        code.proxy_target._code_challenge_methods = S256  # without a method "plain" would be meant, and is refused
        lasts = int(ACCESS_LASTS.total_seconds())
        bearer = BearerToken(checks, _access_token, lasts, lambda _: refresh_token(checks.sign_on.id))
        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": code})
        TokenEndpoint.__init__(
            self, "authorization_code", bearer, {"authorization_code": code, "refresh_token": renewal}
        )
        RevocationEndpoint.__init__(self, checks)
        UserInfoEndpoint.__init__(self, checks)


def _access_token(request: Request) -> str:
    return secrets.token_urlsafe(32)
