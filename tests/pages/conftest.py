"""The example page, mounted beside the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.pages.client import PageClient


@pytest.fixture
def example(pages: PageClient, settings: Settings) -> PageClient:
    """A visitor of a site that has the example page at /contoh and refusals at /tolak/<code>."""
    settings.ROOT_URLCONF = "tests.pages.example"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    return pages
