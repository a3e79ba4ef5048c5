"""What belongs to one employer: its HR people, the rosters it sends, and what it proposes about workers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.employers import acts as acts  # its rows are models of this room
from kartu.employers import states
from kartu.employers.machines.models import ApiCall as ApiCall
from kartu.employers.machines.models import ApiKey as ApiKey
from kartu.employers.machines.models import Hook as Hook
from kartu.employers.machines.models import HookDelivery as HookDelivery
from kartu.registry.models import Employer, Member, Membership
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
    # Proved by a code; the comment stays as it was, since altering a column is no migration of a table that grows.
    news_sealed = models.BinaryField(null=True, db_comment="personal: where the person wants news of requests, sealed")

    name = Sealed()
    email = Sealed()
    news = Sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "employer"], name="employers_colleague_once")]

    def __str__(self) -> str:
        return f"colleague {self.id}"

    def member_key(self) -> DataKey:
        return keyring().unwrap(bytes(self.data_key), self.id, of="colleague")

    def sealed_row(self) -> int:
        return self.id


class Upload(Moving):
    """A roster somebody of HR sent: read by a job, compared, and only then, when confirmed, written down.

    The file and its lines are sealed with a key of the upload's own; erasing that key erases them.
    """

    MOVES: ClassVar[Moves] = states.UPLOAD
    SUBJECT: ClassVar[str] = "upload"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, db_comment="public: for which unit")
    user = models.ForeignKey(User, models.PROTECT, db_comment="public: who sent it")
    purpose = models.CharField(max_length=8, db_comment="public: roster, or left: who has left")
    effective_on = models.DateField(null=True, db_comment="public: the last day of those who left")
    data_key = models.BinaryField(db_comment="secret: the upload's key, wrapped; erased with its content")
    file = models.CharField(max_length=32, default="", db_comment="public: name of the sealed file; empty once read")
    file_name_sealed = models.BinaryField(null=True, db_comment="personal: the file's own name, sealed")
    refusal_sealed = models.BinaryField(null=True, db_comment="personal: why the file is no roster, sealed")
    size = models.IntegerField(db_comment="public: bytes")
    sent_at = models.DateTimeField(db_comment="public: when it came")
    attempt = models.IntegerField(default=0, db_comment="public: how often the work was begun")
    share = models.SmallIntegerField(default=0, db_comment="public: percent of the work that is done")
    worked_at = models.DateTimeField(db_comment="public: when the work last came on")
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict, db_comment="public: lines by kind")
    outcome: models.JSONField[Any, Any] = models.JSONField(default=dict, db_comment="public: lines by what became")
    done_at = models.DateTimeField(null=True, db_comment="public: when everything was written down")

    file_name = Sealed()
    refusal = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="employers_upload_status", condition=Q(status__in=list(states.UPLOAD))),
            models.CheckConstraint(
                name="employers_upload_purpose", condition=Q(purpose__in=["roster", "left", "works"])
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "-id"], name="employers_upload_latest"),
            models.Index(
                fields=["worked_at"],
                condition=Q(status__in=["received", "confirmed", "undoing"]),
                name="employers_upload_working",
            ),
            models.Index(fields=["status_since"], condition=Q(status="held"), name="employers_upload_held"),
        ]

    def __str__(self) -> str:
        return f"upload {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, None

    def member_key(self) -> DataKey:
        return keyring().unwrap(bytes(self.data_key), self.id, of="upload")

    def sealed_row(self) -> int:
        return self.id


class UploadLine(models.Model):
    """One line of an upload that says something: what it is, what it says (sealed), what became of it."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="lines", db_comment="public: of which upload")
    employer = models.ForeignKey(Employer, models.PROTECT, db_comment="public: for which unit, as its upload")
    position = models.IntegerField(db_comment="public: order in the file")
    kind = models.CharField(max_length=9, db_comment="public: new, changed, quiet, left or refused")
    membership_id = models.BigIntegerField(null=True, db_comment="public: the membership it is about or made")
    proposal_id = models.BigIntegerField(null=True, db_comment="public: what was asked because of it")
    line_sealed = models.BinaryField(null=True, db_comment="personal: what the line says, sealed")
    outcome = models.CharField(max_length=10, default="", db_comment="public: what became of it when confirmed")
    undone = models.CharField(max_length=10, default="", db_comment="public: what became of that when undone")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "position"], name="employers_line_once")]
        indexes = [models.Index(fields=["upload", "kind", "position"], name="employers_line_kind")]

    def __str__(self) -> str:
        return f"line {self.position} of upload {self.upload_id}"


class Proposal(Moving):
    """What an employer says about a person the fund knows. Nothing changes before the person or the fund says yes."""

    MOVES: ClassVar[Moves] = states.PROPOSAL
    SUBJECT: ClassVar[str] = "proposal"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.CASCADE, related_name="proposals", db_comment="public: about whom")
    employer = models.ForeignKey(Employer, models.PROTECT, db_comment="public: who says it")
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, db_comment="public: the roster it came with")
    kind = models.CharField(max_length=8, db_comment="public: join, move or change")
    membership = models.ForeignKey(
        Membership, models.CASCADE, null=True, db_comment="public: the membership to move or that is meant"
    )
    said_sealed = models.BinaryField(db_comment="personal: what is proposed, sealed with the member's key")
    asked_at = models.DateTimeField(db_comment="public: since when")

    said = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="employers_proposal_status", condition=Q(status__in=list(states.PROPOSAL))),
            models.CheckConstraint(name="employers_proposal_kind", condition=Q(kind__in=["join", "move", "change"])),
            models.UniqueConstraint(
                fields=["member", "employer", "kind"], condition=Q(status="open"), name="employers_one_open_proposal"
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(status="open"), name="employers_proposal_open")]

    def __str__(self) -> str:
        return f"proposal {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id

    def member_key(self) -> DataKey:
        return self.member.key

    def sealed_row(self) -> int:
        return self.member_id


class Attestation(models.Model):
    """What the employer says of one worker on one day: still works here, or has left."""

    WORKS, LEFT = "works", "left"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, db_comment="public: who says it")
    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="attestations", db_comment="public: of which worker"
    )
    said = models.CharField(max_length=5, db_comment="public: works or left")
    last_day = models.DateField(null=True, db_comment="personal: the last day of work, when left")
    user = models.ForeignKey(User, models.PROTECT, db_comment="public: who said it")
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, db_comment="public: the list it came with")
    at = models.DateTimeField(db_comment="public: when")
    taken_back_at = models.DateTimeField(null=True, db_comment="public: when it was taken back")

    class Meta:
        constraints = [
            models.CheckConstraint(name="employers_attestation_said", condition=Q(said__in=["works", "left"]))
        ]
        indexes = [models.Index(fields=["employer", "-at"], name="employers_attested")]

    def __str__(self) -> str:
        return f"attestation {self.id}"


class SlipRun(models.Model):
    """Activation slips somebody of HR had made in one go; the day's quota is counted from these."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(Employer, models.PROTECT, db_comment="public: for which unit")
    user = models.ForeignKey(User, models.PROTECT, db_comment="public: who had them made")
    slips = models.IntegerField(db_comment="public: how many")
    at = models.DateTimeField(db_comment="public: when")

    class Meta:
        indexes = [models.Index(fields=["employer", "-at"], name="employers_slips_made")]

    def __str__(self) -> str:
        return f"slip run {self.id}"
