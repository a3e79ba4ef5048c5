"""From the decision to the object: make the card, print it, or print it anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import AlreadyMoved, change_status, record_about
from kartu.cards.errors import CopyNotReady
from kartu.cards.issuing import finish_copy, prepare_copy
from kartu.cards.lifecycle import lock_card, void_copy
from kartu.cards.queries import copies_of
from kartu.cards.states import PHYSICAL, PREPARED
from kartu.notifications import catalogue
from kartu.notifications.messages import tell
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for, waits_until
from kartu.replacements.standing import require_officer, require_status

READY = {
    states.AT_BRANCH: catalogue.CARD_READY,
    states.AT_EMPLOYER: catalogue.CARD_AT_EMPLOYER,
    states.BY_POST: catalogue.CARD_BY_POST,
}


def issue_replacement(replacement_id: int, *, actor: Actor, now: datetime) -> Replacement:
    """Make the card of an approved case: prepare (a commit with its number in the case), finish, mark issued.

    Run by a job, safe to repeat and for two at once: what an earlier run prepared is finished, never begun anew. Does
    nothing for a case that is not approved any more.
    """
    with transaction.atomic():
        case = lock_case(replacement_id)
        if case.status != states.APPROVED:
            return case
        if case.copy_id is None:
            # A card prepared elsewhere and never handed over is not this one: its object may be lying anywhere.
            _void_strays(case, actor=actor, now=now)
            _prepare(case, actor=actor, now=now)
    finish_copy(case.member_id, copy_made_for(case).id, actor=actor, now=now)
    try:
        change_status(case, states.ISSUED, Action.REPLACEMENT_ISSUED, actor=actor, now=now)
    except AlreadyMoved:
        case.refresh_from_db()  # another run of the job was first, or the case was cancelled meanwhile
    return case


def mark_printed(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """The object exists and waits for its member, who is told. Raises CopyNotReady while its code is being made."""
    require_officer(case, actor=actor, now=now)
    with transaction.atomic():
        locked = lock_case(case.id)
        if locked.status == states.ISSUED and copy_made_for(locked).checked_at is None:
            raise CopyNotReady
        change_status(case, states.PRINTED, Action.CARD_PRINTED, actor=actor, now=now)
        tell_waiting(READY[case.delivery], case, now=now)


def mark_spoiled(case: Replacement, reason: str, *, actor: Actor, now: datetime) -> None:
    """The print went wrong, for one of `spoils_of`: its copy is voided and a new one begun, all together.

    One code never belongs to two objects. The spoiled one carries a code that was signed; were it printed again, the
    hand-over of the second would make the first, in a bin, just as valid.
    """
    require_officer(case, actor=actor, now=now)
    if reason not in spoils_of(case):
        raise ValueError(f"not a reason: {reason}")
    require_status(case, states.PRINTED, states.ISSUED)
    with transaction.atomic():
        locked = lock_case(case.id)
        # What was said of the spoiled card says nothing of the next one.
        anew: dict[str, object] = {"reminded_at": None, "not_arrived_at": None}
        change_status(case, states.ISSUED, Action.PRINT_SPOILED, actor=actor, now=now, changes=anew, reason=reason)
        void_copy(copy_made_for(locked), reason="spoiled", actor=actor, now=now)
        _prepare(case, actor=actor, now=now)


def spoils_of(case: Replacement) -> tuple[str, ...]:
    """Why a printed card can be no good; one that was sent on its way may never have arrived."""
    return states.SPOILS if case.delivery == states.AT_BRANCH else (*states.SPOILS, states.NEVER_ARRIVED)


def redo_print(case: Replacement, reason: str, *, actor: Actor, now: datetime) -> None:
    """As `mark_spoiled`, for a print nobody has called good yet: the case stays issued, with a new copy begun."""
    require_officer(case, actor=actor, now=now)
    if reason not in states.SPOILS:
        raise ValueError(f"not a reason: {reason}")
    with transaction.atomic():
        locked = lock_case(case.id)
        require_status(locked, states.ISSUED, states.ISSUED)
        record_about(Action.PRINT_SPOILED, locked, actor=actor, now=now, reason=reason)
        void_copy(copy_made_for(locked), reason="spoiled", actor=actor, now=now)
        _prepare(locked, actor=actor, now=now)
    case.copy_id = locked.copy_id


def tell_waiting(kind: str, case: Replacement, *, now: datetime) -> None:
    """Tell the member where the printed card waits, or on which way it is, and until when: `kind` is the message."""
    until = waits_until(case).isoformat()
    tell(case.member, kind, now=now, number=case.number, branch_id=case.branch_id, until=until)


def lock_case(replacement_id: int) -> Replacement:
    """The case as it is once the caller has its turn at the card."""
    card_id = Replacement.objects.values_list("card_id", flat=True).get(pk=replacement_id)
    lock_card(card_id)
    return Replacement.objects.select_related("card__member", "member", "branch").get(pk=replacement_id)


def _prepare(case: Replacement, *, actor: Actor, now: datetime) -> None:
    case.copy_id = prepare_copy(case.card, case.kind, actor=actor, now=now).id
    case.save(update_fields=["copy_id"])


def _void_strays(case: Replacement, *, actor: Actor, now: datetime) -> None:
    for copy in copies_of(case.card).filter(kind__in=PHYSICAL, status=PREPARED):
        void_copy(copy, reason="superseded", actor=actor, now=now)
