"""Faces of invented people, with codes as long as real ones (386 to 419 characters)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import segno

from kartu.cards.drawing import Face

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def code_text(seed: int, length: int = 400) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(ALPHANUMERIC) for _ in range(length))


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


SITI = Face(
    fund_name="Balai Jaminan Pekerja",
    number="26041187009",
    name="Siti Rahmawati",
    modules=modules_of(code_text(7)),
    kind="digital",
    serial="7F3A 91C2 05DE 88B4",
    check_address="bjp.example/periksa",
    report_address="bjp.example/hilang",
    telephone="0000 123",
    valid_until=date(2027, 5, 21),
    programmes=(
        *("JKK · Kecelakaan kerja", "JKM · Kematian", "JHT · Hari tua"),
        *("JP · Pensiun", "JKP · Kehilangan pekerjaan"),
    ),
    employer="PT Sinar Nusantara Tekstil Abadi Tbk",
)


@pytest.fixture
def siti() -> Face:
    return SITI


@pytest.fixture
def siti_as() -> Callable[..., Face]:
    """Siti's card with some fields changed."""

    def change(**fields: Any) -> Face:
        return replace(SITI, **fields)

    return change
