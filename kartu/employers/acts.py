"""What an employer does for its workers, as rows: questions for consent, batches, downloads of cards."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import F, Q

from kartu.accounts.consent_models import Consent
from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.registry.models import Branch, Employer, Member, Membership
from kartu.registry.sealing import keyring
from kartu.replacements.models import Replacement, SharedPaper


class Asking(Moving):
    """An employer's question for a worker's consent, or a consent on paper that HR noted."""

    ASKED, GIVEN, REFUSED, LAPSED = "asked", "given", "refused", "lapsed"
    MOVES: ClassVar[Moves] = {
        ASKED: frozenset({GIVEN, REFUSED, LAPSED}),
        GIVEN: frozenset(),
        REFUSED: frozenset(),
        LAPSED: frozenset(),
    }
    SUBJECT: ClassVar[str] = "asking"
    PURPOSES: ClassVar[tuple[str, ...]] = (Consent.EMPLOYER_ACTS, Consent.EMPLOYER_DOWNLOADS)

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: who asks")
    member = models.ForeignKey(Member, models.PROTECT, related_name="askings", db_comment="public: whom")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_comment="public: as which worker")
    purpose = models.CharField(max_length=20, db_comment="public: what for, as consents name it")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who of HR")
    asked_at = models.DateTimeField(db_comment="public: when")
    until = models.DateTimeField(db_comment="public: until when the consent is to count")
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, related_name="+", db_comment="public: the consent it led to"
    )
    signed_on = models.DateField(null=True, db_comment="public: the day on the paper, for a consent on paper")
    file = models.CharField(max_length=32, default="", db_comment="public: name of the sealed photo of the paper")
    digest = models.BinaryField(null=True, db_comment="public: SHA-256 of that photo")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employers_asking_status", condition=Q(status__in=["asked", "given", "refused", "lapsed"])
            ),
            models.CheckConstraint(
                name="employers_asking_given", condition=~Q(status="given") | Q(consent__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["member", "employer", "purpose"], condition=Q(status="asked"), name="employers_asking_once"
            ),
        ]

    def __str__(self) -> str:
        return f"asking {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id


class Batch(Moving):
    """Many lost cards under one letter: after a fire or a flood."""

    PREPARED, RUNNING, DONE, CANCELLED = "prepared", "running", "done", "cancelled"
    MOVES: ClassVar[Moves] = {
        PREPARED: frozenset({RUNNING, CANCELLED}),
        RUNNING: frozenset({DONE}),
        DONE: frozenset(),
        CANCELLED: frozenset(),
    }
    SUBJECT: ClassVar[str] = "batch"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: number people say")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose workers")
    reason = models.CharField(max_length=16, db_comment="public: lost or stolen")
    paper = models.ForeignKey(SharedPaper, models.PROTECT, related_name="+", db_comment="public: the letter for all")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_comment="public: where the cases go")
    delivery = models.CharField(max_length=10, db_comment="public: where the cards go")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who of HR, who vouches")
    made_at = models.DateTimeField(db_comment="public: when")
    unmatched: models.JSONField[Any, Any] = models.JSONField(
        default=list, db_comment="public: which lines of the list named no worker of this employer"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employers_batch_status", condition=Q(status__in=["prepared", "running", "done", "cancelled"])
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, None


class BatchRow(models.Model):
    """One worker of a batch, and what became of it. An empty outcome is still to do."""

    TO_DO: Final = ""
    REQUESTED: Final = "requested"  # the case is open
    ASKED: Final = "asked"  # the card is blocked; the worker's consent is waited for

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose worker")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_comment="public: of which batch")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_comment="public: which worker")
    outcome = models.CharField(max_length=40, default="", db_comment="public: what became of it, or a refusal's code")
    told: models.JSONField[Any, Any] = models.JSONField(default=dict, db_comment="public: ids and dates of a refusal")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, null=True, related_name="+", db_comment="public: the case it led to"
    )
    blocked_at = models.DateTimeField(null=True, db_comment="public: when the card was stopped")
    done_at = models.DateTimeField(null=True, db_comment="public: when the outcome was written")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "membership"], name="employers_batch_worker_once"),
            models.CheckConstraint(
                name="employers_batch_requested",
                condition=~Q(outcome="requested") | Q(replacement__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], condition=Q(outcome=""), name="employers_batch_to_do"),
            models.Index(fields=["membership"], condition=Q(outcome="asked"), name="employers_batch_asked"),
        ]

    def __str__(self) -> str:
        return f"batch row {self.id}"


class Download(Moving):
    """Digital cards of consenting workers in one file, kept sealed for a day."""

    ASKED, AGREED, READY, REFUSED, GONE = "asked", "agreed", "ready", "refused", "gone"
    MOVES: ClassVar[Moves] = {
        ASKED: frozenset({AGREED, REFUSED}),
        AGREED: frozenset({READY}),
        READY: frozenset({GONE}),
        REFUSED: frozenset(),
        GONE: frozenset(),
    }
    SUBJECT: ClassVar[str] = "download"
    ZIP, PDF = "zip", "pdf"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: number that stands on every picture")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose workers")
    form = models.CharField(max_length=3, db_comment="public: zip or pdf")
    pattern = models.CharField(max_length=80, db_comment="public: how the files are named")
    reason = models.CharField(max_length=20, db_comment="public: code of why HR needs them")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who of HR asked")
    asked_at = models.DateTimeField(db_comment="public: when")
    needs_second = models.BooleanField(db_comment="public: so many that a second person has to agree")
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="public: the second person, who agreed or refused"
    )
    data_key = models.BinaryField(null=True, db_comment="secret: the key of its files, wrapped; erased when it is gone")
    gone_at = models.DateTimeField(null=True, db_comment="public: when its files are removed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employers_download_status",
                condition=Q(status__in=["asked", "agreed", "ready", "refused", "gone"]),
            ),
            models.CheckConstraint(name="employers_download_form", condition=Q(form__in=["zip", "pdf"])),
            models.CheckConstraint(
                name="employers_download_two_people", condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="employers_download_second",
                condition=Q(needs_second=False) | Q(agreed_by__isnull=False) | Q(status="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"download {self.number}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, None

    @property
    def key(self) -> DataKey:
        """The key of its files. Raises Unreadable once it is gone."""
        return keyring().unwrap(bytes(self.data_key or b""), self.id, of="download")


class DownloadRow(models.Model):
    """One worker's card in a download."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: whose worker")
    download = models.ForeignKey(Download, models.CASCADE, related_name="rows", db_comment="public: in which download")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_comment="public: which worker")
    copy_id = models.BigIntegerField(null=True, db_comment="public: the copy that was drawn")
    file = models.CharField(max_length=32, default="", db_comment="public: name of the sealed file")
    refusal = models.CharField(max_length=40, default="", db_comment="public: code of why there is no picture")
    told_at = models.DateTimeField(null=True, db_comment="public: when the worker was told that HR has it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["download", "membership"], name="employers_download_once")]

    def __str__(self) -> str:
        return f"download row {self.id}"


class Quota(models.Model):
    """How many cards one employer asked for on one day; counted by one statement."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="+", db_comment="public: whose")
    day = models.DateField(db_comment="public: which day, where the fund lives")
    used = models.PositiveIntegerField(db_comment="public: how many cards")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "day"], name="employers_quota_day")]

    def __str__(self) -> str:
        return f"quota {self.id}"
