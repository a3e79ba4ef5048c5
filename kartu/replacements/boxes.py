"""Boxes of printed cards: packed at a branch, sent, received by the employer they are for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from kartu.accounts.staff import require_role
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.errors import DomainError, NotThere
from kartu.base.numbers import new_number, number_as_written
from kartu.notifications.acting_words import HAND_OVER_CODE
from kartu.notifications.messages import tell
from kartu.registry.lookups import proved_contacts_of
from kartu.registry.models import Employer
from kartu.replacements import states
from kartu.replacements.collecting import make_hand_over_code
from kartu.replacements.models import Box, BoxedCard, Replacement
from kartu.replacements.standing import DESK_ROLES, represents


class NothingToPack(DomainError):
    """Every printed card for this employer is in a box already, or none is printed."""

    code = "nothing-to-pack"
    id = "Tidak ada kartu yang menunggu dimasukkan ke kotak untuk perusahaan ini."
    en = "No card is waiting to be packed for this employer."


def to_pack(branch_id: int) -> QuerySet[Replacement]:
    """Printed cards of a branch that go to an employer and lie in no box yet."""
    packed = BoxedCard.objects.filter(copy_id=OuterRef("copy_id"))
    cases = Replacement.objects.filter(
        branch_id=branch_id,
        status=states.PRINTED,
        delivery=states.AT_EMPLOYER,
        card__membership__employer__isnull=False,
    )
    found = cases.exclude(Exists(packed)).select_related("member", "card__membership__employer", "branch")
    return found.order_by("status_since", "id")


def employers_to_pack(branch_id: int) -> list[tuple[Employer, int]]:
    """Each employer for which cards wait to be packed, and how many."""
    counted = dict(
        to_pack(branch_id).order_by().values_list("card__membership__employer").annotate(waiting=Count("id"))
    )
    employers = Employer.objects.filter(pk__in=counted).order_by("name", "id")
    return [(employer, counted[employer.id]) for employer in employers]


def boxes_at(branch_id: int) -> QuerySet[Box]:
    """Boxes of a branch, the newest first, with `cards_in` of each."""
    return _boxes().filter(branch_id=branch_id)


def boxes_for(employers: Collection[int]) -> QuerySet[Box]:
    """Boxes on their way to these employers or there, the newest first; one that is still being packed is not."""
    return _boxes().filter(employer__in=employers).exclude(status=states.PACKED)


def box_in(boxes: QuerySet[Box], number: str) -> Box:
    """The box of this number among those. Raises NotThere."""
    box = boxes.filter(number=number_as_written(number) or "").first()
    if box is None:
        raise NotThere
    return box


def cases_in(box: Box) -> list[Replacement]:
    """The cases whose cards lie in the box, by unit and name."""
    found = Replacement.objects.filter(boxed__box=box)
    cases = found.select_related("member", "card__member", "card__membership__employer", "branch")
    return sorted(cases, key=lambda case: (_unit(case), case.member.name.casefold(), case.id))


def pack_box(branch_id: int, employer_id: int, *, actor: Actor, now: datetime) -> Box:
    """Put every printed card that waits for this employer into one box. Raises NothingToPack.

    Of two officers at once one packs each card.
    """
    require_role(actor.id if actor.kind == "staff" else None, DESK_ROLES, now=now, branch_id=branch_id)
    with transaction.atomic():
        waiting = to_pack(branch_id).filter(card__membership__employer=employer_id)
        found = list(waiting.select_for_update(of=("self",), no_key=True, skip_locked=True))
        # Locked only now: a colleague may have packed one between the look and the lock.
        packed = BoxedCard.objects.filter(copy_id__in=[case.copy_id for case in found])
        gone = set(packed.values_list("copy_id", flat=True))
        cases = [case for case in found if case.copy_id not in gone]
        if not cases:
            raise NothingToPack
        box = Box.objects.create(
            number=new_number(),
            branch_id=branch_id,
            employer_id=employer_id,
            packed_by_id=actor.id or 0,
            packed_at=now,
            status=states.PACKED,
            status_since=now,
        )
        BoxedCard.objects.bulk_create(BoxedCard(box=box, replacement=case, copy_id=case.copy_id or 0) for case in cases)
        record_about(Action.BOX_PACKED, box, actor=actor, now=now, cards=len(cases))
    return box


def send_box(box: Box, *, actor: Actor, now: datetime) -> None:
    """The box is on its way: each member with a proved contact gets a hand-over code. For the others: `make_slips`."""
    require_role(actor.id if actor.kind == "staff" else None, DESK_ROLES, now=now, branch_id=box.branch_id)
    with transaction.atomic():
        change_status(box, states.SENT, Action.BOX_SENT, actor=actor, now=now)
        for case in cases_in(box):
            contact = proved_contacts_of(case.member_id).first()
            if case.status == states.PRINTED and contact is not None:
                seed = make_hand_over_code(case, actor=actor, now=now)
                tell(
                    case.member,
                    HAND_OVER_CODE,
                    now=now,
                    to=contact,
                    number=case.number,
                    employer_id=box.employer_id,
                    follow=seed,
                )


def make_slips(box: Box, *, actor: Actor, now: datetime) -> list[tuple[Replacement, str]]:
    """Codes to print and seal for members whom no message reaches: each case and the seed of its new code.

    Printing again makes new codes; those on the slips before open nothing any more.
    """
    require_role(actor.id if actor.kind == "staff" else None, DESK_ROLES, now=now, branch_id=box.branch_id)
    waiting = [case for case in cases_in(box) if case.status == states.PRINTED]
    without = [case for case in waiting if not proved_contacts_of(case.member_id).exists()]
    with transaction.atomic():
        return [(case, make_hand_over_code(case, actor=actor, now=now)) for case in without]


def receive_box(box: Box, *, actor: Actor, now: datetime) -> None:
    """The employer has the box. Raises NotThere for somebody else's."""
    if actor.kind != "employer" or actor.id is None or not represents(actor.id, box.employer_id, now):
        raise NotThere
    change_status(box, states.RECEIVED_BOX, Action.BOX_RECEIVED, actor=actor, now=now)


def _boxes() -> QuerySet[Box]:
    return (
        Box.objects.select_related("employer", "branch").annotate(cards_in=Count("cards")).order_by("-packed_at", "-id")
    )


def _unit(case: Replacement) -> str:
    employer = case.card.membership.employer
    return employer.name if employer else ""
