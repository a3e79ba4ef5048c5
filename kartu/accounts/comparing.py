"""What somebody at the counter or at work is compared with, before anything is done for that person."""

from __future__ import annotations

from typing import Final

# What shows who somebody is: never only the identity card, which may be lost too.
DOCUMENTS: Final = (
    "identity_card",
    "digital_identity",
    "passport",
    "stay_permit",
    "family_card",
    "driving_licence",
    "employer_letter",
)
# Answers and a photo from the employer only add to one of these.
CHECKS: Final = (*DOCUMENTS, "roster_photo", "answers")


def documented(checked: tuple[str, ...]) -> bool:
    """Whether a document is among what somebody was compared with. Raises ValueError for what is not of CHECKS."""
    if not set(checked) <= set(CHECKS):
        raise ValueError(f"not among what is compared: {checked}")
    return bool(set(DOCUMENTS) & set(checked))
