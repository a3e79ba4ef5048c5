"""A power of attorney: who may act for whom, in what, until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kartu.audit.models import Moves, Moving
from kartu.registry.models import Member


class Mandate(Moving):
    """One member lets the holder of another account do some things. Offered by number and code, taken up once."""

    OFFERED, ACTIVE, REVOKED, EXPIRED = "offered", "active", "revoked", "expired"
    MOVES: ClassVar[Moves] = {
        OFFERED: frozenset({ACTIVE, REVOKED, EXPIRED}),
        ACTIVE: frozenset({REVOKED, EXPIRED}),
        REVOKED: frozenset(),
        EXPIRED: frozenset(),
    }
    RUNNING: ClassVar[tuple[str, ...]] = (OFFERED, ACTIVE)
    SUBJECT: ClassVar[str] = "mandate"
    REPORT, REQUEST, COLLECT = "report", "request", "collect"
    SCOPES: ClassVar[tuple[str, ...]] = (REPORT, REQUEST, COLLECT)

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=9, unique=True, db_comment="public: number the representative is given")
    member = models.ForeignKey(Member, models.CASCADE, related_name="mandates", db_comment="public: for whom")
    holder = models.ForeignKey(
        "accounts.User",
        models.CASCADE,
        null=True,
        related_name="mandates",
        db_comment="public: who acts, once taken",
    )
    code_hash = models.BinaryField(db_comment="secret: keyed digest of the code the representative is given")
    scope = models.CharField(max_length=40, db_comment="public: codes of what may be done: report, request, collect")
    opened_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", db_comment="public: officer who saw the paper"
    )
    opened_at = models.DateTimeField(db_comment="public: since when it is offered")
    taken_at = models.DateTimeField(null=True, db_comment="public: when it was taken up")
    ends_at = models.DateTimeField(db_comment="public: until when")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_mandate_status", condition=Q(status__in=["offered", "active", "revoked", "expired"])
            ),
            models.CheckConstraint(
                name="accounts_mandate_held", condition=~Q(status="active") | Q(holder__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(status__in=["offered", "active"]), name="accounts_mandate_ends"
            )
        ]

    def __str__(self) -> str:
        return f"mandate {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id

    def covers(self, act: str) -> bool:
        return act in self.scope.split()
