"""From the decision to the hand: make the card, print it, hand it over, or clear it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from kartu.accounts.comparing import CHECKS
from kartu.accounts.mandates import mandate_allows
from kartu.accounts.models import Mandate
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import AlreadyMoved, change_status, record_about
from kartu.base.errors import NotThere
from kartu.cards.errors import CopyNotReady
from kartu.cards.issuing import finish_copy, prepare_copy
from kartu.cards.lifecycle import activate_copy, lock_card, void_copy
from kartu.cards.queries import copies_of
from kartu.cards.scanning import serial_in
from kartu.cards.states import PHYSICAL, PREPARED, VOIDED
from kartu.notifications import catalogue
from kartu.notifications.acting_words import CARD_HANDED_OVER_AT_WORK
from kartu.notifications.messages import tell
from kartu.notifications.printing_words import ARRIVAL_REMINDER, CARD_ARRIVED
from kartu.replacements import policy, states
from kartu.replacements.collecting import use_hand_over_code
from kartu.replacements.models import HandOverCode, Replacement
from kartu.replacements.queries import copy_made_for, open_report_of, uncollected, under_way
from kartu.replacements.refusals import CardCalledOff, NothingCompared, NotTheNewCard, StillOnItsWay
from kartu.replacements.standing import require_officer, require_receiver, require_status

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
        case = _locked(replacement_id)
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
        locked = _locked(case.id)
        if locked.status == states.ISSUED and copy_made_for(locked).checked_at is None:
            raise CopyNotReady
        change_status(case, states.PRINTED, Action.CARD_PRINTED, actor=actor, now=now)
        _tell_waiting(READY[case.delivery], case, now=now)


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
        locked = _locked(case.id)
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
        locked = _locked(case.id)
        require_status(locked, states.ISSUED, states.ISSUED)
        record_about(Action.PRINT_SPOILED, locked, actor=actor, now=now, reason=reason)
        void_copy(copy_made_for(locked), reason="spoiled", actor=actor, now=now)
        _prepare(locked, actor=actor, now=now)
    case.copy_id = locked.copy_id


def hand_over(
    case: Replacement,
    *,
    checked: tuple[str, ...],
    used: HandOverCode | None = None,
    actor: Actor,
    now: datetime,
    mandate_id: int | None = None,
    more: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Give the card to its member, compared with what `checked` names (of comparing.CHECKS). It is valid from here on.

    With `mandate_id` it goes to the representative of that mandate, who was compared instead; `more` is what else the
    event says. Together: the case is collected, the copy active, the former physical one replaced, the card's report
    settled, the member told. An employer gives with the code its worker said, which `check_hand_over_code` let and
    which is `used` up here; anybody else is an officer. Doors come by `kartu.printing.handing`, which ends the interim
    certificate too. Raises NothingCompared, HandOverCodeRefused, NotThere (a mandate that does not say so).
    """
    if not checked or not set(checked) <= set(CHECKS):
        raise NothingCompared
    if used is None:
        require_officer(case, actor=actor, now=now)
    elif used.replacement_id != case.id:
        raise NotThere
    if mandate_id is not None and not mandate_allows(mandate_id, case.member_id, Mandate.COLLECT, now=now):
        raise NotThere
    with transaction.atomic():
        locked = _locked(case.id)
        seen = " ".join(checked)
        to: dict[str, Any] = {**({"mandate": mandate_id} if mandate_id else {}), **(more or {})}
        change_status(case, states.COLLECTED, Action.CARD_HANDED_OVER, actor=actor, now=now, checked=seen, **to)
        if used is not None:
            use_hand_over_code(used, now=now)
        _put_to_use(locked, actor=actor, now=now)
        _tell_handed_over(case, used, now=now)


def confirm_arrival(case: Replacement, code: str, *, actor: Actor, now: datetime) -> None:
    """The member says that the posted card has come, and shows it by the code on it. It is valid from here on.

    `code` is the text that was scanned: of the very copy made for this case, which is printed on that card and shown
    nowhere else. Together: as `hand_over`. Doors come by `kartu.printing.handing`. Raises NotThere (somebody else, or a
    card that goes another way), NotTheNewCard, CardCalledOff, MoveNotAllowed.
    """
    require_receiver(case, actor=actor, now=now)
    if case.delivery != states.BY_POST:
        raise NotThere
    require_status(case, states.PRINTED, states.COLLECTED)
    serial = serial_in(code, now=now)
    with transaction.atomic():
        locked = _locked(case.id)
        _require_made_for(locked, serial)
        proof = states.CARD_CODE
        change_status(case, states.COLLECTED, Action.CARD_ARRIVED, actor=actor, now=now, checked=proof)
        _put_to_use(locked, actor=actor, now=now)
        tell(case.member, CARD_ARRIVED, now=now, number=case.number)


def say_not_arrived(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """The member says that a posted card has not come by its day, and the branch sees it. Twice is as good as once.

    Nothing is stopped by it: should the card come yet, it is confirmed as any other. Raises NotThere, StillOnItsWay,
    MoveNotAllowed.
    """
    require_receiver(case, actor=actor, now=now)
    if case.delivery != states.BY_POST:
        raise NotThere
    require_status(case, states.PRINTED, states.ISSUED)
    until = _until(case)
    if policy.local_day(now, settings.PROFILE.time_zone) < until:
        raise StillOnItsWay(until=until.isoformat())
    with transaction.atomic():
        silent = Replacement.objects.filter(pk=case.pk, status=states.PRINTED, not_arrived_at=None)
        if silent.update(not_arrived_at=now):
            record_about(Action.CARD_NOT_ARRIVED, case, actor=actor, now=now)


def void_uncollected(*, actor: Actor, now: datetime) -> int:
    """Void what nobody collected in time, each case in a commit of its own; the branch destroys the object.

    Returns how many. A posted card is not in the branch's drawer and is left alone: it is valid for nobody until its
    member confirms it or a hand-over is noted, and `mark_spoiled` replaces one that never arrived. The report stays as
    it is: the lost card stays blocked, and the member may ask again.
    """
    days = timedelta(days=settings.PROFILE.replacements.collect_days)
    return sum(_void(case.id, actor=actor, now=now) for case in uncollected(printed_before=now - days))


def remind_uncollected(*, now: datetime) -> int:
    """Remind, once: of cards that will be voided within a week, of posted ones that should be there within a week.

    Returns how many members were told.
    """
    rules, soon = settings.PROFILE.replacements, now + policy.REMINDED_BEFORE
    waiting = uncollected(printed_before=soon - timedelta(days=rules.collect_days))
    posted = under_way(printed_before=soon - timedelta(days=rules.post_days))
    return sum(_remind(case, now=now) for cases in (waiting, posted) for case in cases.filter(reminded_at=None))


def _locked(replacement_id: int) -> Replacement:
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


def _void(replacement_id: int, *, actor: Actor, now: datetime) -> bool:
    with transaction.atomic():
        case = _locked(replacement_id)
        if case.status != states.PRINTED:
            return False
        change_status(case, states.VOIDED, Action.CARD_UNCOLLECTED, actor=actor, now=now)
        void_copy(copy_made_for(case), reason="uncollected", actor=actor, now=now)
        tell(case.member, catalogue.CARD_UNCOLLECTED, now=now, number=case.number, branch_id=case.branch_id)
    return True


def _put_to_use(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """The card is in its member's hand: its copy is good, the former one replaced, the report settled."""
    activate_copy(copy_made_for(case), actor=actor, now=now)
    report = open_report_of(case.card)
    if report is not None and report.status == states.BLOCKING:
        change_status(report, states.SETTLED, Action.REPORT_SETTLED, actor=actor, now=now, case=case.id)


def _require_made_for(case: Replacement, serial: bytes | None) -> None:
    """Raise unless the serial is the one of the copy made for this case; nobody else's card is looked for."""
    kept = {bytes(copy.serial): copy for copy in copies_of(case.card)}
    copy = kept.get(serial or b"")
    if copy is not None and copy.status == VOIDED:
        raise CardCalledOff
    if copy is None or copy.id != case.copy_id:
        raise NotTheNewCard


def _tell_handed_over(case: Replacement, code: HandOverCode | None, *, now: datetime) -> None:
    if code is None:
        tell(case.member, catalogue.CARD_HANDED_OVER, now=now, number=case.number, branch_id=case.branch_id)
    else:
        tell(case.member, CARD_HANDED_OVER_AT_WORK, now=now, number=case.number, employer_id=code.employer_id)


def _remind(case: Replacement, *, now: datetime) -> bool:
    with transaction.atomic():
        # Naming the empty column is the lock: of two reminders one is written.
        still = Replacement.objects.filter(pk=case.pk, status=states.PRINTED, reminded_at=None)
        if not still.update(reminded_at=now):
            return False
        kind = ARRIVAL_REMINDER if case.delivery == states.BY_POST else catalogue.COLLECT_REMINDER
        _tell_waiting(kind, case, now=now)
    return True


def _tell_waiting(kind: str, case: Replacement, *, now: datetime) -> None:
    until = _until(case).isoformat()
    tell(case.member, kind, now=now, number=case.number, branch_id=case.branch_id, until=until)


def _until(case: Replacement) -> date:
    """The last day a printed card waits for its member, or the day a posted one should be there."""
    until = policy.waits_until(case.delivery, case.status_since, settings.PROFILE.replacements)
    return policy.local_day(until, settings.PROFILE.time_zone)
