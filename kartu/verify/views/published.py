"""What anybody may fetch to check cards: public keys, and the signed status lists. No person is reached from here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from kartu.base.profile import MOST_SHARDS
from kartu.publishing.keys import card_keys, status_keys
from kartu.publishing.lists import edition, editions, signed_list

JWT, CWT = "application/statuslist+jwt", "application/statuslist+cwt"
FORMS = {JWT: "jwt", CWT: "cwt"}
# Seconds a cache on the way may keep it. A block is to be seen everywhere within a minute: the job that publishes takes
# a second or two, a cache this long, a verifier asks again after half a minute.
LIST_KEPT, KEYS_KEPT = 15, 300

View = Callable[..., HttpResponse]


def for_everybody(seconds: int) -> Callable[[View], View]:
    """The same answer for all, from any site, kept by caches on the way."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = f"public, max-age={seconds}"
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response

        return answer

    return decorate


@require_safe
@for_everybody(KEYS_KEPT)
def keys(request: HttpRequest) -> HttpResponse:
    """A JWK Set (RFC 7517) of the card keys, verify-only ones too.

    Beside it: their issuer, the keys of status lists, and where the lists are ("status_lists", as the aggregation of
    Token Status List names them).
    """
    cards = card_keys()
    content = {
        "issuer": cards.issuer,
        **cards.to_jwks(),
        "status": status_keys().to_jwks(),
        "status_lists": [settings.PROFILE.status_uri(each.number) for each in editions()],
    }
    body = json.dumps(content, separators=(",", ":"))
    etag = f'W/"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag) or HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    return response


@require_safe
@for_everybody(LIST_KEPT)
def status_list(request: HttpRequest, shard: int) -> HttpResponse:
    """One status list (Token Status List), as JWT unless the CWT form is asked for."""
    current = edition(shard) if shard < MOST_SHARDS else None
    if current is None:
        return HttpResponseNotFound("no such list\n", content_type="text/plain")
    media_type = request.get_preferred_type([JWT, CWT]) or JWT
    # Weak: the compressed body is the same edition. With the time, since a fund set up anew counts from one again.
    etag = f'W/"{current.number}-{current.version}-{current.published_at.timestamp():.6f}-{FORMS[media_type]}"'
    response = get_conditional_response(request, etag)
    if response is None:
        response = HttpResponse(signed_list(shard, FORMS[media_type]), content_type=media_type)
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept"])
    return response
