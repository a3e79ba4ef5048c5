"""Blank cards of a branch: taken in by their numbers, used one a print, lost, counted by two people.

How many should be there is never stored: it follows from deliveries, uses and agreed counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet, Sum

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record, record_about
from kartu.base.errors import NotThere
from kartu.printing import states
from kartu.printing.refusals import (
    CountNeedsReason,
    CountWaits,
    SamePerson,
    SerialsNotARange,
    SerialsNotHere,
    SerialsTaken,
)
from kartu.printing.standing import require_desk
from kartu.printing.stock_models import BlankCount, BlankUse, Delivery
from kartu.registry.models import Branch

SERIAL = re.compile(r"([A-Z]{0,8})([0-9]{1,15})")
MOST_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Stock:
    """A branch's blanks: how many there should be, the number on the next one ("" without any), whether too few.

    `kept` is False at a branch that never took a delivery in: there is nothing to warn of.
    """

    blanks: int
    upcoming: str
    low: bool
    kept: bool


def stock_of(branch_id: int) -> Stock:
    """What should lie in a branch's drawer now."""
    kept = Delivery.objects.filter(branch_id=branch_id).exists()
    blanks = _computed(branch_id)
    first = _open_deliveries(branch_id).first()
    low = kept and blanks < settings.PROFILE.printing.low_stock
    return Stock(blanks, first.serial(first.upcoming) if first else "", low, kept)


def low_branches() -> list[tuple[Branch, int]]:
    """Every branch whose blanks run out, with what is left: for the operator."""
    kept = Delivery.objects.values_list("branch_id", flat=True).distinct()
    left = [(branch, _computed(branch.id)) for branch in Branch.objects.filter(pk__in=kept).order_by("name", "id")]
    return [(branch, blanks) for branch, blanks in left if blanks < settings.PROFILE.printing.low_stock]


def deliveries_at(branch_id: int) -> QuerySet[Delivery]:
    """What a branch took in, the latest first."""
    return Delivery.objects.filter(branch_id=branch_id).order_by("-received_at", "-id")


def counts_at(branch_id: int) -> QuerySet[BlankCount]:
    """How the drawer was counted, the latest first."""
    return BlankCount.objects.filter(branch_id=branch_id).order_by("-at", "-id")


def open_count(branch_id: int) -> BlankCount | None:
    """The count that waits for its second person; there is one at most."""
    return BlankCount.objects.filter(branch_id=branch_id, status=states.COUNTED).first()


def used_on(branch_id: int, since: datetime) -> dict[str, int]:
    """How many blanks were printed, spoiled and lost since a moment."""
    uses = BlankUse.objects.filter(delivery__branch_id=branch_id, at__gte=since).values_list("use", flat=True)
    found = list(uses)
    return {use: found.count(use) for use in states.USES}


def receive_blanks(branch_id: int, first: str, last: str, note: str, *, actor: Actor, now: datetime) -> Delivery:
    """Take a delivery in by the first and last number on its blanks. Raises SerialsNotARange, SerialsTaken."""
    user_id = require_desk(branch_id, actor=actor, now=now)
    prefix, digits, start, end = _range(first, last)
    with transaction.atomic():
        # A blank is in the world once: deliveries of one prefix are taken in one after the other, everywhere.
        _take_turn(prefix)
        if Delivery.objects.filter(prefix=prefix, digits=digits, first__lte=end, last__gte=start).exists():
            raise SerialsTaken
        made = Delivery.objects.create(
            branch_id=branch_id,
            prefix=prefix,
            digits=digits,
            first=start,
            last=end,
            upcoming=start,
            note=note[:40],
            received_by_id=user_id,
            received_at=now,
        )
        record(
            Action.BLANKS_RECEIVED, actor=actor, now=now, subject="delivery", subject_id=made.id, blanks=end - start + 1
        )
    return made


def lose_blanks(branch_id: int, first: str, last: str, *, actor: Actor, now: datetime) -> int:
    """Blanks that are gone or useless before any print: from one number to another. Returns how many.

    Raises SerialsNotARange, SerialsNotHere (another branch's, or some are used).
    """
    user_id = require_desk(branch_id, actor=actor, now=now)
    prefix, digits, start, end = _range(first, last)
    with transaction.atomic():
        found = Delivery.objects.filter(
            branch_id=branch_id, prefix=prefix, digits=digits, first__lte=start, last__gte=end
        )
        delivery = found.select_for_update().first()
        if delivery is None or delivery.uses.filter(number__range=(start, end)).exists():
            raise SerialsNotHere
        BlankUse.objects.bulk_create(
            BlankUse(delivery=delivery, number=number, use=states.LOST, by_id=user_id, at=now)
            for number in range(start, end + 1)
        )
        _go_on(delivery)
        count = end - start + 1
        record(Action.BLANKS_LOST, actor=actor, now=now, subject="delivery", subject_id=delivery.id, blanks=count)
    return count


def note_blank(branch_id: int, use: str, *, copy_id: int, actor: Actor, now: datetime) -> BlankUse | None:
    """The next blank became this copy, or was spoiled by it; in the caller's transaction.

    None where the drawer is empty by the record: a print is not refused for that, the next count finds it.
    """
    delivery = _open_deliveries(branch_id).select_for_update().first()
    if delivery is None:
        return None
    used = BlankUse.objects.create(
        delivery=delivery, number=delivery.upcoming, use=use, copy_id=copy_id, by_id=actor.id or 0, at=now
    )
    _go_on(delivery)
    return used


def ruin_blank(copy_id: int) -> None:
    """What was noted as printed turned out spoiled."""
    BlankUse.objects.filter(copy_id=copy_id, use=states.USED).update(use=states.RUINED)


def count_blanks(branch_id: int, counted: int, reason: str, *, actor: Actor, now: datetime) -> BlankCount:
    """Say how many blanks lie in the drawer; a second officer counts again. `reason` "none" where nothing differs.

    Raises CountNeedsReason, CountWaits.
    """
    user_id = require_desk(branch_id, actor=actor, now=now)
    computed = _computed(branch_id)
    if counted == computed:
        reason = "none"
    elif reason not in states.DIFFERENCES or reason == "none":
        raise CountNeedsReason(computed=computed)
    try:
        with transaction.atomic():
            made = BlankCount.objects.create(
                branch_id=branch_id,
                computed=computed,
                counted=counted,
                reason=reason,
                counted_by_id=user_id,
                at=now,
                status=states.COUNTED,
                status_since=now,
            )
            differ = counted - computed
            record_about(Action.BLANKS_COUNTED, made, actor=actor, now=now, differ=differ, reason=reason)
    except IntegrityError as error:
        raise CountWaits from error
    return made


def answer_count(branch_id: int, count_id: int, *, agrees: bool, actor: Actor, now: datetime) -> None:
    """The second person counted: the same, and the record follows; or not, and it is counted anew.

    Raises SamePerson, NotThere, AlreadyMoved.
    """
    user_id = require_desk(branch_id, actor=actor, now=now)
    count = BlankCount.objects.filter(branch_id=branch_id, pk=count_id).first()
    if count is None:
        raise NotThere
    if count.counted_by_id == user_id:
        raise SamePerson
    to, action = (states.AGREED, Action.COUNT_AGREED) if agrees else (states.DOUBTED, Action.COUNT_DOUBTED)
    change_status(count, to, action, actor=actor, now=now, changes={"second_id": user_id})


def _computed(branch_id: int) -> int:
    delivered = Delivery.objects.filter(branch_id=branch_id).aggregate(sum=Sum(F("last") - F("first") + 1))["sum"] or 0
    used = BlankUse.objects.filter(delivery__branch_id=branch_id).count()
    agreed = BlankCount.objects.filter(branch_id=branch_id, status=states.AGREED)
    return delivered - used + (agreed.aggregate(sum=Sum(F("counted") - F("computed")))["sum"] or 0)


def _open_deliveries(branch_id: int) -> QuerySet[Delivery]:
    """Those with blanks left, the oldest first: drawers are emptied in the order they were filled."""
    return Delivery.objects.filter(branch_id=branch_id, upcoming__lte=F("last")).order_by("id")


def _go_on(delivery: Delivery) -> None:
    """Let `upcoming` be the first number that is not used; the caller holds the row."""
    used = set(delivery.uses.filter(number__gte=delivery.upcoming).values_list("number", flat=True))
    while delivery.upcoming in used:
        delivery.upcoming += 1
    delivery.save(update_fields=["upcoming"])


def _range(first: str, last: str) -> tuple[str, int, int, int]:
    """Prefix, digits, first and last number."""
    parts = [SERIAL.fullmatch(re.sub(r"[\s.-]", "", text).upper()) for text in (first, last)]
    if parts[0] is None or parts[1] is None:
        raise SerialsNotARange(most=MOST_AT_ONCE)
    (prefix, start), (other, end) = parts[0].groups(), parts[1].groups()
    size = int(end) - int(start) + 1
    if prefix != other or len(start) != len(end) or not 1 <= size <= MOST_AT_ONCE:
        raise SerialsNotARange(most=MOST_AT_ONCE)
    return prefix, len(start), int(start), int(end)


def _take_turn(prefix: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [f"printing.delivery:{prefix}"])
