"""Who can enter: accounts, and the roles of staff."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kartu.registry.models import Branch, Employer, Member


def new_handle() -> str:
    """A random name for the account in tables and logs; it says nothing about the person."""
    return secrets.token_hex(8)


class UserManager(BaseUserManager["User"]):
    """Accounts are made by verbs; this serves Django's look-up by natural key."""


class User(AbstractBaseUser):
    """One account: of a member, or of somebody who works with the fund (then `roles` says as what)."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    password = models.CharField(max_length=128, db_comment="secret: argon2id hash")
    last_login = models.DateTimeField(null=True, db_comment="public: last entry")
    handle = models.CharField(max_length=32, unique=True, default=new_handle, db_comment="public: random name")
    member = models.OneToOneField(
        Member, models.CASCADE, null=True, related_name="user", db_comment="public: the member, for members"
    )
    is_active = models.BooleanField(default=True, db_comment="public: may enter")
    created_at = models.DateTimeField(db_comment="public: since when")

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return f"user {self.id}"


class Role(models.Model):
    """One role of one account, at one branch, employer or for the whole fund, from a day until a day."""

    class Kind(models.TextChoices):
        OFFICER = "officer"
        SUPERVISOR = "supervisor"
        HR = "hr"
        POLICE = "police"
        OPERATOR = "operator"
        DATA_PROTECTION = "data-protection"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="roles", db_comment="public: who")
    kind = models.CharField(max_length=16, choices=Kind.choices, db_comment="public: as what")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, db_comment="public: officers and supervisors: where")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, db_comment="public: HR: for whom")
    station = models.CharField(max_length=80, default="", db_comment="public: police: station")
    since = models.DateTimeField(db_comment="public: from")
    until = models.DateTimeField(null=True, db_comment="public: to, when ended")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_role_place",
                condition=(
                    models.Q(kind__in=["officer", "supervisor"], branch__isnull=False)
                    | models.Q(kind="hr", employer__isnull=False)
                    | models.Q(kind="police") & ~models.Q(station="")
                    | models.Q(kind__in=["operator", "data-protection"])
                ),
            ),
            models.CheckConstraint(
                name="accounts_role_kind",
                condition=models.Q(kind__in=["officer", "supervisor", "hr", "police", "operator", "data-protection"]),
            ),
        ]

    def __str__(self) -> str:
        return f"role {self.kind} of user {self.user_id}"


class ActivationCode(models.Model):
    """A code that opens one member's account: handed over by employer, branch or post, or sent to a known contact."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.CASCADE, related_name="activation_codes", db_comment="public: for whom")
    code_hash = models.BinaryField(db_comment="secret: keyed digest of the code")
    source = models.CharField(max_length=10, db_comment="public: employer, branch, post or contact")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="public: how often it was tried")
    made_at = models.DateTimeField(db_comment="public: since when")
    expires_at = models.DateTimeField(db_comment="public: until when")
    used_at = models.DateTimeField(null=True, db_comment="public: when it opened the account")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(used_at=None), name="accounts_one_unused_code"
            )
        ]

    def __str__(self) -> str:
        return f"activation code {self.id}"
