"""What belongs to one employer: its HR people, the rosters it sends, and what it proposes about workers."""

from __future__ import annotations

from django.db import models

from kartu.accounts.models import User
from kartu.base.crypto import DataKey
from kartu.registry.models import Employer
from kartu.registry.sealing import Sealed, keyring


class Colleague(models.Model):
    """An HR person as the company calls them. The e-mail address is kept only until the invitation has gone out."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="colleagues", db_comment="public: whose account")
    employer = models.ForeignKey(Employer, models.PROTECT, db_comment="public: of which company")
    data_key = models.BinaryField(db_comment="secret: the row's key, wrapped")
    name_sealed = models.BinaryField(null=True, db_comment="personal: what colleagues call the person, sealed")
    email_sealed = models.BinaryField(null=True, db_comment="personal: where the invitation goes, sealed; then gone")
    invited_at = models.DateTimeField(db_comment="public: since when")
    sent_at = models.DateTimeField(null=True, db_comment="public: when the invitation went out by e-mail")

    name = Sealed()
    email = Sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "employer"], name="employers_colleague_once")]

    def __str__(self) -> str:
        return f"colleague {self.id}"

    def member_key(self) -> DataKey:
        return keyring().unwrap(bytes(self.data_key), self.id, of="colleague")

    def sealed_row(self) -> int:
        return self.id
