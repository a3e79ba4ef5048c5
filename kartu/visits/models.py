"""Visits to a branch, the places sold for booked times, the branch's staffing, and the queue of one day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.registry.models import Branch, Member
from kartu.replacements.models import Replacement
from kartu.visits import states


class Visit(Moving):
    """Somebody who comes to a branch: with a booked time or with a ticket, with a name known to us or without."""

    MOVES: ClassVar[Moves] = states.VISIT_MOVES
    SUBJECT: ClassVar[str] = "visit"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: number on papers and pages")
    follow_hash = models.BinaryField(db_comment="secret: digest of the code that opens the status page")
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        related_name="visits",
        db_index=False,  # the queue's index begins with it
        db_comment="public: where",
    )
    service = models.CharField(max_length=16, db_comment="public: what for, a code of the fund's profile")
    day = models.DateField(db_comment="public: the day, by the branch's clock")
    slot_at = models.DateTimeField(null=True, db_comment="public: booked time; none for who came without")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="visits", db_comment="public: who, where that is known"
    )
    case = models.ForeignKey(
        Replacement, models.PROTECT, null=True, related_name="visits", db_comment="public: the case it is about"
    )
    priority = models.BooleanField(
        default=False, db_comment="personal: asked for priority (disabled, elderly or pregnant; which one is not kept)"
    )
    channel = models.CharField(max_length=8, db_comment="public: portal, desk, tablet, phone or closing")
    letter = models.CharField(max_length=1, db_comment="public: letter of the ticket")
    ticket = models.PositiveIntegerField(null=True, db_comment="public: running number of the ticket that day")
    made_at = models.DateTimeField(db_comment="public: when booked or taken")
    queued_at = models.DateTimeField(null=True, db_comment="public: place in the queue goes by this moment")
    arrived_at = models.DateTimeField(null=True, db_comment="public: when the person was there")
    called_at = models.DateTimeField(null=True, db_comment="public: when called last")
    first_called_at = models.DateTimeField(null=True, db_comment="public: when called first")
    serving_at = models.DateTimeField(null=True, db_comment="public: when the officer began")
    calls = models.PositiveSmallIntegerField(default=0, db_comment="public: how often called")
    lane = models.CharField(max_length=8, default="", db_comment="public: called at the time, ahead, or in turn")
    counter = models.PositiveSmallIntegerField(null=True, db_comment="public: at which counter")
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, db_comment="public: who called"
    )
    came_back = models.BooleanField(default=False, db_comment="public: came back after being called in vain")
    reminded_at = models.DateTimeField(null=True, db_comment="public: when reminded of the booked time")
    carried_to = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="carried_from", db_comment="public: the visit that follows"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="visits_visit_status", condition=Q(status__in=list(states.VISIT_MOVES))),
            models.CheckConstraint(name="visits_visit_channel", condition=Q(channel__in=states.CHANNELS)),
            models.UniqueConstraint(fields=["branch", "day", "ticket"], name="visits_visit_ticket"),
            models.UniqueConstraint(
                fields=["member", "branch", "day"], condition=Q(status__in=states.OPEN), name="visits_visit_one_open"
            ),
            models.UniqueConstraint(
                fields=["branch", "day", "counter"],
                condition=Q(status__in=states.AT_COUNTER),
                name="visits_visit_one_a_counter",
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "day", "status", "queued_at"], name="visits_visit_queue"),
            models.Index(
                fields=["slot_at"], condition=Q(status="booked", reminded_at=None), name="visits_visit_remind"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.number}"

    @property
    def label(self) -> str:
        """The short number that is called out: "B-014"; empty before there is a ticket."""
        return f"{self.letter}-{self.ticket:03}" if self.ticket is not None else ""

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id


class Place(models.Model):
    """One seat of one slot, sold once: the database has no second row for it."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False, db_comment="public: where")
    at = models.DateTimeField(db_comment="public: when the slot begins")
    seat = models.PositiveSmallIntegerField(db_comment="public: which of the slot's seats, from 0")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="places", db_comment="public: whose")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "at", "seat"], name="visits_place_once")]

    def __str__(self) -> str:
        return f"place {self.id}"


class QueueDay(models.Model):
    """The queue of one branch and day: the last ticket, where the rules stand, and whether it is closed.

    Whoever calls the next ticket, or gives one out, holds this row first: of two officers one waits for the other.
    """

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False, db_comment="public: where")
    day = models.DateField(db_comment="public: which day")
    tickets = models.PositiveIntegerField(default=0, db_comment="public: last ticket given out")
    booked_run = models.PositiveSmallIntegerField(default=0, db_comment="public: booked people called in a row")
    turns = models.PositiveSmallIntegerField(default=0, db_comment="public: people called in turn since one went ahead")
    closed_at = models.DateTimeField(null=True, db_comment="public: when the day was closed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "day"], name="visits_queueday_once")]

    def __str__(self) -> str:
        return f"queue {self.id}"


class Staffing(models.Model):
    """Counters open in one hour of a weekday or, as an exception, of one day."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False, db_comment="public: where")
    weekday = models.PositiveSmallIntegerField(null=True, db_comment="public: 0 is Monday; none for an exception")
    day = models.DateField(null=True, db_comment="public: the day of an exception")
    hour = models.PositiveSmallIntegerField(db_comment="public: the hour that begins then, by the branch's clock")
    counters = models.PositiveSmallIntegerField(db_comment="public: counters open")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visits_staffing_either", condition=Q(weekday=None, day__isnull=False) | Q(day=None, weekday__lt=7)
            ),
            models.CheckConstraint(name="visits_staffing_sane", condition=Q(hour__lt=24, counters__lte=50)),
            models.UniqueConstraint(fields=["branch", "weekday", "hour"], name="visits_staffing_week"),
            models.UniqueConstraint(fields=["branch", "day", "hour"], name="visits_staffing_day"),
        ]

    def __str__(self) -> str:
        return f"staffing {self.id}"


class ClosedDay(models.Model):
    """A holiday, or another day on which a branch stays shut."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False, db_comment="public: where")
    day = models.DateField(db_comment="public: which day")
    reason = models.CharField(max_length=80, db_comment="public: why, as visitors read it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "day"], name="visits_closedday_once")]

    def __str__(self) -> str:
        return f"closed day {self.id}"


class Press(models.Model):
    """One press of a button at the counter. Sent twice, it is answered as the first time and does nothing."""

    key = models.UUIDField(primary_key=True, db_comment="public: made by the page that was pressed")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, db_comment="public: who pressed")
    act = models.CharField(max_length=12, db_comment="public: what")
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, related_name="+", db_index=False, db_comment="public: which visit it moved"
    )
    refused = models.CharField(max_length=24, default="", db_comment="public: code of the refusal, if any")
    pressed_at = models.DateTimeField(db_index=True, db_comment="public: when, by the officer's clock")

    def __str__(self) -> str:
        return f"press {self.key}"
