"""What was read, shown so that its writer knows it again and nobody else learns it."""

from __future__ import annotations

import re

from kartu.registry.roster.table import Cell

_DIGIT = re.compile(r"\d")
_LONGEST = 24


def mask_number(cell: Cell) -> str:
    """At most the first four and the last two characters of a number: 3273…80."""
    text = _short(cell)
    if not any(character.isdigit() for character in text):
        return mask_text(cell)
    if len(text) < 9:
        return text[: max(1, len(text) // 2)] + "…"
    return f"{text[:4]}…{text[-2:]}"


def mask_text(cell: Cell) -> str:
    """The initial only: B…"""
    text = _short(cell)
    return f"{text[:1]}…" if text else ""


def mask_date(cell: Cell) -> str:
    """Everything after the fourth digit hidden: 31/02/••••."""
    text = _short(cell)
    digits = [found.start() for found in _DIGIT.finditer(text)]
    if len(digits) < 2:
        return mask_text(cell)
    shown = set(digits[:4])
    return "".join("•" if character.isalnum() and i not in shown else character for i, character in enumerate(text))


def _short(cell: Cell) -> str:
    return " ".join(str(cell).split())[:_LONGEST]
