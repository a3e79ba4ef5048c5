"""From the object to the hand: give it to its member, let it be confirmed from the post, remind, or clear it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from kartu.accounts.comparing import CHECKS
from kartu.accounts.mandates import mandate_allows
from kartu.accounts.models import Mandate
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.errors import NotThere
from kartu.cards.lifecycle import activate_copy, void_copy
from kartu.cards.queries import copies_of
from kartu.cards.scanning import serial_in
from kartu.cards.states import VOIDED
from kartu.notifications import catalogue
from kartu.notifications.acting_words import CARD_HANDED_OVER_AT_WORK
from kartu.notifications.messages import tell
from kartu.notifications.printing_words import ARRIVAL_REMINDER, CARD_ARRIVED
from kartu.replacements import policy, states
from kartu.replacements.collecting import use_hand_over_code
from kartu.replacements.making import lock_case, tell_waiting
from kartu.replacements.models import HandOverCode, Replacement
from kartu.replacements.queries import copy_made_for, open_report_of, uncollected, under_way, waits_until
from kartu.replacements.refusals import CardCalledOff, NothingCompared, NotTheNewCard, StillOnItsWay
from kartu.replacements.standing import require_officer, require_receiver, require_status


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
        locked = lock_case(case.id)
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
        locked = lock_case(case.id)
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
    until = waits_until(case)
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


def _void(replacement_id: int, *, actor: Actor, now: datetime) -> bool:
    with transaction.atomic():
        case = lock_case(replacement_id)
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
        tell_waiting(kind, case, now=now)
    return True
