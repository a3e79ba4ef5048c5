"""What is published about copies: signed lists of two bits each, and no person."""

from __future__ import annotations

from django.db import models


class StatusShard(models.Model):
    """One published status list of 2^20 copies, in both signed forms."""

    number = models.IntegerField(primary_key=True, db_comment="public: shard")
    version = models.BigIntegerField(default=0, db_comment="public: counts publications; part of the ETag")
    published_at = models.DateTimeField(null=True, db_comment="public: when signed")
    jwt = models.TextField(default="", db_comment="public: statuslist+jwt")
    cwt = models.BinaryField(default=b"", db_comment="public: statuslist+cwt")

    def __str__(self) -> str:
        return f"status shard {self.number}"
