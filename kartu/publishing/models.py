"""What is published: signed lists of two bits a copy, and what judges a loss letter. No person."""

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


class StationKey(models.Model):
    """One line of the trust list: a public key under which a police station signs its loss letters."""

    kid = models.BinaryField(primary_key=True, db_comment="public: identifier of the key, 8 bytes")
    jwk: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(db_comment="public: the key (RFC 7517)")
    issuer = models.CharField(max_length=100, db_comment="public: the station's name in its codes")
    station = models.CharField(max_length=80, db_comment="public: the station's name for people")
    since = models.DateTimeField(db_comment="public: trusted since")
    withdrawn_at = models.DateTimeField(null=True, db_comment="public: when trust was withdrawn")

    def __str__(self) -> str:
        return f"station key {bytes(self.kid).hex()}"


class PublishedLetter(models.Model):
    """How a loss letter stands, by the serial in its code."""

    serial = models.BinaryField(primary_key=True, db_comment="public: random serial of the letter, 8 bytes")
    until = models.DateField(db_comment="public: last day it is good, extensions counted")
    withdrawn_at = models.DateTimeField(null=True, db_comment="public: when it was withdrawn")

    def __str__(self) -> str:
        return f"published letter {bytes(self.serial).hex()}"


class PublishedCertificate(models.Model):
    """How an interim certificate stands, by the serial in its code."""

    serial = models.BinaryField(primary_key=True, db_comment="public: random serial of the certificate, 8 bytes")
    until = models.DateField(db_comment="public: last day it is good")
    withdrawn_at = models.DateTimeField(null=True, db_comment="public: when it was withdrawn")

    def __str__(self) -> str:
        return f"published certificate {bytes(self.serial).hex()}"
