"""What a page shows of an identity number or a contact: enough to know one's own again."""

from __future__ import annotations

from kartu.registry.models import Contact

SHOWN = 4


def masked_identity(number: str) -> str:
    """The last four signs, the others as dots in groups of four."""
    return _in_fours("•" * (len(number) - SHOWN) + number[-SHOWN:])


def masked_contact(contact: Contact) -> str:
    """s•••@contoh.id, +62 ••• 7890."""
    value = contact.value
    if contact.kind == Contact.EMAIL:
        name, _, domain = value.partition("@")
        return f"{name[:1]}•••@{domain}"
    return f"{value[:3]} ••• {value[-SHOWN:]}"


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
