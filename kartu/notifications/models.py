"""Messages to members: written with the act they tell of, delivered by a job."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from kartu.audit.models import Moves, Moving, next_value


class Message(Moving):
    """One message through one channel. `values` holds ids and codes; names are filled in when it is sent."""

    QUEUED, SENDING, SENT, FAILED, UNREACHABLE = "queued", "sending", "sent", "failed", "unreachable"
    MOVES: ClassVar[Moves] = {
        QUEUED: frozenset({SENDING}),
        SENDING: frozenset({SENT, FAILED, UNREACHABLE}),
        FAILED: frozenset({SENDING}),
        SENT: frozenset(),
        UNREACHABLE: frozenset(),
    }
    SUBJECT: ClassVar[str] = "message"

    pk = models.CompositePrimaryKey("at", "member_id", "id")
    at = models.DateTimeField(db_comment="public: when it was written; partition key")
    member_id = models.BigIntegerField(db_comment="public: to whom")
    id = models.BigIntegerField(db_default=next_value("notifications_message_id"), db_comment="public: running number")
    kind = models.CharField(max_length=32, db_comment="public: one of notifications.catalogue")
    channel = models.CharField(max_length=10, default="", db_comment="public: e-mail, sms, outbox; empty until sent")
    contact_id = models.BigIntegerField(null=True, db_comment="public: the contact it went to")
    to_kind = models.CharField(max_length=8, default="", db_comment="public: email or phone, when to one contact only")
    to_sealed = models.BinaryField(null=True, db_comment="personal: that contact's address or number, sealed")
    language = models.CharField(max_length=2, db_comment="public: id or en")
    values: models.JSONField[Any, Any] = models.JSONField(default=dict, db_comment="public: ids and codes to fill in")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notifications_message_status",
                condition=models.Q(status__in=["queued", "sending", "sent", "failed", "unreachable"]),
            )
        ]
        indexes = [models.Index(fields=["member_id", "at"], name="notifications_member")]

    def __str__(self) -> str:
        return f"message {self.id} {self.kind}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id
