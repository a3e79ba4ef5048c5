"""The one table of the base: how often something was tried."""

from __future__ import annotations

from django.db import models


class Throttle(models.Model):
    """Tries of one key until a moment; written by kartu/base/throttle.py alone, in one statement."""

    key = models.BinaryField(primary_key=True, db_comment="public: keyed hash of what is counted")
    tries = models.IntegerField(db_comment="public: tries so far")
    ends_at = models.DateTimeField(db_index=True, db_comment="public: when counting starts anew")

    def __str__(self) -> str:
        return f"throttle until {self.ends_at:%Y-%m-%dT%H:%MZ}"
