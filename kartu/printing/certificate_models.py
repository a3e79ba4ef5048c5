"""Interim certificates: what bridges the time until a card is handed over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kartu.audit.models import Moves, Moving
from kartu.base.crypto import DataKey
from kartu.printing import states
from kartu.registry.sealing import Sealed, place
from kartu.replacements.models import Replacement


class Certificate(Moving):
    """One interim certificate, with its signed code and its signed PDF, sealed with the member's key."""

    MOVES: ClassVar[Moves] = states.CERTIFICATE_MOVES
    SUBJECT: ClassVar[str] = "certificate"

    id = models.BigAutoField(primary_key=True, db_comment="public: number of the row")
    number = models.CharField(max_length=16, unique=True, db_comment="public: number on the certificate")
    replacement = models.ForeignKey(
        Replacement, models.PROTECT, related_name="certificates", db_comment="public: for which case"
    )
    serial = models.BinaryField(unique=True, db_comment="public: random serial in its code, 8 bytes")
    until = models.DateField(db_comment="public: last day it is good")
    issued_at = models.DateTimeField(db_comment="public: when it was issued")
    code_sealed = models.BinaryField(db_comment="personal: text of the signed code, sealed")
    pdf_sealed = models.BinaryField(null=True, db_comment="personal: the signed PDF, sealed; gone when it ended")

    code = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="printing_certificate_status", condition=Q(status__in=list(states.CERTIFICATE_MOVES))
            ),
            models.UniqueConstraint(
                fields=["replacement"], condition=Q(status=states.ISSUED), name="printing_certificate_one_good"
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(status=states.ISSUED), name="printing_certificate_ends")]

    def __str__(self) -> str:
        return f"certificate {self.number}"

    def subject_key(self) -> tuple[int, int | None]:
        return self.id, self.replacement.member_id

    def member_key(self) -> DataKey:
        return self.replacement.member.key

    def sealed_row(self) -> int:
        return self.replacement_id

    @property
    def pdf(self) -> bytes:
        """The signed PDF; empty once the certificate ended."""
        if not self.pdf_sealed:
            return b""
        return self.member_key().open_bytes(place(Certificate, "pdf"), self.sealed_row(), bytes(self.pdf_sealed))

    def keep_pdf(self, pdf: bytes) -> None:
        """Seal the signed PDF into the row; the caller saves."""
        self.pdf_sealed = self.member_key().seal(place(Certificate, "pdf"), self.sealed_row(), pdf)
