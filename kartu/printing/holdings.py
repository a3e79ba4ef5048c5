"""What is kept about a member's hand-overs and certificates: for the member's own eyes."""

from __future__ import annotations

from typing import Any

from kartu.printing.models import Certificate, HandOver, PickupCode

Rows = list[dict[str, Any]]


def collecting_facts(member_id: int) -> dict[str, Rows]:
    """Hand-overs with their signature, relatives named, and certificates, each oldest first."""
    handed = HandOver.objects.filter(replacement__member=member_id).select_related("replacement__member", "branch")
    named = PickupCode.objects.filter(replacement__member=member_id, name_sealed__isnull=False)
    given = Certificate.objects.filter(replacement__member=member_id).select_related("replacement")
    return {
        "hand_overs": [
            {
                "number": each.replacement.number,
                "branch": each.branch.name,
                "at": each.at,
                "receiver": f"to_{each.receiver}",
                "signature": f"signed_{each.signature}",
                "strokes": each.strokes,
            }
            for each in handed.order_by("at", "id")
        ],
        "relatives": [
            {"number": each.replacement.number, "name": each.name, "since": each.made_at, "used_at": each.used_at}
            for each in named.select_related("replacement__member").order_by("made_at", "id")
        ],
        "certificates": [
            {
                "number": each.number,
                "membership": each.replacement.card.membership.number,
                "at": each.issued_at,
                "until": each.until,
                "status": each.status,
            }
            for each in given.select_related("replacement__card__membership").order_by("issued_at", "id")
        ],
    }
