"""The life of a visit to a branch (docs/lifecycle.md)."""

from __future__ import annotations

from typing import Final

from kartu.audit.models import Moves

BOOKED: Final = "booked"
WAITING: Final = "waiting"
CALLED: Final = "called"
SERVING: Final = "serving"
ABSENT: Final = "absent"  # called three times and not there: may come back once
SERVED: Final = "served"
CANCELLED: Final = "cancelled"
MISSED: Final = "missed"
CARRIED: Final = "carried"  # the day was closed first: a new time was given

VISIT_MOVES: Moves = {
    BOOKED: frozenset({WAITING, CANCELLED, MISSED, CARRIED}),
    WAITING: frozenset({CALLED, CANCELLED, CARRIED}),
    CALLED: frozenset({SERVING, ABSENT, WAITING, CANCELLED, CARRIED}),
    SERVING: frozenset({SERVED, WAITING, CALLED}),
    ABSENT: frozenset({WAITING, MISSED, CANCELLED}),
    SERVED: frozenset(),
    CANCELLED: frozenset(),
    MISSED: frozenset(),
    CARRIED: frozenset(),
}
OPEN = (BOOKED, WAITING, CALLED, SERVING, ABSENT)
AT_COUNTER = (CALLED, SERVING)

# How somebody was called: at the booked time, ahead of others for priority, or in turn.
BY_TIME: Final = "booked"
AHEAD: Final = "ahead"
IN_TURN: Final = "turn"

# How a visit began.
PORTAL: Final = "portal"
DESK: Final = "desk"
TABLET: Final = "tablet"
PHONE: Final = "phone"
CLOSING: Final = "closing"
CHANNELS = (PORTAL, DESK, TABLET, PHONE, CLOSING)
