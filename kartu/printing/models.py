"""Printers, prints, and what was recorded when a card changed hands or was destroyed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kartu.accounts.models import User
from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.printing import states
from kartu.printing.certificate_models import Certificate
from kartu.printing.stock_models import BlankCount, BlankUse, Delivery
from kartu.registry.models import Branch
from kartu.registry.sealing import Sealed
from kartu.replacements.models import Replacement
from kartu.replacements.states import NEVER_ARRIVED, SPOILS

__all__ = [
    "BlankCount",
    "BlankUse",
    "Certificate",
    "Delivery",
    "Destruction",
    "HandOver",
    "PickupCode",
    "Print",
    "PrintRun",
    "Printer",
]


class Printer(models.Model):
    """One printer of a branch and how far beside the card it prints."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_comment="public: where it stands")
    name = models.CharField(max_length=40, db_comment="public: what the branch calls it")
    machine = models.CharField(max_length=4, db_comment="public: cr80 (plastic cards) or a4 (paper)")
    front_x = models.SmallIntegerField(default=0, db_comment="public: shift of the front to the right, tenths of a mm")
    front_y = models.SmallIntegerField(default=0, db_comment="public: shift of the front downwards, tenths of a mm")
    back_x = models.SmallIntegerField(default=0, db_comment="public: shift of the back to the right, tenths of a mm")
    back_y = models.SmallIntegerField(default=0, db_comment="public: shift of the back downwards, tenths of a mm")
    bleed = models.SmallIntegerField(default=0, db_comment="public: printed beyond the card's edge, tenths of a mm")
    turned = models.BooleanField(default=False, db_comment="public: shows the back upside down")
    ended_at = models.DateTimeField(null=True, db_comment="public: when it was taken away")

    class Meta:
        constraints = [
            models.CheckConstraint(name="printing_printer_machine", condition=Q(machine__in=states.MACHINES)),
            models.CheckConstraint(
                name="printing_printer_shift",
                condition=Q(
                    front_x__range=(-30, 30),
                    front_y__range=(-30, 30),
                    back_x__range=(-30, 30),
                    back_y__range=(-30, 30),
                    bleed__range=(0, 30),
                ),
            ),
            models.UniqueConstraint(
                fields=["branch", "name"], condition=Q(ended_at=None), name="printing_printer_one_name"
            ),
        ]

    def __str__(self) -> str:
        return f"printer {self.id}"


class PrintRun(models.Model):
    """Cards sent to a printer together, in one document."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: number on pages")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_comment="public: where")
    printer = models.ForeignKey(
        Printer, models.PROTECT, null=True, related_name="+", db_comment="public: on which printer; none: as drawn"
    )
    machine = models.CharField(max_length=4, db_comment="public: cr80 or a4")
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who sent it")
    begun_at = models.DateTimeField(db_comment="public: when it was sent")

    class Meta:
        constraints = [models.CheckConstraint(name="printing_run_machine", condition=Q(machine__in=states.MACHINES))]
        indexes = [models.Index(fields=["branch", "begun_at"], name="printing_run_branch")]

    def __str__(self) -> str:
        return f"print run {self.number}"


class Print(Moving):
    """One physical copy on its way through a printer. A copy has one, whatever happens to it."""

    MOVES: ClassVar[Moves] = states.PRINT_MOVES
    SUBJECT: ClassVar[str] = "print"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, related_name="prints", db_comment="public: of which case"
    )
    copy_id = models.BigIntegerField(unique=True, db_comment="public: the copy that is printed")
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        related_name="+",
        db_index=False,  # the queue's index begins with it
        db_comment="public: where",
    )
    run = models.ForeignKey(
        PrintRun,
        models.PROTECT,
        null=True,
        related_name="prints",
        db_comment="public: with which others, the last time",
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_comment="public: how often it was sent")
    reason = models.CharField(max_length=16, default="", db_comment="public: why it was spoiled")

    class Meta:
        constraints = [
            models.CheckConstraint(name="printing_print_status", condition=Q(status__in=list(states.PRINT_MOVES))),
            models.CheckConstraint(
                name="printing_print_reason",
                condition=Q(reason="")
                | Q(status=states.SPOILED, reason__in=[*SPOILS, NEVER_ARRIVED, states.CASE_ENDED, states.NEVER_OUT]),
            ),
        ]
        indexes = [models.Index(fields=["branch", "status", "status_since"], name="printing_print_queue")]

    def __str__(self) -> str:
        return f"print {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.replacement.member_id


class PickupCode(models.Model):
    """Ten characters with which a printed card is asked for at the counter: the member's own, or a relative's."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, related_name="pickup_codes", db_comment="public: for which case"
    )
    receiver = models.CharField(max_length=8, db_comment="public: member or relative")
    name_sealed = models.BinaryField(
        null=True, db_comment="personal: the relative's name, as the member wrote it, sealed"
    )
    code_hash = models.BinaryField(db_comment="secret: keyed digest of the code")
    tries = models.PositiveSmallIntegerField(default=0, db_comment="public: how often it was tried")
    made_at = models.DateTimeField(db_comment="public: since when")
    expires_at = models.DateTimeField(db_comment="public: until when")
    used_at = models.DateTimeField(null=True, db_comment="public: when the card was handed over with it")

    name = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="printing_pickup_receiver", condition=Q(receiver__in=[states.MEMBER, states.RELATIVE])
            ),
            models.UniqueConstraint(
                fields=["replacement", "receiver"], condition=Q(used_at=None), name="printing_pickup_one_unused"
            ),
        ]

    def __str__(self) -> str:
        return f"pickup code {self.id}"

    def member_key(self) -> DataKey:
        return self.replacement.member.key

    def sealed_row(self) -> int:
        return self.replacement_id


class HandOver(models.Model):
    """What was recorded beside the event when a branch handed a card over. Written once."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.OneToOneField(
        Replacement, models.PROTECT, related_name="handed", db_comment="public: of which case"
    )
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_comment="public: where")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who gave it")
    receiver = models.CharField(max_length=8, db_comment="public: member, mandate or relative")
    with_code = models.BooleanField(default=False, db_comment="public: whoever came said the pickup code")
    signature = models.CharField(max_length=8, db_comment="public: signed on screen or on paper")
    strokes_sealed = models.BinaryField(
        null=True, db_comment="personal: the signature's lines as SVG path data, sealed"
    )
    old_copy_id = models.BigIntegerField(null=True, db_comment="public: the old card's copy, taken in to be destroyed")
    old_card = models.BooleanField(default=False, db_comment="public: an old card was taken in")
    at = models.DateTimeField(db_comment="public: when")

    strokes = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="printing_handed_receiver", condition=Q(receiver__in=states.RECEIVERS)),
            models.CheckConstraint(
                name="printing_handed_signature",
                condition=Q(signature=states.ON_SCREEN, strokes_sealed__isnull=False)
                | Q(signature=states.ON_PAPER, strokes_sealed=None),
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.id}"

    def member_key(self) -> DataKey:
        return self.replacement.member.key

    def sealed_row(self) -> int:
        return self.replacement_id


class Destruction(Moving):
    """A card that was destroyed: who did it, and who saw it. Always two people."""

    MOVES: ClassVar[Moves] = states.DESTRUCTION_MOVES
    SUBJECT: ClassVar[str] = "destruction"

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, related_name="destructions", db_comment="public: of which case"
    )
    why = models.CharField(max_length=12, db_comment="public: uncollected, spoiled or damaged")
    copy_id = models.BigIntegerField(db_comment="public: the copy; 0 for an old card whose copy is not known")
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        related_name="+",
        db_index=False,  # the list's index begins with it
        db_comment="public: where",
    )
    destroyed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="public: who destroyed it")
    witness = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="public: who saw it, or did not"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="printing_destruction_status", condition=Q(status__in=list(states.DESTRUCTION_MOVES))
            ),
            models.CheckConstraint(name="printing_destruction_why", condition=Q(why__in=states.WHYS)),
            models.CheckConstraint(
                name="printing_destruction_two_people", condition=Q(witness=None) | ~Q(witness=F("destroyed_by"))
            ),
            models.CheckConstraint(
                name="printing_destruction_witness",
                condition=Q(status=states.DESTROYED, witness=None) | ~Q(status=states.DESTROYED) & ~Q(witness=None),
            ),
            models.UniqueConstraint(
                fields=["replacement", "why", "copy_id"],
                condition=~Q(status=states.DENIED),
                name="printing_destruction_once",
            ),
        ]
        indexes = [models.Index(fields=["branch", "status", "status_since"], name="printing_destruction_list")]

    def __str__(self) -> str:
        return f"destruction {self.id}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.replacement.member_id
