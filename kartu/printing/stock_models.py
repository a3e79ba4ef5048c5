"""Blank cards: what was delivered, what became of each, and the counts that two people agreed on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.printing import states
from kartu.registry.models import Branch


class Delivery(models.Model):
    """Blank cards that came together, numbered by their maker from `first` to `last`."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_comment="public: where they came")
    prefix = models.CharField(max_length=8, default="", db_comment="public: letters before the number on the blanks")
    digits = models.PositiveSmallIntegerField(db_comment="public: digits of the number, zeros in front")
    first = models.BigIntegerField(db_comment="public: first number")
    last = models.BigIntegerField(db_comment="public: last number")
    upcoming = models.BigIntegerField(db_comment="public: the number taken next")
    note = models.CharField(max_length=40, default="", db_comment="public: number of the delivery note")
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who took them in")
    received_at = models.DateTimeField(db_comment="public: when")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="printing_delivery_range",
                condition=Q(first__gte=0, last__gte=F("first"), upcoming__gte=F("first"), upcoming__lte=F("last") + 1),
            )
        ]
        indexes = [models.Index(fields=["branch", "id"], name="printing_delivery_branch")]

    def __str__(self) -> str:
        return f"delivery {self.id}"

    def serial(self, number: int) -> str:
        """A blank's number as it is printed on it."""
        return f"{self.prefix}{number:0{self.digits}}"


class BlankUse(models.Model):
    """What became of one blank card. Written once; a card not named here lies in the drawer."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="uses", db_comment="public: of which delivery")
    number = models.BigIntegerField(db_comment="public: its number in the delivery")
    use = models.CharField(max_length=8, db_comment="public: printed, spoiled or lost")
    copy_id = models.BigIntegerField(null=True, unique=True, db_comment="public: the copy printed on it")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who noted it")
    at = models.DateTimeField(db_comment="public: when")

    class Meta:
        constraints = [
            models.CheckConstraint(name="printing_use_use", condition=Q(use__in=states.USES)),
            models.UniqueConstraint(fields=["delivery", "number"], name="printing_use_once"),
        ]

    def __str__(self) -> str:
        return f"blank {self.id}"


class BlankCount(Moving):
    """The drawer counted: what was found against what should be there. A second officer counts too, and agrees."""

    MOVES: ClassVar[Moves] = states.COUNT_MOVES
    SUBJECT: ClassVar[str] = "blank-count"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        related_name="+",
        db_index=False,  # the index below begins with it
        db_comment="public: where",
    )
    computed = models.IntegerField(db_comment="public: how many should be there")
    counted = models.IntegerField(db_comment="public: how many were")
    reason = models.CharField(max_length=16, db_comment="public: why they differ")
    counted_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who counted")
    second = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="public: who counted again"
    )
    at = models.DateTimeField(db_comment="public: when it was counted")

    class Meta:
        constraints = [
            models.CheckConstraint(name="printing_count_status", condition=Q(status__in=list(states.COUNT_MOVES))),
            models.CheckConstraint(
                name="printing_count_two_people", condition=Q(second=None) | ~Q(second=F("counted_by"))
            ),
            models.CheckConstraint(
                name="printing_count_second", condition=Q(status=states.COUNTED) | Q(second__isnull=False)
            ),
            models.CheckConstraint(
                name="printing_count_reason",
                condition=Q(reason="none", counted=F("computed"))
                | Q(reason__in=states.DIFFERENCES) & ~Q(reason="none") & ~Q(counted=F("computed")),
            ),
            models.UniqueConstraint(
                fields=["branch"], condition=Q(status=states.COUNTED), name="printing_count_one_open"
            ),
        ]
        indexes = [models.Index(fields=["branch", "status"], name="printing_count_branch")]

    def __str__(self) -> str:
        return f"count {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, None
