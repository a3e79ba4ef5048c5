"""The life of a loss letter (docs/lifecycle.md), and the codes of what it may say."""

from __future__ import annotations

from typing import Final

from kartu.audit.models import Moves

ISSUED: Final = "issued"
WITHDRAWN: Final = "withdrawn"

LETTER_MOVES: Moves = {ISSUED: frozenset({WITHDRAWN}), WITHDRAWN: frozenset()}

# What was lost; the words are in `letters.words`.
CARD: Final = "card"
ITEMS = (CARD, "ktp", "sim", "stnk", "atm", "other")

WITHDRAWALS = ("mistake", "found", "false", "other")
