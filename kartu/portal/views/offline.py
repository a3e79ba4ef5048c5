"""What works without a network: the service worker, and the page it shows instead of the browser's own."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

# Public files only; the card comes into the browser's keeping by portal/card.js, where its member asked for it.
KEPT = ("base/app.css", "base/app.js", "base/kawung.svg", "base/icon.svg", "portal/card.js")
OFFLINE_PAGE = "/luring"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: names the files as they are called now, so that a new release renews them."""
    files = json.dumps([OFFLINE_PAGE, *(static(name) for name in KEPT)])
    context = {"files": files, "version": hashlib.sha256(files.encode()).hexdigest()[:12]}
    answer = render(request, "portal/sw.js", context, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """`/luring`"""
    return render(request, "portal/offline.html")
