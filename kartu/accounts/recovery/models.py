"""A way back in for somebody whose contacts are gone: who asked, what was checked, who agreed, how long it waits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kartu.audit.models import Moves, Moving
from kartu.registry.models import Branch, Employer, Member


class Recovery(Moving):
    """One way back in. The code on its slip is stored as a digest; what it opens waits until everybody was warned."""

    ASKED, WAITING, READY, DONE = "asked", "waiting", "ready", "done"
    REFUSED, CANCELLED, LAPSED = "refused", "cancelled", "lapsed"
    MOVES: ClassVar[Moves] = {
        ASKED: frozenset({WAITING, REFUSED, CANCELLED, LAPSED}),
        WAITING: frozenset({READY, CANCELLED}),
        READY: frozenset({DONE, CANCELLED, LAPSED}),
        DONE: frozenset(),
        REFUSED: frozenset(),
        CANCELLED: frozenset(),
        LAPSED: frozenset(),
    }
    RUNNING: ClassVar[tuple[str, ...]] = (ASKED, WAITING, READY)
    SUBJECT: ClassVar[str] = "recovery"
    CODE, EMPLOYER, OFFICER = "code", "employer", "officer"
    ENTRY, CONTACT = "entry", "contact"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=9, unique=True, db_comment="public: number on the slip")
    member = models.ForeignKey(Member, models.CASCADE, related_name="recoveries", db_comment="public: for whom")
    way = models.CharField(max_length=8, db_comment="public: code (to a known telephone), employer or officer")
    gives = models.CharField(max_length=8, db_comment="public: entry (to the account) or contact (one more)")
    code_hash = models.BinaryField(db_comment="secret: keyed digest of the code on the slip")
    checked = models.CharField(max_length=200, db_comment="public: codes of what the person was compared with")
    statement = models.CharField(max_length=12, default="", db_comment="public: employer: which statement was signed")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, db_comment="public: employer: which")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, db_comment="public: officer: where")
    opened_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", db_comment="public: officer or HR who asked"
    )
    offered_to = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", db_comment="public: officer drawn as the second"
    )
    second_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", db_comment="public: who agreed or refused"
    )
    change = models.ForeignKey(
        "accounts.ContactChange", models.PROTECT, null=True, related_name="recoveries", db_comment="public: new contact"
    )
    refusal = models.CharField(max_length=16, default="", db_comment="public: code of why it was refused")
    opened_at = models.DateTimeField(db_comment="public: when it was asked for")
    due_at = models.DateTimeField(null=True, db_comment="public: when the wait is over")
    lapses_at = models.DateTimeField(db_comment="public: until when it has to be answered or used")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_recovery_status",
                condition=Q(
                    status__in=["asked", "waiting", "ready", "done", "refused", "cancelled", "lapsed"],
                ),
            ),
            models.CheckConstraint(
                name="accounts_recovery_two_people",
                condition=Q(second_by=None) | Q(opened_by__isnull=False) & ~Q(second_by=F("opened_by")),
            ),
            models.CheckConstraint(
                name="accounts_recovery_agreed",
                condition=~Q(way="officer", status__in=["waiting", "ready", "done"]) | Q(second_by__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_recovery_way",
                condition=Q(way="code", opened_by=None, employer=None, branch=None)
                | Q(way="employer", opened_by__isnull=False, employer__isnull=False) & ~Q(statement="")
                | Q(way="officer", opened_by__isnull=False, branch__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_recovery_waits",
                condition=~Q(status__in=["waiting", "ready", "done"]) | Q(due_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status__in=["asked", "waiting", "ready"]),
                name="accounts_one_running_recovery",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="accounts_recovery_due"),
            models.Index(
                fields=["lapses_at"], condition=Q(status__in=["asked", "ready"]), name="accounts_recovery_lapse"
            ),
            models.Index(fields=["branch"], condition=Q(status="asked"), name="accounts_recovery_second"),
        ]

    def __str__(self) -> str:
        return f"recovery {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id
