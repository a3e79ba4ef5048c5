"""Police stations and the loss letters they issue. A letter has a key of its own: the person need not be a member."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.letters import states
from kartu.registry.sealing import Sealed, keyring


class Station(models.Model):
    """A police station that issues letters here. Its officers hold the role `police` under its name."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    code = models.SlugField(max_length=30, unique=True, db_comment="public: short name, in numbers and key folders")
    name = models.CharField(max_length=80, unique=True, db_comment="public: name for people")
    city = models.CharField(max_length=60, db_comment="public: where it is")
    address = models.CharField(max_length=160, default="", db_comment="public: its address")
    telephone = models.CharField(max_length=30, default="", db_comment="public: where one calls back")
    since = models.DateTimeField(db_comment="public: since when")
    ended_at = models.DateTimeField(null=True, db_comment="public: when the operator withdrew the trust in it")
    last_year = models.PositiveSmallIntegerField(default=0, db_comment="public: year of the last number")
    last_number = models.PositiveIntegerField(default=0, db_comment="public: last number of that year")

    def __str__(self) -> str:
        return f"station {self.code}"


class Letter(Moving):
    """One loss letter (surat keterangan kehilangan), with its signed code."""

    MOVES: ClassVar[Moves] = states.LETTER_MOVES
    SUBJECT: ClassVar[str] = "letter"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    data_key = models.BinaryField(db_comment="secret: the letter's key, wrapped")
    asked_with = models.UUIDField(
        unique=True, db_comment="public: the form it was asked with, so that two sendings are one"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, related_name="letters", db_comment="public: who issued it"
    )
    serial = models.BinaryField(unique=True, db_comment="public: random serial in its code, 8 bytes")
    number_sealed = models.BinaryField(db_comment="personal: report number, sealed")
    number_index = models.BinaryField(unique=True, db_comment="personal: blind index of the report number")
    name_sealed = models.BinaryField(db_comment="personal: who reported, sealed")
    identity_kind = models.CharField(max_length=8, default="", db_comment="public: document of the identity, if any")
    identity_sealed = models.BinaryField(null=True, db_comment="personal: its number, sealed")
    birth_place_sealed = models.BinaryField(null=True, db_comment="personal: birth place, sealed")
    birth_date_sealed = models.BinaryField(null=True, db_comment="personal: birth date, ISO 8601, sealed")
    address_sealed = models.BinaryField(null=True, db_comment="personal: address, sealed")
    items = models.CharField(max_length=60, db_comment="public: codes of what was lost, with blanks between")
    details_sealed = models.BinaryField(null=True, db_comment="personal: what was lost in words, sealed")
    lost_when_sealed = models.BinaryField(null=True, db_comment="personal: when it was lost, in words, sealed")
    lost_where_sealed = models.BinaryField(null=True, db_comment="personal: where it was lost, in words, sealed")
    code_sealed = models.BinaryField(db_comment="personal: text of the latest signed code, sealed")
    issued_on = models.DateField(db_comment="public: date of the letter")
    extended_on = models.DateField(null=True, db_comment="public: date of its last extension")
    until = models.DateField(db_comment="public: last day it is good")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: officer who issued it")
    withdrawal = models.CharField(max_length=10, default="", db_comment="public: code of the reason it was withdrawn")

    number = Sealed()
    name = Sealed()
    identity = Sealed()
    birth_place = Sealed()
    birth_date_text = Sealed()
    address = Sealed()
    details = Sealed()
    lost_when = Sealed()
    lost_where = Sealed()
    code = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="letters_letter_status", condition=Q(status__in=list(states.LETTER_MOVES))),
        ]
        indexes = [models.Index(fields=["station", "-id"], name="letters_letter_station")]

    def __str__(self) -> str:
        return f"letter {self.id}"

    @property
    def dated(self) -> date:
        """The date its days are counted from: of the letter, or of its last extension."""
        return self.extended_on or self.issued_on

    @property
    def birth_date(self) -> date | None:
        return date.fromisoformat(self.birth_date_text) if self.birth_date_sealed else None

    @property
    def item_codes(self) -> tuple[str, ...]:
        return tuple(self.items.split())

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, None

    def member_key(self) -> DataKey:
        return keyring().unwrap(bytes(self.data_key), self.id, of="letter")

    def sealed_row(self) -> int:
        return self.id
