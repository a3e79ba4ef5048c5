"""Codes with which an employer hands cards over: ten characters only the member knows.

The member gets the code by a contact the member has proved, or on a sealed slip that lies in the box; the employer
types what the member says. A code is for one case, one employer and one use; after five tries it opens nothing more.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.digits import new_seed, ten_characters
from kartu.base.errors import DomainError, NotThere
from kartu.replacements import states
from kartu.replacements.models import HandOverCode, Replacement
from kartu.replacements.numbers import code_digest
from kartu.replacements.standing import works_for

TRIES = 5

# One statement counts the try and says whether it was allowed: parallel guesses cannot share a try.
COUNT_A_TRY = """
    UPDATE replacements_handovercode SET tries = tries + 1
    WHERE replacement_id = %s AND employer_id = %s AND used_at IS NULL AND expires_at > %s AND tries < %s
    RETURNING id, code_hash
"""


class HandOverCodeRefused(DomainError):
    """The code is wrong, used, too old or tried too often; the answer is the same."""

    code = "hand-over-code-refused"
    id = "Kode serah terima ini tidak cocok atau tidak berlaku lagi. Minta pekerja membacakannya sekali lagi."
    en = "This hand-over code does not fit or is no longer valid. Ask the worker to read it out once more."


def make_hand_over_code(case: Replacement, *, actor: Actor, now: datetime) -> str:
    """Make the code for a case that goes to its employer and void the one before. Returns the seed it follows from."""
    employer_id = case.card.membership.employer_id
    if employer_id is None or case.delivery != states.AT_EMPLOYER:
        raise NotThere
    seed = new_seed()
    with transaction.atomic():
        # The card's row is the turn: two officers who make slips at once void one another's codes, never a third's.
        Replacement.objects.select_for_update(no_key=True).get(pk=case.pk)
        HandOverCode.objects.filter(replacement=case, used_at=None).delete()
        made = HandOverCode.objects.create(
            replacement=case,
            employer_id=employer_id,
            code_hash=_digest(case, employer_id, ten_characters(seed)),
            made_at=now,
            expires_at=now + timedelta(days=settings.PROFILE.replacements.collect_days),
        )
        record(
            Action.HAND_OVER_CODE_MADE,
            actor=actor,
            now=now,
            subject="hand-over-code",
            subject_id=made.id,
            member_id=case.member_id,
        )
    return seed


def check_hand_over_code(case: Replacement, typed: str, *, actor: Actor, now: datetime) -> HandOverCode:
    """The case's unused code, if the employer's officer `actor` typed this one. Counts a try, in a commit of its own.

    Raises NotThere for somebody else's worker or a card that goes elsewhere, HandOverCodeRefused otherwise.
    """
    membership = case.card.membership
    if actor.kind != "employer" or actor.id is None or case.delivery != states.AT_EMPLOYER:
        raise NotThere
    if membership.employer_id is None or not works_for(actor.id, membership, now):
        raise NotThere
    with connection.cursor() as cursor:
        cursor.execute(COUNT_A_TRY, [case.id, membership.employer_id, now, TRIES])
        tried = cursor.fetchone()
    stored = bytes(tried[1]) if tried else bytes(32)
    fits = hmac.compare_digest(stored, _digest(case, membership.employer_id, typed))
    if tried is None or not fits:
        raise HandOverCodeRefused
    return HandOverCode.objects.get(pk=tried[0])


def use_hand_over_code(code: HandOverCode, *, now: datetime) -> None:
    """Use a code up: of two callers one does. Raises HandOverCodeRefused."""
    if not HandOverCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
        raise HandOverCodeRefused


def _digest(case: Replacement, employer_id: int, code: str) -> bytes:
    return code_digest("hand-over", f"{case.id}:{employer_id}:{case.member_id}", code)
