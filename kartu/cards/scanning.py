"""From the code of a card back to the copy it is on, for staff who may look its member up."""

from __future__ import annotations

from datetime import datetime

from kartu.base.scanned import LINE_BREAKS
from kartu.cards.models import Copy
from kartu.publishing.checking import check_code


def serial_in(text: str, *, now: datetime) -> bytes | None:
    """The serial in the code of a copy, whatever became of it; None for a text that is not signed by this fund."""
    claims = check_code(LINE_BREAKS.sub("", text), now=now).claims
    return claims.serial if claims else None


def copy_by_code(text: str, *, now: datetime) -> Copy | None:
    """The copy whose code this is, blocked or expired ones too; None for a code that is not signed by this fund."""
    serial = serial_in(text, now=now)
    if serial is None:
        return None
    return Copy.objects.filter(serial=serial).select_related("member", "card__membership__employer").first()
