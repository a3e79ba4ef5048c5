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
    APPROVED: frozenset({ISSUED, CANCELLED}),
    ISSUED: frozenset({PRINTED, CANCELLED}),
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
OPEN_REPORTS = (FLAGGED, BLOCKING)

# a piece of evidence
RECEIVED: Final = "received"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"

EVIDENCE_MOVES: Moves = {
    RECEIVED: frozenset({ACCEPTED, REFUSED}),
    ACCEPTED: frozenset({REFUSED}),  # a signed letter that its station has withdrawn since
    REFUSED: frozenset(),
}

# What a machine found about a signed letter: good, or why an officer looks at it all the same.
GOOD: Final = "good"
NO_IDENTITY: Final = "identity"
OTHER_NAME: Final = "name"
OTHER_ITEMS: Final = "items"
USED_BEFORE: Final = "used"
MACHINE = (GOOD, NO_IDENTITY, OTHER_NAME, OTHER_ITEMS, USED_BEFORE)

# Why a paper was refused; "" where an officer gave no reason of these.
UNCLEAR: Final = "unclear"
LETTER_WITHDRAWN: Final = "withdrawn"

# a box of printed cards on its way to an employer
PACKED: Final = "packed"
SENT: Final = "sent"
RECEIVED_BOX: Final = "received"

BOX_MOVES: Moves = {
    PACKED: frozenset({SENT}),
    SENT: frozenset({RECEIVED_BOX}),
    RECEIVED_BOX: frozenset(),
}

# a second approval of a risky case
ASKED: Final = "asked"
AGREED: Final = "agreed"
SENT_BACK: Final = "sent_back"
WITHDRAWN: Final = "withdrawn"  # the case went another way meanwhile

SECOND_MOVES: Moves = {
    ASKED: frozenset({AGREED, SENT_BACK, WITHDRAWN}),
    AGREED: frozenset(),
    SENT_BACK: frozenset(),
    WITHDRAWN: frozenset(),
}

# a decided case that is looked at again
DRAWN: Final = "drawn"
SOUND: Final = "sound"
FAULTY: Final = "faulty"

SAMPLE_MOVES: Moves = {DRAWN: frozenset({SOUND, FAULTY}), SOUND: frozenset(), FAULTY: frozenset()}

LOST: Final = "lost"
STOLEN: Final = "stolen"
DAMAGED: Final = "damaged"
WRONG_DATA: Final = "wrong_data"
NEVER_RECEIVED: Final = "never_received"
REASONS = (LOST, STOLEN, DAMAGED, WRONG_DATA, NEVER_RECEIVED)
# A card out of its member's hands. A damaged or wrong one is still in them: it is shown, and nothing is blocked.
LOSSES = (LOST, STOLEN, NEVER_RECEIVED)

# Proofs a report can come with; NOTHING_HELD alone blocks nothing.
LOGIN: Final = "login"
CODE: Final = "code"  # a code sent to a contact already known
PASSKEY: Final = "passkey"
EMPLOYER: Final = "employer"
COUNTER: Final = "counter"  # in person, before an officer
NOTHING_HELD: Final = "none"
PROOFS = (LOGIN, CODE, PASSKEY, EMPLOYER, COUNTER, NOTHING_HELD)

# Ways a replacement is asked for; the document policy may tell them apart.
PORTAL: Final = "portal"
DESK: Final = "desk"
BY_EMPLOYER: Final = "employer"
CHANNELS = (PORTAL, DESK, BY_EMPLOYER)

# Where the new card goes. It is decided and made at the case's branch in any case.
AT_BRANCH: Final = "branch"
AT_EMPLOYER: Final = "employer"
BY_POST: Final = "post"  # to the address the fund holds, never to one typed with the request
DELIVERIES = (AT_BRANCH, AT_EMPLOYER, BY_POST)

# How a posted card was proved to be there: its member scanned the code on it. Nothing an officer could have compared.
CARD_CODE: Final = "card_code"
# Why a case was refused, and why a print was spoiled; the words for people are in notifications.catalogue.
REJECTIONS = ("not_the_person", "papers_not_genuine", "papers_incomplete", "card_in_use", "limit")
SPOILS = ("smudged", "misfed", "wrong_stock", "code_unreadable", "other")
NEVER_ARRIVED: Final = "never_arrived"  # a card that left the branch and was not heard of: nothing lies to be destroyed
# Why a second person sends a risky case back, and what a sample check found.
SENT_BACK_FOR = ("ask_papers", "compare_again", "letter_doubtful", "refuse")
FINDINGS = ("paper_missed", "wrong_person", "warning_ignored", "wrong_refusal", "other")
