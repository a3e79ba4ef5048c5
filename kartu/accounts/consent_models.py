"""What a member has agreed to, and until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kartu.audit.models import Moves, Moving
from kartu.registry.models import Employer, Member


class Consent(Moving):
    """One member's agreement to one purpose, towards one employer or one site. Kept after it has ended."""

    GIVEN, WITHDRAWN, ENDED = "given", "withdrawn", "ended"
    MOVES: ClassVar[Moves] = {
        GIVEN: frozenset({WITHDRAWN}),
        WITHDRAWN: frozenset({ENDED}),
        ENDED: frozenset(),
    }
    SUBJECT: ClassVar[str] = "consent"
    EMPLOYER_ACTS, EMPLOYER_DOWNLOADS, SITE = "employer_acts", "employer_downloads", "site"
    PURPOSES: ClassVar[tuple[str, ...]] = (EMPLOYER_ACTS, EMPLOYER_DOWNLOADS, SITE)
    LOGIN, CODE, COUNTER, PAPER = "login", "code", "counter", "paper"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.CASCADE, related_name="consents", db_comment="public: whose")
    purpose = models.CharField(max_length=20, db_comment="public: what for, one of Consent.PURPOSES")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, db_comment="public: towards which employer")
    client = models.CharField(max_length=100, default="", db_comment="public: towards which site, by its client id")
    version = models.PositiveSmallIntegerField(db_comment="public: which edition of the words was agreed to")
    proof = models.CharField(max_length=8, db_comment="public: what proved the member: login, code or counter")
    given_at = models.DateTimeField(db_comment="public: since when")
    until = models.DateTimeField(null=True, db_comment="public: counts until then, where a day was agreed")
    withdrawn_at = models.DateTimeField(null=True, db_comment="public: when it was withdrawn; it counts no more")
    due_at = models.DateTimeField(null=True, db_comment="public: by when what rested on it has to have ended")
    ended_at = models.DateTimeField(null=True, db_comment="public: when that was so")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_consent_status", condition=models.Q(status__in=["given", "withdrawn", "ended"])
            ),
            models.CheckConstraint(
                name="accounts_consent_towards",
                condition=models.Q(
                    purpose__in=["employer_acts", "employer_downloads"], employer__isnull=False, client=""
                )
                | models.Q(purpose="site", employer__isnull=True) & ~models.Q(client=""),
            ),
            models.UniqueConstraint(
                fields=["member", "purpose", "employer", "client"],
                condition=models.Q(status="given"),
                nulls_distinct=False,
                name="accounts_consent_once",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(status="withdrawn"), name="accounts_consent_due")]

    def __str__(self) -> str:
        return f"consent {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id
