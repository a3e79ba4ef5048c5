"""The lives of what an employer sends: the only moves there are (docs/lifecycle.md)."""

from __future__ import annotations

from typing import Final

from kartu.audit.models import Moves

# An upload: a roster somebody of HR sent.
RECEIVED: Final = "received"
HELD: Final = "held"
READY: Final = "ready"
CONFIRMED: Final = "confirmed"
DONE: Final = "done"
UNDOING: Final = "undoing"
UNDONE: Final = "undone"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"

UPLOAD: Moves = {
    RECEIVED: frozenset({READY, HELD, REFUSED, CANCELLED}),
    HELD: frozenset({READY, REFUSED, CANCELLED}),
    READY: frozenset({CONFIRMED, CANCELLED}),
    CONFIRMED: frozenset({DONE}),
    DONE: frozenset({UNDOING}),
    UNDOING: frozenset({UNDONE}),
    UNDONE: frozenset(),
    REFUSED: frozenset(),
    CANCELLED: frozenset(),
}

# A proposal: what a line says about somebody the fund knows, until the person or the fund has answered.
OPEN: Final = "open"
ACCEPTED: Final = "accepted"
DECLINED: Final = "declined"
WITHDRAWN: Final = "withdrawn"

PROPOSAL: Moves = {
    OPEN: frozenset({ACCEPTED, DECLINED, WITHDRAWN}),
    ACCEPTED: frozenset(),
    DECLINED: frozenset(),
    WITHDRAWN: frozenset(),
}

# What a line of a roster is, compared with the register.
NEW: Final = "new"
CHANGED: Final = "changed"
LEFT: Final = "left"
WORKS: Final = "works"  # only in a list of those who still work there
UNCHANGED: Final = "unchanged"
BAD: Final = "refused"
QUIET: Final = "quiet"  # unchanged as HR is told; the person will be asked about a contact
STAGED = (NEW, CHANGED, QUIET, LEFT, WORKS, BAD)

# What became of a line after it was confirmed, and of what it did after it was undone.
RECORDED: Final = "recorded"
ASKED: Final = "asked"
KEPT: Final = "kept"  # nothing to do any more
NOT_TAKEN: Final = "not-taken"  # the register has changed meanwhile: it cannot be taken
TAKEN_BACK: Final = "taken-back"
USED: Final = "used"

# What a proposal is about.
JOIN: Final = "join"
MOVE: Final = "move"
CHANGE: Final = "change"
