"""What stands beside a case, so that nobody decides alone: second approvals, samples, forms sent once, figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.registry.models import Branch
from kartu.replacements import states


class SecondLook(Moving):
    """An officer would approve a risky case and asks for a second person, one of the two a supervisor."""

    MOVES: ClassVar[Moves] = states.SECOND_MOVES
    SUBJECT: ClassVar[str] = "second-look"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.ForeignKey(
        "replacements.Replacement", models.PROTECT, related_name="second_looks", db_comment="public: of which case"
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who would approve")
    asked_at = models.DateTimeField(db_comment="public: since when")
    doubts = models.CharField(max_length=200, db_comment="public: codes of the warnings that make the case risky")
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="public: the second person"
    )
    note = models.CharField(max_length=24, default="", db_comment="public: code of the reason it was sent back for")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="replacements_second_status", condition=Q(status__in=list(states.SECOND_MOVES))
            ),
            models.CheckConstraint(
                name="replacements_second_is_another", condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="replacements_second_agreed_by_somebody",
                condition=~Q(status=states.AGREED) | Q(answered_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["replacement"], condition=Q(status=states.ASKED), name="replacements_second_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"second look {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.replacement.member_id


class SampleCheck(Moving):
    """A decided case that is looked at again by a supervisor who did not decide it."""

    MOVES: ClassVar[Moves] = states.SAMPLE_MOVES
    SUBJECT: ClassVar[str] = "sample"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.OneToOneField(
        "replacements.Replacement", models.PROTECT, related_name="sample", db_comment="public: which case"
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="+", db_index=False, db_comment="public: whose supervisors look at it"
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: whose decision it is")
    decided_at = models.DateTimeField(db_comment="public: when it was decided")
    drawn_at = models.DateTimeField(db_comment="public: when the lot fell on it")
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="public: who looked again"
    )
    finding = models.CharField(max_length=24, default="", db_comment="public: code of what was found wrong")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="replacements_sample_status", condition=Q(status__in=list(states.SAMPLE_MOVES))
            ),
            models.CheckConstraint(
                name="replacements_sample_by_another", condition=Q(checked_by=None) | ~Q(checked_by=F("decided_by"))
            ),
        ]
        indexes = [models.Index(fields=["branch", "status", "drawn_at"], name="replacements_sample_desk")]

    def __str__(self) -> str:
        return f"sample {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.replacement.member_id


class SentForm(models.Model):
    """One form of the desk that was carried out. Sent again by a shaky line, it is answered, not carried out anew."""

    key = models.UUIDField(primary_key=True, db_comment="public: made by the page the form stood on")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, db_comment="public: who sent it")
    row = models.CharField(max_length=32, db_comment="public: kind and number of the row it was about")
    sent_at = models.DateTimeField(db_index=True, db_comment="public: when it was carried out")

    def __str__(self) -> str:
        return f"sent form {self.key}"


class MonthFigure(models.Model):
    """How long one step took in one month, at a branch or (without one) in the whole fund; for the public page."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    month = models.DateField(db_comment="public: first day of the month")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, related_name="+", db_comment="public: which branch; none: the whole fund"
    )
    step = models.CharField(max_length=16, db_comment="public: which step, of figures.STEPS")
    count = models.IntegerField(db_comment="public: how many cases went this step")
    median_hours = models.FloatField(db_comment="public: hours within which half of them did")
    p90_hours = models.FloatField(db_comment="public: hours within which nine of ten did")
    in_time = models.IntegerField(null=True, db_comment="public: how many were decided as promised, where one promises")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "branch", "step"], nulls_distinct=False, name="replacements_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"figure {self.month} {self.step}"
