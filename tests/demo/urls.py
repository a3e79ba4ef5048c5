"""All addresses, and those of a demonstration."""

from __future__ import annotations

from django.urls import include, path

from kartu.urls import handler400, handler403, handler404, handler500
from kartu.urls import urlpatterns as usual

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*usual, path("demo", include("kartu.demo.urls"))]
