"""A test client that looks over every page any test fetches (tests/pages/rules.py says what for)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.test import Client

from kartu.base.statics import ensure_statics
from tests.pages.rules import look_over


class PageClient(Client):
    """Django's client on localhost; a page with a fault fails the test that fetched it."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(headers={"host": "localhost"}, **defaults)

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if page and response.content:  # a redirect is no page
            look_over(response, f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO', '/')}")
        return response

    def both(self, path: str) -> tuple[Any, Any]:
        """The page in Indonesian and in English; the client goes on in Indonesian."""
        parts = urlsplit(path)
        answers = []
        for language in ("en", "id"):
            query = "&".join(filter(None, [parts.query, f"bahasa={language}"]))
            answers.append(self.get(urlunsplit(parts._replace(query=query))))
        english, indonesian = answers
        assert english.status_code == indonesian.status_code, f"{path}: languages answer differently"
        return indonesian, english


@pytest.fixture(scope="session")
def statics(static_folder: Path) -> Iterator[Path]:
    """The static files, named and compressed as a server has them."""
    before, settings.STATIC_ROOT = settings.STATIC_ROOT, static_folder
    ensure_statics()
    yield static_folder
    settings.STATIC_ROOT = before


@pytest.fixture
def pages(statics: Path) -> PageClient:
    """A visitor: nobody signed in."""
    return PageClient()
