"""What a site's server asks without a browser: `/oidc/token`, `/oidc/userinfo`, `/oidc/revoke`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from kartu.accounts.signon.server import SiteServer
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany, take
from kartu.signon.parameters import REVOKE, TOKEN, Unreadable, read

Answer = tuple[Mapping[str, str], str, int]


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """`/oidc/token` (RFC 6749 section 3.2)."""
    return _answered(request, TOKEN, lambda server: server.create_token_response)


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """`/oidc/revoke` (RFC 7009)."""
    return _answered(request, REVOKE, lambda server: server.create_revocation_response)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """`/oidc/userinfo` (OpenID Connect Core 5.3); the token comes in the header, where no log keeps it."""
    return _answered(request, (), lambda server: server.create_userinfo_response)


def _answered(
    request: HttpRequest, names: Sequence[str], endpoint: Callable[[SiteServer], Callable[..., Answer]]
) -> HttpResponse:
    now, address = timezone.now(), cast(PageRequest, request).address
    try:
        take("signon-token", address, now=now)
        answer = _asked(request, names, endpoint(SiteServer(now=now)))
        if answer.status_code >= 400:
            take("signon-refused", address, now=now)
    except TooMany as refused:
        answer = _said("temporarily_unavailable", 429)
        answer.headers["Retry-After"] = str(max(1, int((refused.until - now).total_seconds())))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Pragma"] = "no-cache"
    return answer


def _asked(request: HttpRequest, names: Sequence[str], endpoint: Callable[..., Answer]) -> HttpResponse:
    given = request.headers.get("Authorization", "")
    try:
        body = urlencode(read(request.POST, names))
        headers, text, status = endpoint(
            f"{settings.ADDRESS}{request.path}",
            http_method=request.method,
            body=body,
            headers={"Authorization": given} if given else {},
        )
    except Unreadable as refused:
        return _said("invalid_request", 400, error_description=refused.name)
    except OAuth2Error as refused:
        headers, text, status = refused.headers, refused.json, refused.status_code
    answer = HttpResponse(text, status=status, content_type="application/json")
    for name, value in headers.items():
        answer.headers[name] = value
    if status == 401 and names:
        answer.headers["WWW-Authenticate"] = 'Basic realm="sign-on"'
    return answer


def _said(error: str, status: int, **more: Any) -> HttpResponse:
    return JsonResponse({"error": error, **more}, status=status)
