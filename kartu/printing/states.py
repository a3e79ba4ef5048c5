"""The lives of a print, of a count of blank cards and of a card that has to be destroyed (docs/lifecycle.md)."""

from __future__ import annotations

from typing import Final

from kartu.audit.models import Moves

# one card on its way through a printer
WAITING: Final = "waiting"
SENT: Final = "sent"  # its file was handed out; whether a card came out, only a person can say
PRINTED: Final = "printed"
SPOILED: Final = "spoiled"

PRINT_MOVES: Moves = {
    WAITING: frozenset({SENT}),
    SENT: frozenset({PRINTED, SPOILED, WAITING}),
    PRINTED: frozenset({SPOILED}),
    SPOILED: frozenset(),
}
# While a print stands here, its code has or may have an object: it is never printed a second time.
TAKEN = (SENT, PRINTED)
# Beyond the reasons a person gives (replacements.states.SPOILS): the request ended while the card was in the printer.
CASE_ENDED: Final = "case_ended"
NEVER_OUT: Final = "never_out"  # and no card came out: there is nothing to destroy

# a count of blank cards
COUNTED: Final = "counted"
AGREED: Final = "agreed"
DOUBTED: Final = "doubted"

COUNT_MOVES: Moves = {COUNTED: frozenset({AGREED, DOUBTED}), AGREED: frozenset(), DOUBTED: frozenset()}
DIFFERENCES = ("none", "unnoted_spoiled", "unnoted_printed", "short_delivery", "lost", "found", "unknown")

# what becomes of a blank card
USED: Final = "printed"
RUINED: Final = "spoiled"
LOST: Final = "lost"
USES = (USED, RUINED, LOST)

# a card that must not lie about
DESTROYED: Final = "destroyed"  # one officer says so
WITNESSED: Final = "witnessed"  # and a second one saw it
DENIED: Final = "denied"  # the second one did not: it is back on the list

DESTRUCTION_MOVES: Moves = {
    DESTROYED: frozenset({WITNESSED, DENIED}),
    WITNESSED: frozenset(),
    DENIED: frozenset(),
}
UNCOLLECTED: Final = "uncollected"
DAMAGED: Final = "damaged"  # the old card, taken in at the hand-over
WHYS = (UNCOLLECTED, SPOILED, DAMAGED)

# an interim certificate
ISSUED: Final = "issued"
WITHDRAWN: Final = "withdrawn"
LAPSED: Final = "lapsed"

CERTIFICATE_MOVES: Moves = {
    ISSUED: frozenset({WITHDRAWN, LAPSED}),
    WITHDRAWN: frozenset(),
    LAPSED: frozenset(),
}

CR80: Final = "cr80"
A4: Final = "a4"
MACHINES = (CR80, A4)

# to whom a card was handed
MEMBER: Final = "member"
MANDATE: Final = "mandate"
RELATIVE: Final = "relative"
RECEIVERS = (MEMBER, MANDATE, RELATIVE)
ON_SCREEN: Final = "screen"
ON_PAPER: Final = "paper"
