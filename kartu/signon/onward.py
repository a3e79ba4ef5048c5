"""Sending the person back to the site."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def with_words(address: str, **more: str) -> str:
    """`address` with further parameters; what it had stays (RFC 6749 section 3.1.2)."""
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *((name, text) for name, text in more.items() if text)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def with_issuer(address: str) -> str:
    """The answer says who gives it, so that no site mistakes another provider's for ours (RFC 9207)."""
    return with_words(address, iss=settings.ADDRESS)


def onward(request: HttpRequest, address: str, *, after_form: bool) -> HttpResponse:
    """Go to `address`, at the site.

    After a form of ours the way leads over a page: browsers hold a form's redirects to its own page's `form-action`.
    """
    if not after_form:
        answer = HttpResponse(status=302)
        answer.headers["Location"] = address
    else:
        answer = render(request, "signon/onward.html", {"address": address, "host": host_of(address)})
        answer.headers["Refresh"] = f"0;url={address}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def host_of(address: str) -> str:
    """What a person knows an address by: its host, or an application's scheme."""
    parts = urlsplit(address)
    return parts.netloc or parts.scheme
