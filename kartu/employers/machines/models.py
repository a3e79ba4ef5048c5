"""An employer's machines: the keys they come with, what they asked, and where they are told what happened."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from kartu.accounts.models import User
from kartu.base.crypto import DataKey
from kartu.registry.models import Employer
from kartu.registry.sealing import Sealed, keyring


class ApiKey(models.Model):
    """A key of one employer (and its units). It acts for the person who made it, and ends with that person's role."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: for whom it acts")
    name = models.CharField(max_length=60, db_comment="public: what the employer calls it")
    prefix = models.CharField(max_length=12, unique=True, db_comment="public: the part of the key that is shown")
    digest = models.BinaryField(db_comment="secret: keyed digest of the whole key")
    scopes = models.CharField(max_length=80, db_comment="public: what it may do, words with blanks between")
    made_at = models.DateTimeField(db_comment="public: since when")
    expires_at = models.DateTimeField(db_comment="public: until when")
    used_at = models.DateTimeField(null=True, db_comment="public: last use, to the hour or so")
    revoked_at = models.DateTimeField(null=True, db_comment="public: when it was withdrawn")

    def __str__(self) -> str:
        return f"key {self.id}"

    @property
    def may(self) -> frozenset[str]:
        """The scopes it has."""
        return frozenset(self.scopes.split())


class ApiCall(models.Model):
    """One request that may change something, by the name its sender gave it, so that it is done once.

    The answer is sealed with the sender's own key, of which the fund keeps a digest only.
    """

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose")
    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="calls", db_comment="public: by which key")
    name = models.CharField(max_length=64, db_comment="public: Idempotency-Key of the request")
    digest = models.BinaryField(db_comment="public: keyed digest of method, address and body")
    began_at = models.DateTimeField(db_comment="public: when it came")
    answered = models.PositiveSmallIntegerField(
        null=True, db_comment="public: status of the answer; none while it runs"
    )
    answer_sealed = models.BinaryField(null=True, db_comment="personal: the answer, sealed with the sender's key")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="employers_call_once")]
        indexes = [models.Index(fields=["began_at"], name="employers_call_age")]

    def __str__(self) -> str:
        return f"call {self.id}"


class Hook(models.Model):
    """An address of an employer's that is told what happens to its workers' cards."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose")
    address = models.CharField(max_length=300, db_comment="public: where to, https")
    kinds = models.CharField(max_length=120, db_comment="public: which events, words with blanks between")
    data_key = models.BinaryField(db_comment="secret: the row's key, wrapped")
    secret_sealed = models.BinaryField(db_comment="secret: what the employer checks our signature with, sealed")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who made it")
    made_at = models.DateTimeField(db_comment="public: since when")
    seen_until = models.DateTimeField(db_comment="public: up to when events were looked at for it")
    ended_at = models.DateTimeField(null=True, db_comment="public: when it was removed")

    secret = Sealed()

    def __str__(self) -> str:
        return f"hook {self.id}"

    def member_key(self) -> DataKey:
        return keyring().unwrap(bytes(self.data_key), self.id, of="hook")

    def sealed_row(self) -> int:
        return self.id


class HookDelivery(models.Model):
    """One event to one address: tried until it is taken or given up. Its public name is the same at each try."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose")
    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries", db_comment="public: to which address")
    kind = models.CharField(max_length=24, db_comment="public: which event")
    cause = models.CharField(max_length=40, db_comment="public: what it tells of, so that it is told once")
    told: models.JSONField[Any, Any] = models.JSONField(db_comment="personal: what is told: numbers and states")
    happened_at = models.DateTimeField(db_comment="public: when it happened")
    next_at = models.DateTimeField(null=True, db_comment="public: when it is tried next; none when it has ended")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="public: how often it was tried")
    taken_at = models.DateTimeField(null=True, db_comment="public: when the other side took it")
    problem = models.CharField(max_length=40, default="", db_comment="public: why the last try did not succeed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "cause"], name="employers_delivery_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="employers_delivery_due"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.id}"

    @property
    def public_id(self) -> str:
        """The name in `webhook-id`."""
        return f"msg_{self.hook_id}_{self.id}"
