"""The fund's truth, mirrored: who is a member, under which employer, since when."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.db import models

from kartu.base.crypto import DataKey
from kartu.registry.sealing import Sealed, keyring


class Branch(models.Model):
    """One office of the fund."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    code = models.CharField(max_length=8, unique=True, db_comment="public: short code on papers")
    name = models.CharField(max_length=80, db_comment="public: name")
    city = models.CharField(max_length=60, db_comment="public: city or regency")
    address = models.CharField(max_length=200, default="", db_comment="public: street address of the office")
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta", db_comment="public: zone its clocks show")

    def __str__(self) -> str:
        return f"branch {self.code}"


class Employer(models.Model):
    """One registered employer or one of its units, by its registration number (NPP)."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    npp = models.CharField(max_length=12, unique=True, db_comment="public: registration number")
    name = models.CharField(max_length=120, default="", db_comment="public: company name")
    registered_at = models.DateTimeField(db_comment="public: when Kartu first knew it")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="units", db_comment="public: the company a unit is part of"
    )

    def __str__(self) -> str:
        return f"employer {self.npp}"


class Member(models.Model):
    """One person. Everything that names the person is sealed with the person's own key."""

    KTP, PASSPORT, KITAS = "ktp", "passport", "kitas"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    data_key = models.BinaryField(db_comment="secret: the member's key, wrapped; erased to erase the person")
    identity_kind = models.CharField(max_length=8, default=KTP, db_comment="public: document the identity number is of")
    identity_sealed = models.BinaryField(db_comment="personal: NIK, passport or KITAS number, sealed")
    identity_index = models.BinaryField(unique=True, db_comment="personal: blind index of kind and number")
    name_sealed = models.BinaryField(db_comment="personal: full name, sealed")
    birth_date_sealed = models.BinaryField(null=True, db_comment="personal: birth date, ISO 8601, sealed")
    birth_place_sealed = models.BinaryField(null=True, db_comment="personal: birth place, sealed")
    address_sealed = models.BinaryField(null=True, db_comment="personal: home address, sealed")
    person_index = models.BinaryField(db_comment="personal: joint blind index of normalised name and birth date")
    sex = models.CharField(max_length=1, default="", db_comment="personal: L or P as the roster says")
    language = models.CharField(max_length=2, default="id", db_comment="public: language of messages")
    registered_at = models.DateTimeField(db_comment="public: when Kartu first knew the member")

    identity = Sealed()
    name = Sealed()
    birth_date_text = Sealed()
    birth_place = Sealed()
    address = Sealed()

    class Meta:
        indexes = [models.Index(fields=["person_index"], name="registry_member_person")]

    def __str__(self) -> str:
        return f"member {self.id}"

    @cached_property
    def key(self) -> DataKey:
        """The member's data key, unwrapped once a row object. Raises Unreadable after erasure."""
        return keyring().unwrap(bytes(self.data_key), self.id)

    def member_key(self) -> DataKey:
        return self.key

    def sealed_row(self) -> int:
        return self.id

    @property
    def birth_date(self) -> date | None:
        return date.fromisoformat(self.birth_date_text) if self.birth_date_sealed else None


class Contact(models.Model):
    """A way to reach a member: an e-mail address or a telephone number."""

    EMAIL, PHONE = "email", "phone"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.CASCADE, related_name="contacts", db_comment="public: whose")
    kind = models.CharField(max_length=8, db_comment="public: email or phone")
    value_sealed = models.BinaryField(db_comment="personal: address or number, sealed")
    value_index = models.BinaryField(db_index=True, db_comment="personal: blind index of the normalised value")
    source = models.CharField(max_length=12, db_comment="public: who gave it: roster, member, officer")
    added_at = models.DateTimeField(db_comment="public: since when")
    confirmed_at = models.DateTimeField(null=True, db_comment="public: when a code sent to it came back")
    ended_at = models.DateTimeField(null=True, db_comment="public: when it stopped being used")

    value = Sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "value_index"], name="registry_contact_once")]

    def __str__(self) -> str:
        return f"contact {self.id}"

    def member_key(self) -> DataKey:
        return self.member.key

    def sealed_row(self) -> int:
        return self.member_id


class Membership(models.Model):
    """One number under one employer or, without one, as self-employed. A person may hold several."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", db_comment="public: whose")
    number = models.CharField(max_length=16, unique=True, db_comment="personal: membership number (KPJ) as on the card")
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="memberships", db_comment="public: under whom"
    )
    programmes = models.PositiveIntegerField(default=0, db_comment="public: bit mask of the fund's programmes")
    started_on = models.DateField(null=True, db_comment="personal: first day")
    ended_on = models.DateField(null=True, db_comment="personal: last day under this employer")
    staff_number = models.CharField(max_length=40, default="", db_comment="personal: the employer's own number")

    def __str__(self) -> str:
        return f"membership {self.id}"
