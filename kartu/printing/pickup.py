"""Codes a printed card is asked for with: the member's own comes by message, a relative's is given on by the member.

The member's code is a help and no condition: who has no telephone shows a document. A relative has nothing else that
ties them to the member, so for a relative the code is needed, and the name the member wrote down with it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.digits import new_seed, ten_characters
from kartu.base.errors import NotThere
from kartu.notifications.messages import tell
from kartu.notifications.printing_words import PICKUP_CODE, RELATIVE_NAMED
from kartu.printing import states
from kartu.printing.models import PickupCode
from kartu.printing.refusals import PickupClosed, PickupCodeRefused
from kartu.registry.lookups import proved_contacts_of
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.replacements.numbers import code_digest
from kartu.replacements.standing import require_officer

TRIES = 5
# A relative is named once the card is certain to come.
NAMED_WHILE = (cases.APPROVED, cases.ISSUED, cases.PRINTED)
LONGEST_NAME = 80

# One statement counts the try and says whether it was allowed: parallel guesses cannot share a try.
COUNT_A_TRY = """
    UPDATE printing_pickupcode SET tries = tries + 1
    WHERE replacement_id = %s AND receiver = %s AND used_at IS NULL AND expires_at > %s AND tries < %s
    RETURNING id, code_hash
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A relative who may collect, and the code for them: shown once, stored only as a digest."""

    name: str
    code: str


def tell_pickup_code(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """A code to the member's first proved contact; nothing where there is none or the card goes elsewhere."""
    contact = proved_contacts_of(case.member_id).first()
    if case.delivery != cases.AT_BRANCH or contact is None:
        return
    seed = _make(case, states.MEMBER, "", actor=actor, now=now)
    tell(case.member, PICKUP_CODE, now=now, to=contact, number=case.number, branch_id=case.branch_id, follow=seed)


def name_relative(case: Replacement, name: str, *, actor: Actor, now: datetime) -> Named:
    """Let a relative of this name collect the card, with a code; whoever was named before may not any more.

    The member says so, signed in, or an officer to whom the member said it in person. The member is told.
    Raises PickupClosed, NotThere (somebody else), RoleMissing, OwnCase.
    """
    if actor.kind == "staff":
        require_officer(case, actor=actor, now=now)
    elif (actor.kind, actor.id) != ("member", case.member_id):
        raise NotThere
    if case.status not in NAMED_WHILE or case.delivery != cases.AT_BRANCH:
        raise PickupClosed
    tidy = " ".join(name.split())[:LONGEST_NAME]
    with transaction.atomic():
        seed = _make(case, states.RELATIVE, tidy, actor=actor, now=now)
        tell(case.member, RELATIVE_NAMED, now=now, number=case.number, branch_id=case.branch_id)
    return Named(tidy, ten_characters(seed))


def relative_of(case: Replacement, *, now: datetime) -> str:
    """The name of the relative who may collect the card now; "" for nobody."""
    found = _codes(case, states.RELATIVE).filter(expires_at__gt=now).select_related("replacement__member").first()
    return found.name if found else ""


def end_relative(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """The member takes it back: nobody but the member collects. Twice is as good as once. Raises NotThere."""
    if (actor.kind, actor.id) != ("member", case.member_id):
        raise NotThere
    with transaction.atomic():
        gone, _ = _codes(case, states.RELATIVE).delete()
        if gone:
            _record(Action.PICKUP_CODE_ENDED, case, None, states.RELATIVE, actor=actor, now=now)


def check_pickup_code(case: Replacement, receiver: str, typed: str, *, now: datetime) -> PickupCode:
    """The case's unused code for this receiver, if it was typed. Counts a try, in a commit of its own.

    Raises PickupCodeRefused whatever was wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_A_TRY, [case.id, receiver, now, TRIES])
        tried = cursor.fetchone()
    stored = bytes(tried[1]) if tried else bytes(32)
    fits = hmac.compare_digest(stored, _digest(case, receiver, typed[:40]))
    if tried is None or not fits:
        raise PickupCodeRefused
    return PickupCode.objects.get(pk=tried[0])


def use_pickup_code(code: PickupCode, *, now: datetime) -> None:
    """Use a code up: of two callers one does. Raises PickupCodeRefused."""
    if not PickupCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
        raise PickupCodeRefused


def _make(case: Replacement, receiver: str, name: str, *, actor: Actor, now: datetime) -> str:
    seed = new_seed()
    with transaction.atomic():
        # The case's row is the turn: of two who make a code at once the later one's is good.
        Replacement.objects.select_for_update(no_key=True).get(pk=case.pk)
        _codes(case, receiver).delete()
        code = PickupCode(
            replacement=case,
            receiver=receiver,
            code_hash=_digest(case, receiver, ten_characters(seed)),
            made_at=now,
            # Longer than the card waits: it is collected or voided before.
            expires_at=now + timedelta(days=settings.PROFILE.replacements.collect_days * 2),
        )
        code.name = name
        code.save()
        _record(Action.PICKUP_CODE_MADE, case, code.id, receiver, actor=actor, now=now)
    return seed


def _codes(case: Replacement, receiver: str) -> QuerySet[PickupCode]:
    return PickupCode.objects.filter(replacement=case, receiver=receiver, used_at=None)


def _record(
    action: Action, case: Replacement, code_id: int | None, receiver: str, *, actor: Actor, now: datetime
) -> None:
    record(
        action,
        actor=actor,
        now=now,
        subject="pickup-code",
        subject_id=code_id,
        member_id=case.member_id,
        receiver=receiver,
    )


def _digest(case: Replacement, receiver: str, code: str) -> bytes:
    return code_digest("pickup", f"{case.id}:{receiver}:{case.member_id}", code)
