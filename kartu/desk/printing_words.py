"""What the case's page says about its print."""

from __future__ import annotations

from typing import Any

from kartu.printing.printers import printers_at
from kartu.printing.queue import MACHINE_OF, print_of
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for


def print_words(case: Replacement) -> dict[str, Any]:
    """The print of an issued case, whether its card can be sent, and to which printers; nothing for others."""
    if case.status != states.ISSUED:
        return {}
    machine = MACHINE_OF[case.kind]
    return {
        "print": print_of(case),
        "ready": copy_made_for(case).checked_at is not None,
        "machine": machine,
        "printers": printers_at(case.branch_id, machine),
    }
