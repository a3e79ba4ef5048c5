"""The life of a copy: the only moves there are (docs/lifecycle.md)."""

from __future__ import annotations

from typing import Final

from kartu.audit.models import Moves

PREPARED: Final = "prepared"
ACTIVE: Final = "active"
BLOCKED: Final = "blocked"
REPLACED: Final = "replaced"
EXPIRED: Final = "expired"
REVOKED: Final = "revoked"
VOIDED: Final = "voided"

MOVES: Moves = {
    PREPARED: frozenset({ACTIVE, VOIDED}),
    ACTIVE: frozenset({BLOCKED, REPLACED, EXPIRED, REVOKED}),
    BLOCKED: frozenset({ACTIVE, REPLACED, EXPIRED, REVOKED}),
    REPLACED: frozenset(),
    EXPIRED: frozenset(),
    REVOKED: frozenset(),
    VOIDED: frozenset(),
}

DIGITAL: Final = "digital"  # the code on screen, the saved picture, the self-printed PDF
WALLET: Final = "wallet"  # one per holder key
PRINT: Final = "print"  # paper, made by the fund
PLASTIC: Final = "plastic"
KINDS = (DIGITAL, WALLET, PRINT, PLASTIC)
PHYSICAL = (PRINT, PLASTIC)
