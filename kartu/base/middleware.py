"""What happens to every request before and after a door sees it."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from typing import cast

import brotli  # type: ignore[import-untyped]  # ships no types
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kartu.base.csp import content_policy, device_policy
from kartu.base.errors import DomainError
from kartu.base.language import LANGUAGES
from kartu.base.pages import PageRequest, refusal_page
from kartu.base.problems import PROBLEM, speaks_to_machine
from kartu.base.tenancy import no_scope

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

COOKIE, PARAMETER, YEAR = "bahasa", "bahasa", 365 * 24 * 3600
STATUS = {
    "not-there": 404,
    "already-moved": 409,
    "move-not-allowed": 409,
    "too-many": 429,
    "role-missing": 403,
}
# Below this a page gains nothing; quality 5 costs a third of a millisecond for a usual page.
WORTH_PACKING, QUALITY = 600, 5
PACKED = (
    "application/statuslist+jwt",
    "text/html",
    "application/json",
    PROBLEM,
    "application/manifest+json",
    "text/plain",
    "image/svg+xml",
)


def readers_language(answer: Answer) -> Answer:
    """Set `request.language` from ?bahasa=, else the cookie, else the fund's own.

    What the browser asks for is not heard: cheap phones are sold set to English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        page = cast(PageRequest, request)
        asked, kept = _asked(request), request.COOKIES.get(COOKIE)
        if speaks_to_machine(request):  # whose makers choose what it asks for, and which keeps nothing
            kept = request.headers.get("Accept-Language", "")[:2] if asked is None else asked
            asked = None
        page.language = next((each for each in (asked, kept) if each in LANGUAGES), settings.PROFILE.language)
        with translation.override(page.language):
            response = answer(request)
        if asked == page.language != kept:
            response.set_cookie(COOKIE, asked, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
        if not response.headers.get("Cache-Control", "").startswith("public"):  # that has no language
            response.headers.setdefault("Content-Language", page.language)
            patch_vary_headers(response, ["Accept-Language" if speaks_to_machine(request) else "Cookie"])
        return response

    return middleware


def own_scope(answer: Answer) -> Answer:
    """Begin every request in no scope, whatever an earlier one may have left in this thread."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with no_scope():
            return answer(request)

    return middleware


def senders_address(answer: Answer) -> Answer:
    """Set `request.address`: whom throttles count. Behind a proxy it is the last address the proxy added."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.META.get("REMOTE_ADDR", "")
        if settings.BEHIND_PROXY:
            given = request.META.get("HTTP_X_FORWARDED_FOR", given).rpartition(",")[2].strip()
        cast(PageRequest, request).address = _network(given)
        return answer(request)

    return middleware


def strict_headers(answer: Answer) -> Answer:
    """Say what a page may load and use, and that pages about a person are kept nowhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", content_policy())
        response.headers.setdefault("Permissions-Policy", device_policy())
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        session = getattr(request, "session", None)
        personal = session is not None and session.accessed and SESSION_KEY in session
        response.headers.setdefault("Cache-Control", "no-store" if personal else "private, no-cache")
        return response

    return middleware


def size_limit(answer: Answer) -> Answer:
    """Refuse what is too large before reading it: files up to LARGEST_UPLOAD, other forms up to LARGEST_FORM."""

    def middleware(request: HttpRequest) -> HttpResponse:
        files = request.content_type == "multipart/form-data"
        limit = settings.LARGEST_UPLOAD if files else settings.LARGEST_FORM
        if _length(request) > limit:
            response = refusal_page(request, 413)
            response.headers["Connection"] = "close"
            return response
        return answer(request)

    return middleware


def packed_pages(answer: Answer) -> Answer:
    """Send pages brotli-compressed to browsers that read it. Form tokens are masked anew each time (BREACH)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        if not response.headers.get("Content-Type", "").startswith(PACKED) or len(response.content) < WORTH_PACKING:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "br" in request.headers.get("Accept-Encoding", ""):
            response.content = brotli.compress(response.content, quality=QUALITY)
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def without_nulls(answer: Answer) -> Answer:
    """Leave out the NUL that was typed into a form and stands in its page again: HTML has no place for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = response.content.replace(b"\0", b"")
        return response

    return middleware


class Refusals:
    """Turn a refusal no door has answered into a page with its words and the right status.

    So is a look at an address that only takes forms: Django's own answer is an empty page.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = refusal_page(request, 405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = STATUS.get(exception.code, 400)
        route = request.resolver_match.route if request.resolver_match else ""
        log.info("refused %s at /%s", exception.code, route)
        told = None if status == 404 else exception
        return refusal_page(request, status, refusal=told)


def _asked(request: HttpRequest) -> str | None:
    """The language asked for; a door that reads an overlong address refuses it, in a language that is known."""
    try:
        return request.GET.get(PARAMETER)
    except TooManyFieldsSent:
        return None


def _network(given: str) -> str:
    """An IPv4 address as it is, an IPv6 address as its /64: one home, one key."""
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
