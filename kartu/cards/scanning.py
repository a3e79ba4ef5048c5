"""From the code of a card back to the copy it is on, for staff who may look its member up."""

from __future__ import annotations

from datetime import datetime

from kartu.cards.models import Copy
from kartu.publishing.checking import check_code


def copy_by_code(text: str, *, now: datetime) -> Copy | None:
    """The copy whose code this is, blocked or expired ones too; None for a code that is not signed by this fund."""
    checked = check_code(text.replace("\r", "").replace("\n", "").replace("\t", ""), now=now)
    if checked.claims is None:
        return None
    found = Copy.objects.filter(serial=checked.claims.serial).select_related("member", "card__membership__employer")
    return found.first()
