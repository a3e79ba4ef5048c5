"""The second officer, and whoever calls it off."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import transaction

from kartu.accounts.activation import account_in_use
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.opening import TO_USE, WAIT
from kartu.accounts.recovery.standing import may_second
from kartu.accounts.recovery.telling import tell_all
from kartu.audit.actions import Action
from kartu.audit.actors import ANONYMOUS, Actor
from kartu.audit.recording import MoveNotAllowed, change_status
from kartu.base.digits import link_token
from kartu.base.errors import NotThere
from kartu.notifications.recovery_words import RECOVERY_CANCELLED, RECOVERY_WAITS
from kartu.registry.models import Contact

LINK = "recovery"
REFUSALS = ("person", "document", "warned", "mistake")


def agree_to_recovery(recovery: Recovery, *, actor: Actor, now: datetime) -> Recovery:
    """The second officer agrees: the wait begins, and every contact is told with a link that calls it off.

    Where there is nobody to warn (no contact, no account in use) there is nothing to wait for. Raises NotThere,
    AlreadyMoved, MoveNotAllowed.
    """
    second = _require_second(recovery, actor, now=now)
    warned = _somebody_to_warn(recovery)
    due = now + WAIT if warned else now
    changes: dict[str, object] = {"second_by_id": second, "due_at": due, "lapses_at": due + TO_USE}
    with transaction.atomic():
        change_status(recovery, Recovery.WAITING, Action.RECOVERY_AGREED, actor=actor, now=now, changes=changes)
        if warned:
            tell_all(recovery, RECOVERY_WAITS, now=now, ends=due)
    return recovery


def refuse_recovery(recovery: Recovery, reason: str, *, actor: Actor, now: datetime) -> Recovery:
    """The second officer does not agree; `reason` is one of REFUSALS. Raises as `agree_to_recovery`."""
    if reason not in REFUSALS:
        raise ValueError(f"no reason of ours: {reason}")
    second = _require_second(recovery, actor, now=now)
    changes: dict[str, object] = {"second_by_id": second, "refusal": reason}
    change_status(
        recovery, Recovery.REFUSED, Action.RECOVERY_REFUSED, actor=actor, now=now, changes=changes, reason=reason
    )
    return recovery


def cancel_recovery(recovery: Recovery, *, actor: Actor, now: datetime) -> Recovery:
    """Call it off: the member, the officer or HR who asked, or who may be the second. Raises NotThere."""
    if not _may_cancel(recovery, actor, now=now):
        raise NotThere
    return _cancel(recovery, actor=actor, now=now)


def recovery_by_link(recovery_id: int, token: str) -> Recovery:
    """The way back in a message's link is about. Raises NotThere."""
    found = Recovery.objects.filter(id=recovery_id).select_related("member", "employer", "branch").first()
    if found is None or not hmac.compare_digest(token.encode(), link_token(LINK, recovery_id).encode()):
        raise NotThere
    return found


def cancel_recovery_by_link(recovery_id: int, token: str, *, now: datetime) -> Recovery:
    """Call it off with the link sent to the contacts, without signing in. Twice is as good as once."""
    recovery = recovery_by_link(recovery_id, token)
    return recovery if recovery.status == Recovery.CANCELLED else _cancel(recovery, actor=ANONYMOUS, now=now)


def _cancel(recovery: Recovery, *, actor: Actor, now: datetime) -> Recovery:
    if recovery.status not in Recovery.RUNNING:
        raise MoveNotAllowed(old=recovery.status, to=Recovery.CANCELLED, subject=recovery.SUBJECT)
    with transaction.atomic():
        change_status(recovery, Recovery.CANCELLED, Action.RECOVERY_CANCELLED, actor=actor, now=now)
        tell_all(recovery, RECOVERY_CANCELLED, now=now)
    return recovery


def _require_second(recovery: Recovery, actor: Actor, *, now: datetime) -> int:
    if actor.kind != "staff" or actor.id is None or recovery.way != Recovery.OFFICER:
        raise NotThere
    if not may_second(recovery, actor.id, now=now):
        raise NotThere
    return actor.id


def _may_cancel(recovery: Recovery, actor: Actor, *, now: datetime) -> bool:
    if actor.id is None:
        return False
    if actor.kind == "member":
        return actor.id == recovery.member_id
    if (actor.kind, recovery.way) == ("employer", Recovery.EMPLOYER):
        return actor.id == recovery.opened_by_id
    if (actor.kind, recovery.way) != ("staff", Recovery.OFFICER):
        return False
    return actor.id == recovery.opened_by_id or may_second(recovery, actor.id, now=now)


def _somebody_to_warn(recovery: Recovery) -> bool:
    if Contact.objects.filter(member=recovery.member_id, ended_at=None).exists():
        return True
    return account_in_use(recovery.member_id)
