"""What every site reads before it sends anybody: where things are, and the keys that judge ID tokens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kartu.accounts.signon.id_tokens import PURPOSE, signing_keys
from kartu.accounts.signon.scopes import SCOPES
from kartu.registry.sealing import keyring

# Seconds. A next key is published days before it signs, so that nobody meets a key it has not fetched.
KEPT = 3600


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """`/.well-known/openid-configuration` (OpenID Connect Discovery 3)."""
    at = f"{settings.ADDRESS}/oidc"
    methods = ["client_secret_basic", "client_secret_post", "none"]
    claims = dict.fromkeys(claim for scope in SCOPES.values() for claim in scope.claims)
    content = {
        "issuer": settings.ADDRESS,
        "authorization_endpoint": f"{at}/authorize",
        "token_endpoint": f"{at}/token",
        "userinfo_endpoint": f"{at}/userinfo",
        "jwks_uri": f"{at}/jwks",
        "end_session_endpoint": f"{at}/logout",
        "revocation_endpoint": f"{at}/revoke",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [*claims, "iss", "aud", "exp", "iat", "auth_time", "nonce", "amr"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }
    return _published(request, content)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """`/oidc/jwks` (RFC 7517): keys that sign, that will sign, and that signed what is still good."""
    keyring()
    keys = signing_keys()
    keys.active(PURPOSE)  # the first question of all makes the first key
    return _published(request, {"keys": keys.published(PURPOSE)})


def _published(request: HttpRequest, content: Mapping[str, Any]) -> HttpResponse:
    body = json.dumps(content, separators=(",", ":"))
    etag = f'W/"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    answer = get_conditional_response(request, etag) or HttpResponse(body, content_type="application/json")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = f"public, max-age={KEPT}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
