"""The lives of a loss report, a replacement and a piece of evidence (docs/lifecycle.md)."""

from __future__ import annotations

from typing import Final

from kartu.audit.models import Moves

# a replacement, from "I lost it" to "here it is"
SUBMITTED: Final = "submitted"
IN_REVIEW: Final = "in_review"
NEEDS_EVIDENCE: Final = "needs_evidence"
APPROVED: Final = "approved"
ISSUED: Final = "issued"
PRINTED: Final = "printed"
COLLECTED: Final = "collected"
REJECTED: Final = "rejected"
CANCELLED: Final = "cancelled"
VOIDED: Final = "voided"

REPLACEMENT_MOVES: Moves = {
    SUBMITTED: frozenset({IN_REVIEW, APPROVED, CANCELLED}),
    IN_REVIEW: frozenset({APPROVED, REJECTED, NEEDS_EVIDENCE, SUBMITTED, CANCELLED}),
    NEEDS_EVIDENCE: frozenset({SUBMITTED, CANCELLED}),
    APPROVED: frozenset({ISSUED}),
    ISSUED: frozenset({PRINTED}),
    PRINTED: frozenset({COLLECTED, ISSUED, VOIDED}),
    COLLECTED: frozenset(),
    REJECTED: frozenset(),
    CANCELLED: frozenset(),
    VOIDED: frozenset(),
}
OPEN = (SUBMITTED, IN_REVIEW, NEEDS_EVIDENCE, APPROVED, ISSUED, PRINTED)

# a loss report
FLAGGED: Final = "flagged"  # nothing held: blocks nothing, an officer settles it
BLOCKING: Final = "blocking"  # proved: the copies are blocked
DISMISSED: Final = "dismissed"
FOUND: Final = "found"
SETTLED: Final = "settled"  # the replacement is in the member's hand

REPORT_MOVES: Moves = {
    FLAGGED: frozenset({BLOCKING, DISMISSED}),
    BLOCKING: frozenset({FOUND, SETTLED}),
    DISMISSED: frozenset(),
    FOUND: frozenset(),
    SETTLED: frozenset(),
}

# a piece of evidence
RECEIVED: Final = "received"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"

EVIDENCE_MOVES: Moves = {
    RECEIVED: frozenset({ACCEPTED, REFUSED}),
    ACCEPTED: frozenset(),
    REFUSED: frozenset(),
}

LOST: Final = "lost"
STOLEN: Final = "stolen"
DAMAGED: Final = "damaged"
WRONG_DATA: Final = "wrong_data"
NEVER_RECEIVED: Final = "never_received"
REASONS = (LOST, STOLEN, DAMAGED, WRONG_DATA, NEVER_RECEIVED)

# Proofs a report can come with; NOTHING_HELD alone blocks nothing.
LOGIN, CODE, PASSKEY, EMPLOYER, COUNTER, NOTHING_HELD = "login", "code", "passkey", "employer", "counter", "none"
PROOFS = (LOGIN, CODE, PASSKEY, EMPLOYER, COUNTER, NOTHING_HELD)
