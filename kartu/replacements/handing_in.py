"""A paper that comes as a file: rebuilt, stored sealed, added to its case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kartu.audit.actors import Actor
from kartu.replacements import states
from kartu.replacements.evidence import POLICE_LETTER, Correction, Letter, add_evidence
from kartu.replacements.files import digest_of, remove_file, store_pages
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.rebuilding import rebuild
from kartu.replacements.refusals import LetterIncomplete
from kartu.replacements.signed import signed_by_number, signed_on


def hand_in(
    case: Replacement,
    kind: str,
    content: bytes,
    *,
    letter: Letter | None = None,
    correction: Correction | None = None,
    actor: Actor,
    now: datetime,
) -> Evidence:
    """Add the paper in `content`, an uploaded picture or PDF. The same file sent twice is one paper.

    Raises what `rebuild`, `signed_on` and `add_evidence` raise; then nothing of the file is kept.
    """
    pages = rebuild(content)
    signed = signed_on(case, pages, letter.number if letter else "", now=now) if kind == POLICE_LETTER else None
    with transaction.atomic():
        # Two clicks at once take turns here; the second finds the first one's paper.
        Replacement.objects.select_for_update(no_key=True).get(pk=case.pk)
        known = case.evidence.filter(kind=kind, digest=digest_of(pages), status=states.RECEIVED).first()
        if known is not None:
            return known
        stored = store_pages(case, pages)
        try:
            return add_evidence(
                case, kind, letter=letter, correction=correction, file=stored, signed=signed, actor=actor, now=now
            )
        except BaseException:
            remove_file(stored.name)
            raise


def hand_in_number(case: Replacement, number: str, *, actor: Actor, now: datetime) -> Evidence:
    """Add a station's signed letter by its number alone. The same number twice is one paper.

    Raises LetterIncomplete without one, and what `signed_by_number` and `add_evidence` raise.
    """
    if not number.strip():
        raise LetterIncomplete
    signed = signed_by_number(case, number, now=now)
    with transaction.atomic():
        Replacement.objects.select_for_update(no_key=True).get(pk=case.pk)
        known = case.evidence.filter(signed_letter=signed.id).exclude(status=states.REFUSED).first()
        if known is not None:
            return known
        return add_evidence(case, POLICE_LETTER, signed=signed, actor=actor, now=now)
