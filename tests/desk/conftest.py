"""A branch with a case or two, seen by one of its officers an hour later."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.desk.looking import CLOCK
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import (
    Scene,
    new_scene,
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour after the scenes are made, whatever the machine's clock says."""
    monkeypatch.setattr(timezone, "now", lambda: CLOCK)


@pytest.fixture
def scene() -> Scene:
    return new_scene()


@pytest.fixture
def desk(pages: PageClient, scene: Scene) -> PageClient:
    """An officer of the scene's branch."""
    sign_in_officer(pages, scene.officer)
    return pages
