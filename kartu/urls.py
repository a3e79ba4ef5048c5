"""The doors this process opens, and what every door shares."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kartu.base import pages

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("app.webmanifest", pages.web_manifest, name="manifest"),
    *(path("", include(f"kartu.{door}.urls")) for door in settings.DOORS),
    *([path("demo", include("kartu.demo.urls"))] if settings.DEMO else []),
]
