"""Fixtures of the drawing room: Siti's card and its variants."""

from __future__ import annotations

import pytest

from kartu.cards.drawing import Face
from tests.drawing.people import SITI


@pytest.fixture
def siti() -> Face:
    return SITI
