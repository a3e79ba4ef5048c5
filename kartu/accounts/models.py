"""Who can enter: accounts, the names and passkeys they enter with, what proves a person, and the roles of staff."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kartu.accounts.consent_models import Consent as Consent
from kartu.accounts.mandate_models import Mandate as Mandate
from kartu.accounts.recovery.models import Recovery as Recovery
from kartu.accounts.signon.models import SignOn as SignOn
from kartu.accounts.signon.models import SiteConsent as SiteConsent
from kartu.audit.actors import Actor, member_actor, staff_actor
from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.registry.models import Branch, Contact, Employer, Member
from kartu.registry.sealing import Sealed


class UserManager(BaseUserManager["User"]):
    """Accounts are made by verbs; this serves Django's look-up by natural key."""


class User(AbstractBaseUser):
    """One account: of a member, or of somebody who works with the fund (then `roles` says as what)."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    password = models.CharField(max_length=128, db_comment="secret: argon2id hash")
    last_login = models.DateTimeField(null=True, db_comment="public: last entry")
    handle = models.UUIDField(
        unique=True, default=uuid.uuid4, db_comment="public: random name; says nothing of anybody"
    )
    member = models.OneToOneField(
        Member, models.CASCADE, null=True, related_name="user", db_comment="public: the member, for members"
    )
    is_active = models.BooleanField(default=True, db_comment="public: may enter")
    created_at = models.DateTimeField(db_comment="public: since when")
    password_short = models.BooleanField(
        default=False, db_comment="public: whether the password is good with a second factor only"
    )
    password_void_at = models.DateTimeField(
        null=True, db_comment="public: since when the password lets nobody in before a new one is set"
    )

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return f"user {self.id}"

    @property
    def password_opens(self) -> bool:
        """Whether there is a password that lets its owner in."""
        return self.has_usable_password() and self.password_void_at is None

    @property
    def actor(self) -> Actor:
        """As whom this account acts: its member, or somebody of staff."""
        return member_actor(self.member_id) if self.member_id else staff_actor(self.id)


class SignInName(models.Model):
    """What a member types to sign in: an e-mail address or a number. A family with one telephone may share it."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="names", db_comment="public: whose")
    kind = models.CharField(max_length=8, db_comment="public: email or phone")
    value_sealed = models.BinaryField(db_comment="personal: address or number, sealed")
    value_index = models.BinaryField(db_index=True, db_comment="personal: blind index of the normalised value")
    since = models.DateTimeField(db_comment="public: since when")

    value = Sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "value_index"], name="accounts_name_once")]

    def __str__(self) -> str:
        return f"sign-in name {self.id}"

    def member_key(self) -> DataKey:
        return _member_of(self.user).key

    def sealed_row(self) -> int:
        return _member_of(self.user).id


class Device(models.Model):
    """A browser somebody has signed in with before, known by a cookie."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="devices", db_comment="public: whose")
    token_digest = models.BinaryField(db_comment="secret: keyed digest of the cookie")
    since = models.DateTimeField(db_comment="public: first entry")
    seen_at = models.DateTimeField(db_comment="public: last entry")
    browser = models.CharField(max_length=10, default="", db_comment="public: kind of browser, as it called itself")
    system = models.CharField(max_length=10, default="", db_comment="public: kind of system it runs on")
    gone_at = models.DateTimeField(null=True, db_comment="public: since when it is no browser of this account any more")
    disowned_at = models.DateTimeField(null=True, db_comment="public: when the member said it was somebody else's")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_digest", "user"], name="accounts_device_once")]

    def __str__(self) -> str:
        return f"device {self.id}"


class Passkey(models.Model):
    """A passkey of one account (WebAuthn Level 3, 4: Public Key Credential Source, the public half)."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys", db_comment="public: whose")
    credential_id = models.BinaryField(unique=True, db_comment="public: name the authenticator gave it")
    credential = models.BinaryField(db_comment="public: attested credential data with the public key")
    sign_count = models.BigIntegerField(default=0, db_comment="public: the authenticator's counter")
    since = models.DateTimeField(db_comment="public: since when")
    used_at = models.DateTimeField(null=True, db_comment="public: last entry with it")
    made_on = models.ForeignKey(Device, models.SET_NULL, null=True, db_comment="public: the browser it was made in")
    for_staff = models.BooleanField(
        default=False, db_default=False, db_comment="public: made by an entry link; no other opens the staff entrance"
    )
    browser = models.CharField(max_length=10, default="", db_comment="public: kind of browser it was made in")
    system = models.CharField(max_length=10, default="", db_comment="public: kind of system it was made on")

    def __str__(self) -> str:
        return f"passkey {self.id}"


class OpenSession(models.Model):
    """One session that is open: whose, on which browser. It goes when the session ends; the trail keeps what was."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="open_sessions", db_comment="public: whose")
    device = models.ForeignKey(
        Device, models.CASCADE, null=True, related_name="open_sessions", db_comment="public: members: on which browser"
    )
    passkey = models.ForeignKey(
        Passkey, models.SET_NULL, null=True, db_comment="public: the passkey that opened it, if one did"
    )
    key = models.CharField(max_length=40, unique=True, db_comment="secret: name of the session's row")
    since = models.DateTimeField(db_comment="public: since when")

    def __str__(self) -> str:
        return f"open session {self.id}"


class EntryLink(models.Model):
    """A link that lets one account of staff make its first passkey in one browser; opens once."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="entry_links", db_comment="public: for whom")
    token_digest = models.BinaryField(unique=True, db_comment="secret: keyed digest of the link")
    made_at = models.DateTimeField(db_comment="public: since when")
    expires_at = models.DateTimeField(db_comment="public: until when")
    used_at = models.DateTimeField(null=True, db_comment="public: when it was used")

    def __str__(self) -> str:
        return f"entry link {self.id}"


class Role(models.Model):
    """One role of one account, at one branch, employer or for the whole fund, from a day until a day."""

    class Kind(models.TextChoices):
        OFFICER = "officer"
        SUPERVISOR = "supervisor"
        HR = "hr"
        POLICE = "police"
        OPERATOR = "operator"
        DATA_PROTECTION = "data-protection"

    OWNER, HR_OFFICER, READER = "owner", "officer", "reader"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    user = models.ForeignKey(User, models.CASCADE, related_name="roles", db_comment="public: who")
    kind = models.CharField(max_length=16, choices=Kind.choices, db_comment="public: as what")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, db_comment="public: officers and supervisors: where")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, db_comment="public: HR: for whom")
    station = models.CharField(max_length=80, default="", db_comment="public: police: station")
    grade = models.CharField(
        max_length=8, default="", db_default="", db_comment="public: HR: owner, officer (works) or reader (looks)"
    )
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


class ContactChange(Moving):
    """A contact a member wants added or ended. It waits when there are others to warn, and can be called off."""

    ASKED, WAITING, DONE, CANCELLED = "asked", "waiting", "done", "cancelled"
    MOVES: ClassVar[Moves] = {
        ASKED: frozenset({WAITING}),
        WAITING: frozenset({DONE, CANCELLED}),
        DONE: frozenset(),
        CANCELLED: frozenset(),
    }
    SUBJECT: ClassVar[str] = "contact-change"
    ADD, END = "add", "end"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.CASCADE, related_name="contact_changes", db_comment="public: whose")
    change = models.CharField(max_length=4, db_comment="public: add or end")
    kind = models.CharField(max_length=8, db_comment="public: email or phone")
    value_sealed = models.BinaryField(db_comment="personal: address or number, sealed")
    value_index = models.BinaryField(db_comment="personal: blind index of the normalised value")
    due_at = models.DateTimeField(null=True, db_comment="public: when it takes effect")

    value = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_change_status",
                condition=models.Q(status__in=["asked", "waiting", "done", "cancelled"]),
            ),
            models.UniqueConstraint(
                fields=["member", "value_index"],
                condition=models.Q(status__in=["asked", "waiting"]),
                name="accounts_one_open_change",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(status="waiting"), name="accounts_change_due")]

    def __str__(self) -> str:
        return f"contact change {self.id}"

    def member_key(self) -> DataKey:
        return self.member.key

    def sealed_row(self) -> int:
        return self.member_id

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id


class SentCode(models.Model):
    """Six digits sent to a contact. The digits follow from `seed` and the keyring and are stored nowhere.

    Whom it is for is looked up by its job, and until then sealed as it was claimed. Without a member after that it is a
    stand-in: who asked about a stranger walks the same road and never gets to its end.
    """

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    purpose = models.CharField(max_length=12, db_comment="public: what it is good for")
    member = models.ForeignKey(Member, models.CASCADE, null=True, db_comment="public: whom it proves")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, db_comment="public: the contact it went to")
    change = models.ForeignKey(ContactChange, models.CASCADE, null=True, db_comment="public: the contact it confirms")
    kind = models.CharField(max_length=8, db_comment="public: email or phone, as it was asked for")
    whom_sealed = models.BinaryField(null=True, db_comment="personal: what was claimed, sealed, until the job has run")
    seed = models.CharField(max_length=24, db_comment="secret: with the keyring it gives the digits")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="public: how often it was tried")
    sendings = models.PositiveSmallIntegerField(default=1, db_comment="public: how often it was sent")
    made_at = models.DateTimeField(db_comment="public: since when")
    expires_at = models.DateTimeField(db_comment="public: until when")
    used_at = models.DateTimeField(null=True, db_comment="public: when it was given back")

    def __str__(self) -> str:
        return f"sent code {self.id}"


def _member_of(user: User) -> Member:
    """The member behind an account that seals something; staff accounts seal nothing."""
    if user.member is None:
        raise TypeError(f"user {user.id} is no member")
    return user.member
