"""Cards and their copies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kartu.audit.models import Moves, Moving, next_value
from kartu.base.crypto import DataKey
from kartu.cards import states
from kartu.registry.models import Member, Membership
from kartu.registry.sealing import Sealed, place


class Card(models.Model):
    """The card of one membership. It has no state of its own: its copies have."""

    id = models.BigAutoField(primary_key=True, db_comment="public: number")
    member = models.ForeignKey(Member, models.PROTECT, related_name="cards", db_comment="public: whose")
    membership = models.OneToOneField(
        Membership, models.PROTECT, related_name="card", db_comment="public: of which membership"
    )
    opened_at = models.DateTimeField(db_comment="public: since when")

    def __str__(self) -> str:
        return f"card {self.id}"


class Copy(Moving):
    """One copy of a card, with its own serial, code and state.

    The key carries the member so that the table can be split by member. The code names the person, so it is sealed.
    `to_sign` is stored before it is signed: a crash in between is resumed from it, never begun anew.
    """

    MOVES: ClassVar[Moves] = states.MOVES
    SUBJECT: ClassVar[str] = "copy"

    pk = models.CompositePrimaryKey("member_id", "id")
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="copies", db_comment="public: whose; first of the key"
    )
    id = models.BigIntegerField(db_default=next_value("cards_copy_id"), db_comment="public: running number")
    card = models.ForeignKey(Card, models.PROTECT, related_name="copies", db_comment="public: of which card")
    kind = models.CharField(max_length=8, db_comment="public: digital, wallet, print or plastic")
    serial = models.BinaryField(unique=True, db_comment="public: 8 random bytes, inside the code")
    holder_key = models.CharField(max_length=64, default="", db_comment="public: thumbprint of a wallet's key")
    shard = models.IntegerField(db_comment="public: status list the copy is in")
    position = models.IntegerField(db_comment="public: shuffled place in that list")
    issued_at = models.DateTimeField(db_comment="public: as signed")
    expires_at = models.DateTimeField(db_comment="public: as signed")
    kid = models.BinaryField(db_comment="public: key that signs, first 8 bytes of its digest")
    to_sign_sealed = models.BinaryField(db_comment="personal: the bytes to sign, sealed, stored before signing")
    code_sealed = models.BinaryField(null=True, db_comment="personal: the signed code, sealed")
    checked_at = models.DateTimeField(
        null=True, db_comment="public: when the drawn code was read back by another reader"
    )

    code = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="cards_copy_status", condition=Q(status__in=list(states.MOVES))),
            models.CheckConstraint(name="cards_copy_kind", condition=Q(kind__in=states.KINDS)),
            models.CheckConstraint(
                name="cards_copy_active_was_read",
                condition=~Q(status=states.ACTIVE) | Q(code_sealed__isnull=False, checked_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["card", "kind"],
                condition=Q(status=states.ACTIVE, kind__in=[states.DIGITAL, states.PRINT, states.PLASTIC]),
                name="cards_copy_one_active",
            ),
            models.UniqueConstraint(
                fields=["card", "holder_key"],
                condition=Q(status=states.ACTIVE, kind=states.WALLET),
                name="cards_copy_one_wallet",
            ),
            # A copy that is being made is finished before another of its kind is begun: a retry cannot make two.
            models.UniqueConstraint(
                fields=["card", "kind", "holder_key"],
                condition=Q(status=states.PREPARED),
                name="cards_copy_one_prepared",
            ),
            models.UniqueConstraint(fields=["shard", "position"], name="cards_copy_position"),
        ]
        indexes = [
            # Rebuilding a shard reads only what is not plainly good.
            models.Index(fields=["shard"], condition=~Q(status=states.ACTIVE), name="cards_copy_not_good"),
            models.Index(
                fields=["expires_at"], condition=Q(status__in=["active", "blocked"]), name="cards_copy_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"copy {self.id} {self.kind}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.member_id

    def member_key(self) -> DataKey:
        return self.member.key

    def sealed_row(self) -> int:
        return self.id

    @property
    def to_sign(self) -> bytes:
        """The stored bytes to sign."""
        return self.member_key().open_bytes(place(Copy, "to_sign"), self.id, bytes(self.to_sign_sealed))

    @property
    def serial_text(self) -> str:
        """The serial as printed: sixteen hexadecimal digits."""
        return bytes(self.serial).hex()
