"""The closed list of things that are recorded. An act that is not here cannot be recorded."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What happened, in the past tense a member will read."""

    MEMBER_REGISTERED = "member-registered"
    MEMBER_READ = "member-read"
    MEMBER_EXPORTED = "member-exported"
    MEMBERSHIP_STARTED = "membership-started"
    ROSTER_IMPORTED = "roster-imported"
    EMPLOYER_REGISTERED = "employer-registered"

    ACTIVATION_CODE_MADE = "activation-code-made"
    ACCOUNT_OPENED = "account-opened"

    CARD_OPENED = "card-opened"
    COPY_PREPARED = "copy-prepared"
    COPY_ACTIVATED = "copy-activated"
    COPY_BLOCKED = "copy-blocked"
    COPY_UNBLOCKED = "copy-unblocked"
    COPY_REPLACED = "copy-replaced"
    COPY_EXPIRED = "copy-expired"
    COPY_REVOKED = "copy-revoked"
    COPY_VOIDED = "copy-voided"
    BLOCK_PROVED = "block-proved"
    BLOCK_FAILED = "block-failed"
    STATUS_PUBLISHED = "status-published"

    LOSS_REPORTED = "loss-reported"
    LOSS_FLAGGED = "loss-flagged"
    FLAG_CONFIRMED = "flag-confirmed"
    FLAG_DISMISSED = "flag-dismissed"
    CARD_FOUND = "card-found"
    REPORT_SETTLED = "report-settled"

    REPLACEMENT_OPENED = "replacement-opened"
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_CHECKED = "evidence-checked"
    CASE_TAKEN = "case-taken"
    CASE_GIVEN_BACK = "case-given-back"
    EVIDENCE_ASKED = "evidence-asked"
    REPLACEMENT_RESUBMITTED = "replacement-resubmitted"
    REPLACEMENT_APPROVED = "replacement-approved"
    REPLACEMENT_REJECTED = "replacement-rejected"
    REPLACEMENT_CANCELLED = "replacement-cancelled"
    REPLACEMENT_ISSUED = "replacement-issued"
    CARD_PRINTED = "card-printed"
    PRINT_SPOILED = "print-spoiled"
    CARD_HANDED_OVER = "card-handed-over"
    CARD_UNCOLLECTED = "card-uncollected"

    MESSAGE_SENDING = "message-sending"
    MESSAGE_SENT = "message-sent"
    MESSAGE_FAILED = "message-failed"
    MESSAGE_UNREACHABLE = "message-unreachable"
