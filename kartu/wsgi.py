"""The application for a WSGI server: `granian --interface wsgi kartu.wsgi:application`."""

from __future__ import annotations

import os

import django
from django.core.handlers.wsgi import WSGIHandler

from kartu.base.statics import ensure_statics


def serve() -> WSGIHandler:
    """Set up, collect the static files where that is due, and answer requests."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")
    django.setup(set_prefix=False)
    ensure_statics()
    return WSGIHandler()


application = serve()
