"""What a page may load and use: nothing from strangers, nothing inline, no device unless a page says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])

SOURCES: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
DEVICES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi", "display-capture")


def content_policy(more: Mapping[str, str] | None = None) -> str:
    """The Content-Security-Policy header, with `more` sources added to those every page has."""
    more = more or {}
    return "; ".join(f"{name} {sources} {more.get(name, '')}".strip() for name, sources in SOURCES.items())


def device_policy(*, camera: bool = False) -> str:
    """The Permissions-Policy header."""
    return ", ".join(f"{device}=({'self' if camera and device == 'camera' else ''})" for device in DEVICES)


def allows(*, camera: bool = False, sources: Mapping[str, str] | None = None) -> Callable[[View], View]:
    """Let one page do more: `@allows(camera=True, sources={"script-src": "'wasm-unsafe-eval'"})`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = view(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = content_policy(sources)
            response.headers["Permissions-Policy"] = device_policy(camera=camera)
            return response

        return cast(View, answer)

    return decorate
