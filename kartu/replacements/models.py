"""Loss reports, replacements and their evidence."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.cards.models import Card
from kartu.cards.states import PHYSICAL
from kartu.registry.models import Branch, Employer, Member
from kartu.registry.sealing import Sealed, keyring
from kartu.replacements import states
from kartu.replacements.document_models import DocumentPolicy as DocumentPolicy
from kartu.replacements.likeness_models import PictureMatch as PictureMatch
from kartu.replacements.likeness_models import PictureWord as PictureWord
from kartu.replacements.oversight_models import MonthFigure as MonthFigure
from kartu.replacements.oversight_models import SampleCheck as SampleCheck
from kartu.replacements.oversight_models import SecondLook as SecondLook
from kartu.replacements.oversight_models import SentForm as SentForm


class Report(Moving):
    """ "I lost it": what was lost, why, and with what proof it was said."""

    MOVES: ClassVar[Moves] = states.REPORT_MOVES
    SUBJECT: ClassVar[str] = "report"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: reference number told to the reporter")
    member = models.ForeignKey(Member, models.PROTECT, related_name="reports", db_comment="public: whose")
    card = models.ForeignKey(Card, models.PROTECT, related_name="reports", db_comment="public: which card")
    reason = models.CharField(max_length=16, db_comment="public: lost, stolen or never_received")
    proof = models.CharField(max_length=10, db_comment="public: what the reporter held")
    reported_at = models.DateTimeField(db_comment="public: when it was said")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="replacements_report_status", condition=Q(status__in=list(states.REPORT_MOVES))
            ),
            models.CheckConstraint(name="replacements_report_reason", condition=Q(reason__in=states.LOSSES)),
            models.CheckConstraint(name="replacements_report_proof", condition=Q(proof__in=states.PROOFS)),
            models.CheckConstraint(
                name="replacements_report_light_proof", condition=~Q(status=states.BLOCKING, proof=states.NOTHING_HELD)
            ),
            models.UniqueConstraint(
                fields=["card"], condition=Q(status__in=states.OPEN_REPORTS), name="replacements_report_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["card", "reported_at"], name="replacements_report_card"),
            # Counted on every page of the worklist.
            models.Index(
                fields=["reported_at", "id"], condition=Q(status=states.FLAGGED), name="replacements_report_flagged"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.number}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id


class Replacement(Moving):
    """What the member follows and the desk calls a case: a new physical card, from request to hand-over."""

    MOVES: ClassVar[Moves] = states.REPLACEMENT_MOVES
    SUBJECT: ClassVar[str] = "replacement"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: case number on papers and pages")
    follow_hash = models.BinaryField(db_comment="secret: digest of the code that opens the status page")
    member = models.ForeignKey(Member, models.PROTECT, related_name="replacements", db_comment="public: whose")
    card = models.ForeignKey(Card, models.PROTECT, related_name="replacements", db_comment="public: which card")
    report = models.ForeignKey(Report, models.PROTECT, null=True, db_comment="public: the report it follows")
    kind = models.CharField(max_length=8, db_comment="public: print or plastic")
    reason = models.CharField(max_length=16, db_comment="public: why a new one")
    channel = models.CharField(max_length=10, db_comment="public: how it was asked for: portal, desk, employer")
    vouched = models.BooleanField(default=False, db_comment="public: the employer vouches")
    together = models.BooleanField(default=False, db_comment="public: asked for with many others, under one paper")
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        db_index=False,  # the desk's index begins with it
        db_comment="public: where it is decided and handed over",
    )
    delivery = models.CharField(
        max_length=10, default=states.AT_BRANCH, db_comment="public: where the member gets it: branch, employer, post"
    )
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="public: who has taken it"
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_comment="public: who decided")
    decision = models.CharField(max_length=40, default="", db_comment="public: code of the reason given")
    copy_id = models.BigIntegerField(null=True, unique=True, db_comment="public: the copy made for it")
    opened_at = models.DateTimeField(db_comment="public: when asked")
    reminded_at = models.DateTimeField(null=True, db_comment="public: when the member was reminded to collect it")
    not_arrived_at = models.DateTimeField(
        null=True, db_comment="public: when the member said that a posted card had not come"
    )
    due_at = models.DateTimeField(db_comment="public: when a decision was promised")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="replacements_case_status", condition=Q(status__in=list(states.REPLACEMENT_MOVES))
            ),
            models.CheckConstraint(name="replacements_case_kind", condition=Q(kind__in=PHYSICAL)),
            models.CheckConstraint(name="replacements_case_reason", condition=Q(reason__in=states.REASONS)),
            models.CheckConstraint(name="replacements_case_channel", condition=Q(channel__in=states.CHANNELS)),
            models.CheckConstraint(name="replacements_case_delivery", condition=Q(delivery__in=states.DELIVERIES)),
            models.UniqueConstraint(
                fields=["card"], condition=Q(status__in=states.OPEN), name="replacements_case_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "status", "status_since"], name="replacements_case_desk"),
            models.Index(fields=["opened_at", "branch"], name="replacements_case_opened"),  # figures of a period
        ]

    def __str__(self) -> str:
        return f"replacement {self.number}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id


class SharedPaper(models.Model):
    """One paper for many cases: the letter about a fire or a flood. Stored once, sealed with a key of its own."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="+", db_comment="public: whose workers it is for"
    )
    data_key = models.BinaryField(db_comment="secret: the paper's key, wrapped")
    kind = models.CharField(max_length=16, db_comment="public: kind of paper, as the document policy names it")
    letter_number_sealed = models.BinaryField(null=True, db_comment="personal: number of the letter, sealed")
    station = models.CharField(max_length=80, db_comment="public: who issued it")
    letter_date = models.DateField(db_comment="public: its date")
    file = models.CharField(max_length=32, default="", db_comment="public: name of the stored file")
    digest = models.BinaryField(null=True, db_comment="public: SHA-256 of the stored file")
    added_at = models.DateTimeField(db_comment="public: when it came")

    letter_number = Sealed()

    def __str__(self) -> str:
        return f"shared paper {self.id}"

    def member_key(self) -> DataKey:
        return keyring().unwrap(bytes(self.data_key), self.id, of="paper")

    def sealed_row(self) -> int:
        return self.id


class Evidence(Moving):
    """One paper of a case: a police letter, an identity document, the damaged card."""

    MOVES: ClassVar[Moves] = states.EVIDENCE_MOVES
    SUBJECT: ClassVar[str] = "evidence"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, related_name="evidence", db_comment="public: of which case"
    )
    kind = models.CharField(max_length=16, db_comment="public: kind of paper, as the document policy names it")
    letter_number_sealed = models.BinaryField(null=True, db_comment="personal: number on a police letter, sealed")
    letter_index = models.BinaryField(null=True, db_comment="personal: blind index of station and letter number")
    station = models.CharField(max_length=80, default="", db_comment="public: police station that issued it")
    letter_date = models.DateField(null=True, db_comment="public: its date")
    right_name_sealed = models.BinaryField(null=True, db_comment="personal: the name a correcting paper says, sealed")
    right_birth_date_sealed = models.BinaryField(
        null=True, db_comment="personal: the birth date a correcting paper says, ISO 8601, sealed"
    )
    file = models.CharField(max_length=120, default="", db_comment="public: name of the stored file")
    digest = models.BinaryField(null=True, db_comment="public: SHA-256 of the stored file")
    shared = models.ForeignKey(
        SharedPaper, models.PROTECT, null=True, related_name="uses", db_comment="public: the one paper of many cases"
    )
    signed_letter = models.BigIntegerField(null=True, db_comment="public: the station's signed letter it is")
    machine = models.CharField(
        max_length=10, default="", db_default="", db_comment="public: what a machine found about a signed letter"
    )
    refusal = models.CharField(
        max_length=10, default="", db_default="", db_comment="public: code of why it was refused, if one was given"
    )
    reminded_at = models.DateTimeField(null=True, db_comment="public: when the member was told that it lapses")
    looked = models.SmallIntegerField(
        default=0, db_default=0, db_comment="public: by which looking its picture was read (sheets.LOOKING)"
    )
    added_at = models.DateTimeField(db_comment="public: when it came")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_comment="public: who looked")

    letter_number = Sealed()
    right_name = Sealed()
    right_birth_date_text = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="replacements_evidence_status", condition=Q(status__in=list(states.EVIDENCE_MOVES))
            )
        ]
        indexes = [
            models.Index(
                fields=["letter_index"], condition=Q(letter_index__isnull=False), name="replacements_evidence_letter"
            ),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="replacements_evidence_picture"),
            models.Index(
                fields=["signed_letter"],
                condition=Q(signed_letter__isnull=False),
                name="replacements_evidence_signed",
            ),
            models.Index(fields=["looked", "id"], condition=~Q(file=""), name="replacements_evidence_looked"),
        ]

    def __str__(self) -> str:
        return f"evidence {self.id} {self.kind}"

    @property
    def right_birth_date(self) -> date | None:
        return date.fromisoformat(self.right_birth_date_text) if self.right_birth_date_sealed else None

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.replacement.member_id

    def member_key(self) -> DataKey:
        return self.replacement.member.key

    def sealed_row(self) -> int:
        return self.replacement_id


class Box(Moving):
    """Printed cards of one employer's workers on their way from a branch to the employer."""

    MOVES: ClassVar[Moves] = states.BOX_MOVES
    SUBJECT: ClassVar[str] = "box"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: number on the box and its packing list")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_comment="public: where it was packed")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: where it goes")
    packed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who packed it")
    packed_at = models.DateTimeField(db_comment="public: when it was packed")

    class Meta:
        constraints = [
            models.CheckConstraint(name="replacements_box_status", condition=Q(status__in=list(states.BOX_MOVES)))
        ]

    def __str__(self) -> str:
        return f"box {self.number}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, None


class BoxedCard(models.Model):
    """One printed card in a box. A copy is packed once; a spoiled one's successor is packed anew."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    box = models.ForeignKey(Box, models.PROTECT, related_name="cards", db_comment="public: in which box")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, related_name="boxed", db_comment="public: of which case"
    )
    copy_id = models.BigIntegerField(unique=True, db_comment="public: the printed copy")

    def __str__(self) -> str:
        return f"boxed card {self.id}"


class HandOverCode(models.Model):
    """Ten characters the member says when the employer hands the card over: for one case, one employer, one use."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.ForeignKey(
        Replacement, models.CASCADE, related_name="hand_over_codes", db_comment="public: for which case"
    )
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_comment="public: who may hand over")
    code_hash = models.BinaryField(db_comment="secret: keyed digest of the code")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="public: how often it was tried")
    made_at = models.DateTimeField(db_comment="public: since when")
    expires_at = models.DateTimeField(db_comment="public: until when")
    used_at = models.DateTimeField(null=True, db_comment="public: when the card was handed over with it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["replacement"], condition=Q(used_at=None), name="replacements_one_unused_code"
            )
        ]

    def __str__(self) -> str:
        return f"hand-over code {self.id}"
