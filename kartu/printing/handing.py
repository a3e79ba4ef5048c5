"""The hand-over: at a branch the right card, the right person, a signature, the old card taken in; at work, by the code
the worker says; by post, by the code on the card.

Whoever gives the card, the interim certificate counts no more in the same moment.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record_about
from kartu.cards.models import Copy
from kartu.cards.queries import physical_in_use
from kartu.printing import states
from kartu.printing.certificates import withdraw_certificate
from kartu.printing.models import HandOver, PickupCode
from kartu.printing.pickup import check_pickup_code, use_pickup_code
from kartu.printing.refusals import AnotherCard, PickupCodeRefused, SignatureUnreadable
from kartu.replacements import states as cases
from kartu.replacements.collecting import check_hand_over_code
from kartu.replacements.giving import confirm_arrival, hand_over
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.refusals import CardCalledOff, NothingCompared, NotTheNewCard
from kartu.replacements.standing import require_officer, require_status

# The serial on the card may be typed in part: its last digits tell apart whatever lies in one drawer.
SERIAL_DIGITS = 8
# What the signing field sends: SVG path data of straight lines on a ground of WIDE x HIGH.
WIDE, HIGH, LONGEST, SHORTEST = 600, 200, 20_000, 12
STROKES = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the officer says of a hand-over.

    `card`: the code of the card in hand, scanned, or the last digits of its serial, typed. `checked`: of
    accounts.comparing.CHECKS. `receiver`: of RECEIVERS, with `mandate_id` for a representative. `code`: the pickup
    code, if it was said. `strokes`: the signature on the screen; "" for one on paper. `old_card`: one was taken in.
    """

    card: str
    checked: tuple[str, ...]
    receiver: str = states.MEMBER
    mandate_id: int | None = None
    code: str = ""
    strokes: str = ""
    old_card: bool = False


def check_given(case: Replacement, given: Given, *, actor: Actor, now: datetime) -> PickupCode | None:
    """Whether this card may go to whoever stands there; returns the pickup code that was said, to be used up.

    A relative needs the code the member gave them, and is compared by the name written down with it. A try of a code
    is counted in a commit of its own, so call this outside a transaction. Raises AnotherCard, NothingCompared,
    PickupCodeRefused, SignatureUnreadable, MoveNotAllowed.
    """
    require_officer(case, actor=actor, now=now)
    require_status(case, cases.PRINTED, cases.COLLECTED)
    check_card(copy_made_for(case), given.card)
    read_strokes(given.strokes)
    if not given.checked:
        raise NothingCompared
    if not given.code and given.receiver != states.RELATIVE:
        return None
    owner = states.RELATIVE if given.receiver == states.RELATIVE else states.MEMBER
    return check_pickup_code(case, owner, given.code, now=now)


def give(case: Replacement, given: Given, used: PickupCode | None, *, actor: Actor, now: datetime) -> HandOver:
    """Give the printed card, once `check_given` let it. Together: what `giving.hand_over` does, and what was seen.

    Raises NotThere (a mandate that does not say so), and what `giving.hand_over` raises.
    """
    officer = require_officer(case, actor=actor, now=now)
    require_status(case, cases.PRINTED, cases.COLLECTED)
    check_card(copy_made_for(case), given.card)
    if given.receiver == states.RELATIVE and used is None:
        raise PickupCodeRefused
    strokes = read_strokes(given.strokes)
    old = physical_in_use(case.card).first() if given.old_card else None
    with transaction.atomic():
        mandate = given.mandate_id if given.receiver == states.MANDATE else None
        more: dict[str, str | int | bool | None] = {"code": True} if used else {}
        if given.receiver == states.RELATIVE:
            more["receiver"] = states.RELATIVE
        hand_over(case, checked=given.checked, actor=actor, now=now, mandate_id=mandate, more=more)
        if used is not None:
            use_pickup_code(used, now=now)
        withdraw_certificate(case, actor=actor, now=now)
        handed = HandOver(
            replacement=case,
            branch_id=case.branch_id,
            officer_id=officer,
            receiver=given.receiver,
            with_code=used is not None,
            signature=states.ON_SCREEN if strokes else states.ON_PAPER,
            old_card=given.old_card,
            old_copy_id=old.id if old else None,
            at=now,
        )
        handed.strokes = strokes
        handed.save(force_insert=True)
        record_about(
            Action.HAND_OVER_SIGNED, case, actor=actor, now=now, signature=handed.signature, old_card=given.old_card
        )
    return handed


def give_at_work(case: Replacement, code: str, *, checked: tuple[str, ...], actor: Actor, now: datetime) -> None:
    """An employer gives the printed card to its worker, who says `code`: what `giving.hand_over` does.

    A try of a code is counted in a commit of its own, so call this outside a transaction. Raises NothingCompared,
    MoveNotAllowed, HandOverCodeRefused, NotThere (nobody's worker, or a card that goes elsewhere).
    """
    if not checked:
        raise NothingCompared
    require_status(case, cases.PRINTED, cases.COLLECTED)  # a try is not spent on a card that is not there
    used = check_hand_over_code(case, code, actor=actor, now=now)
    with transaction.atomic():
        hand_over(case, checked=checked, used=used, actor=actor, now=now)
        withdraw_certificate(case, actor=actor, now=now)


def take_from_post(case: Replacement, code: str, *, actor: Actor, now: datetime) -> None:
    """The member holds the card that was posted, and shows it by its `code`: what `giving.confirm_arrival` does.

    A code that is refused is written down in a commit of its own, so call this outside a transaction.
    """
    try:
        with transaction.atomic():
            confirm_arrival(case, code, actor=actor, now=now)
            withdraw_certificate(case, actor=actor, now=now)
    except (NotTheNewCard, CardCalledOff) as refusal:
        record_about(Action.ARRIVAL_REFUSED, case, actor=actor, now=now, reason=refusal.code)
        raise


def check_card(copy: Copy, typed: str) -> None:
    """Raise AnotherCard unless what was scanned is the very code of this copy, or what was typed ends its serial."""
    code = typed.strip()
    serial = re.sub(r"[^0-9a-f]", "", code.lower())
    by_serial = SERIAL_DIGITS <= len(serial) <= len(copy.serial_text) and copy.serial_text.endswith(serial)
    by_code = hmac.compare_digest(code.encode(errors="replace"), copy.code.encode())
    if not (by_code or (by_serial and len(code) < 2 * len(copy.serial_text))):
        raise AnotherCard


def read_strokes(sent: str) -> str:
    """The signature's lines; "" for none. Raises SignatureUnreadable for anything but lines on our ground."""
    plain = sent.strip()
    if not plain:
        return ""
    if not SHORTEST <= len(plain) <= LONGEST or not STROKES.fullmatch(plain):
        raise SignatureUnreadable
    return plain


def hand_over_of(case: Replacement) -> HandOver | None:
    """What was recorded when the case's card was handed over at a branch; None before, and for an employer's."""
    return HandOver.objects.filter(replacement=case).select_related("replacement__member", "branch").first()
