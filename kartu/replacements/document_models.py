"""The fund's document policy as its operator has edited it, every edition kept."""

from __future__ import annotations

from typing import Any

from django.db import models


class DocumentPolicy(models.Model):
    """One edition. The one in force when a case was opened decides which papers the case needs."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the edition")
    since = models.DateTimeField(unique=True, db_comment="public: in force from")
    rules: models.JSONField[Any, Any] = models.JSONField(db_comment="public: the rules, as in the profile")
    note = models.CharField(max_length=200, default="", db_comment="public: what the operator said about it")

    def __str__(self) -> str:
        return f"document policy {self.id}"
