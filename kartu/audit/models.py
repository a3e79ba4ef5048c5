"""Events, kept for ever, and the base of every row that has a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

Moves = Mapping[str, frozenset[str]]


def next_value(sequence: str) -> models.Func:
    """A column default that takes the next number of a sequence: keys that a partition can be part of."""
    return models.Func(models.Value(sequence), function="nextval")


class Moving(models.Model):
    """A row with a status that moves only through `change_status`, only along MOVES."""

    MOVES: ClassVar[Moves]
    SUBJECT: ClassVar[str]

    status = models.CharField(max_length=16, db_comment="public: where this row stands in its life")
    status_since = models.DateTimeField(db_comment="public: when it came to stand there")

    class Meta:
        abstract = True

    @property
    def ended(self) -> bool:
        """True when no move leads on from here."""
        return not self.MOVES[self.status]

    def subject_key(self) -> tuple[int, int | None]:
        """The row's own number and its member's, for the event."""
        raise NotImplementedError


class Event(models.Model):
    """One thing that happened. Ids and codes only: never a name, a number of a person, or a contact."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField(db_comment="public: when it happened; partition key")
    id = models.BigIntegerField(db_default=next_value("audit_event_id"), db_comment="public: running number")
    action = models.CharField(max_length=32, db_comment="public: one of audit.actions.Action")
    actor_kind = models.CharField(max_length=12, db_comment="public: kind of actor")
    actor_id = models.BigIntegerField(null=True, db_comment="public: the actor's row")
    member_id = models.BigIntegerField(null=True, db_comment="public: the member whose trail this is in")
    subject = models.CharField(max_length=24, db_comment="public: kind of row acted on")
    subject_id = models.BigIntegerField(null=True, db_comment="public: that row")
    old_status = models.CharField(max_length=16, default="", db_comment="public: status before")
    new_status = models.CharField(max_length=16, default="", db_comment="public: status after")
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict, db_comment="public: codes, ids and counts")

    class Meta:
        indexes = [
            models.Index(fields=["member_id", "at"], name="audit_event_member"),
            models.Index(fields=["subject", "subject_id", "at"], name="audit_event_subject"),
        ]

    def __str__(self) -> str:
        return f"event {self.id} {self.action}"
