"""`/periksa/surat`: is this loss letter good? And the keys it is judged by."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from kartu.publishing.letter_words import advice, headline, reason
from kartu.publishing.letters import check_letter, trusted_keys, trusted_stations
from kartu.verify.views.judging import judge
from kartu.verify.views.published import KEYS_KEPT, for_everybody


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    more = {"stations": trusted_stations()}
    return judge(request, "letter", check_letter, more, headline=headline, reason=reason, advice=advice)


@require_safe
@for_everybody(KEYS_KEPT)
def station_keys(request: HttpRequest) -> HttpResponse:
    """The trust list: a JWK Set (RFC 7517), each key with the issuer and the station it speaks for."""
    keys = [{**key.jwk, "iss": key.issuer, "station": key.station} for key in trusted_keys()]
    return HttpResponse(json.dumps({"keys": keys}, separators=(",", ":")), content_type="application/json")
