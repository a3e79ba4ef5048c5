"""Messages to members: written with the act they tell of, delivered by a job."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from kartu.audit.models import Moves, Moving, next_value
from kartu.base.crypto import DataKey
from kartu.registry.models import Member
from kartu.registry.sealing import Sealed


class Message(Moving):
    """One message through one channel. `values` holds ids and codes; names are filled in when it is sent."""

    QUEUED, SENDING, SENT, FAILED, UNREACHABLE = "queued", "sending", "sent", "failed", "unreachable"
    MOVES: ClassVar[Moves] = {
        QUEUED: frozenset({SENDING}),
        SENDING: frozenset({SENT, FAILED, UNREACHABLE}),
        FAILED: frozenset({SENDING}),
        SENT: frozenset({FAILED}),  # the channel said later that it could not be delivered
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
    arrived_at = models.DateTimeField(null=True, db_comment="public: when the channel said that it was delivered")
    missed = models.CharField(
        max_length=200, default="", db_comment="public: ways that said it was not: channel:contact"
    )

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


class ChannelState(models.Model):
    """Whether one channel works: a circuit that opens when it fails and closes when it takes a message."""

    name = models.CharField(primary_key=True, max_length=10, db_comment="public: e-mail, sms, whatsapp, push")
    failures = models.IntegerField(default=0, db_comment="public: failures since it last took a message")
    why = models.CharField(max_length=40, default="", db_comment="public: the last failure, a word or a status code")
    failed_at = models.DateTimeField(null=True, db_comment="public: when it last failed")
    failing_since = models.DateTimeField(
        null=True, db_comment="public: since when it is left alone; empty when it works"
    )
    retry_at = models.DateTimeField(null=True, db_comment="public: when it is tried again")
    recovered_at = models.DateTimeField(null=True, db_comment="public: when it last worked again")

    def __str__(self) -> str:
        return f"channel {self.name}"


class PushSubscription(models.Model):
    """A browser that shows a notice when there is news; the notice names nobody and nothing."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_comment="public: whose")
    browser_digest = models.BinaryField(db_index=True, db_comment="secret: keyed digest of the browser's cookie")
    target_sealed = models.BinaryField(db_comment="personal: the push service's address and keys, sealed")
    target_index = models.BinaryField(unique=True, db_comment="personal: blind index of the address")
    since = models.DateTimeField(db_comment="public: since when")
    used_at = models.DateTimeField(db_comment="public: when a notice was last taken")

    target = Sealed()

    def __str__(self) -> str:
        return f"push subscription {self.id}"

    def member_key(self) -> DataKey:
        return self.member.key

    def sealed_row(self) -> int:
        return self.member_id
