"""When the wait is over: the member goes on alone with the slip, or the contact read out comes into use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.contacts import use_contact
from kartu.accounts.models import SentCode, User
from kartu.accounts.passkeys import remove_passkey
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.refusals import StillWaiting
from kartu.accounts.recovery.telling import tell_all
from kartu.accounts.second_step import remove_second_step
from kartu.accounts.signing_up import Proved, open_account
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, member_actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed, change_status
from kartu.base.errors import NotThere
from kartu.notifications.recovery_words import RECOVERY_DONE, RECOVERY_READY


def ripen_recoveries(*, now: datetime) -> int:
    """Move on every way back in whose wait is over; returns how many."""
    moved = 0
    for recovery in _each(Recovery.objects.filter(status=Recovery.WAITING, due_at__lte=now).order_by("due_at", "id")):
        try:
            ripen(recovery, now=now)
        except AlreadyMoved:
            continue
        moved += 1
    return moved


def ripen(recovery: Recovery, *, now: datetime) -> None:
    """The wait is over: the slip opens the account from now on, or the contact comes into use at once."""
    with transaction.atomic():
        change_status(recovery, Recovery.READY, Action.RECOVERY_READY, actor=SYSTEM, now=now)
        if recovery.gives == Recovery.CONTACT and recovery.change:
            use_contact(recovery.change, now=now)
            change_status(recovery, Recovery.DONE, Action.RECOVERY_DONE, actor=SYSTEM, now=now)
            tell_all(recovery, RECOVERY_DONE, now=now)
        else:
            tell_all(recovery, RECOVERY_READY, now=now, ends=recovery.lapses_at)


def lapse_recoveries(*, now: datetime) -> int:
    """End what nobody answered, or nobody used, in time; returns how many."""
    left = Recovery.objects.filter(status__in=[Recovery.ASKED, Recovery.READY], lapses_at__lte=now)
    ended = 0
    for recovery in _each(left.order_by("lapses_at", "id")):
        try:
            change_status(recovery, Recovery.LAPSED, Action.RECOVERY_LAPSED, actor=SYSTEM, now=now)
        except AlreadyMoved:
            continue
        ended += 1
    return ended


def ready_recovery(recovery_id: int, *, now: datetime) -> Recovery:
    """A way back in that may be finished at this moment. Raises StillWaiting, MoveNotAllowed, NotThere."""
    recovery = Recovery.objects.select_related("member").filter(pk=recovery_id, gives=Recovery.ENTRY).first()
    if recovery is None:
        raise NotThere
    if recovery.status == Recovery.WAITING and recovery.due_at:
        if now < recovery.due_at:
            raise StillWaiting(until=recovery.due_at)
        ripen(recovery, now=now)
    if recovery.status != Recovery.READY or now >= recovery.lapses_at:
        raise MoveNotAllowed(old=recovery.status, to=Recovery.DONE, subject=recovery.SUBJECT)
    return recovery


def finish_recovery(recovery: Recovery, sent: SentCode | None, password: str, *, now: datetime) -> User:
    """Let the member back in: a new password, the contact whose code came back (`sent`), and everybody told.

    The second step and the passkeys there were are gone: they are lost, or in somebody else's hands.

    Sessions opened with the old password end with it. Of two at once, and of a call-off at the same moment, one wins.
    Raises AlreadyMoved, MoveNotAllowed, WeakPassword, NameTaken, NotThere (nothing to sign in with).
    """
    named = sent.contact or sent.change if sent else None
    if named is not None and named.member_id != recovery.member_id:
        raise NotThere
    actor = member_actor(recovery.member_id)
    with transaction.atomic():
        change_status(recovery, Recovery.DONE, Action.RECOVERY_DONE, actor=actor, now=now, way=recovery.way)
        name = (named.kind, named.value) if named else None
        if sent and sent.change:
            use_contact(sent.change, now=now)
        _drop_second_step(recovery.member_id, now=now)
        user = open_account(Proved(recovery.member_id, name), password, now=now)
        # What opened the account before may lie in strange hands.
        for passkey in list(user.passkeys.all()):
            remove_passkey(user, passkey.id, now=now)
        tell_all(recovery, RECOVERY_DONE, now=now)
    return user


def _drop_second_step(member_id: int, *, now: datetime) -> None:
    """Whoever comes back this way has lost the app and its codes, or they are in strange hands."""
    user = User.objects.filter(member=member_id).select_related("member").first()
    if user:
        remove_second_step(user, actor=user.actor, now=now)


def _each(found: QuerySet[Recovery]) -> Iterator[Recovery]:
    yield from found.select_related("member", "change__member")[:1000]
