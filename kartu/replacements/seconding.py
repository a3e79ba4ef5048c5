"""A risky case is approved by two people: the officer who checked it, and a second one; one of them is a supervisor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from kartu.accounts.staff import RoleMissing
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor, staff_actor
from kartu.audit.recording import MoveNotAllowed, change_status, record_about
from kartu.base.errors import NotThere
from kartu.replacements import states
from kartu.replacements.facts import risks_of
from kartu.replacements.models import Replacement, SecondLook
from kartu.replacements.refusals import SecondIsAnother, SecondLookNotNeeded
from kartu.replacements.review import approve_complete, lock_complete, require_taken
from kartu.replacements.standing import is_supervisor, require_officer, require_status


def ask_second_look(case: Replacement, *, actor: Actor, now: datetime) -> SecondLook:
    """The officer would approve and asks for a second person; the case stays with the officer meanwhile.

    Asked twice it is one question. Raises PapersMissing, and SecondLookNotNeeded when nothing is risky about the case.
    """
    officer = require_taken(case, actor=actor, now=now)
    require_status(case, states.IN_REVIEW, states.APPROVED)
    with transaction.atomic():
        lock_complete(case)
        risks = risks_of(case, now=now)
        if not risks:
            raise SecondLookNotNeeded
        asked = second_look_of(case)
        if asked is not None:
            return asked
        _withdraw_stale(case, now=now)
        look = SecondLook.objects.create(
            replacement=case,
            asked_by_id=officer,
            asked_at=now,
            doubts=" ".join(risks),
            status=states.ASKED,
            status_since=now,
        )
        record_about(Action.SECOND_ASKED, look, actor=actor, now=now, doubts=look.doubts)
    return look


def agree_to_approval(look: SecondLook, *, actor: Actor, now: datetime) -> None:
    """The second person approves too: with this the case is approved, as `approve_replacement` says.

    Raises SecondIsAnother for whoever asked, RoleMissing when neither of the two is a supervisor.
    """
    case = look.replacement
    second = _require_second(look, actor=actor, now=now)
    with transaction.atomic():
        lock_complete(case)
        _require_open(look, states.AGREED)
        changes: dict[str, object] = {"answered_by_id": second}
        change_status(look, states.AGREED, Action.SECOND_AGREED, actor=actor, now=now, changes=changes)
        approve_complete(case, actor=actor, now=now)


def send_back(look: SecondLook, note: str, *, actor: Actor, now: datetime) -> None:
    """The second person does not approve, for one of states.SENT_BACK_FOR; the officer goes on with the case."""
    if note not in states.SENT_BACK_FOR:
        raise ValueError(f"not a reason: {note}")
    second = _require_second(look, actor=actor, now=now)
    with transaction.atomic():
        Replacement.objects.select_for_update(no_key=True).get(pk=look.replacement_id)
        _require_open(look, states.SENT_BACK)
        changes: dict[str, object] = {"answered_by_id": second, "note": note}
        change_status(look, states.SENT_BACK, Action.SECOND_SENT_BACK, actor=actor, now=now, changes=changes, note=note)


def second_looks_at(branch_id: int) -> QuerySet[SecondLook]:
    """Cases of a branch that wait for a second person, longest first."""
    looks = _open().filter(replacement__branch_id=branch_id)
    return looks.select_related("replacement__member", "replacement__card__membership", "replacement__branch")


def second_look_of(case: Replacement) -> SecondLook | None:
    """The question that is open about a case, or None."""
    look = _open().filter(replacement=case).first()
    if look is not None:
        look.replacement = case
    return look


def latest_look(case: Replacement) -> SecondLook | None:
    """The last question there was about a case, open or answered, or None."""
    return SecondLook.objects.filter(replacement=case).order_by("-id").first()


def look_of(case: Replacement) -> SecondLook:
    """The latest question about a case, for whoever answers it. Raises NotThere."""
    look = latest_look(case)
    if look is None:
        raise NotThere
    look.replacement = case
    return look


def may_answer(look: SecondLook, user_id: int, *, now: datetime) -> bool:
    """Whether this account may be the second person: another one, and one of the two a supervisor."""
    if user_id == look.asked_by_id:
        return False
    branch = look.replacement.branch_id
    two = (staff_actor(user_id), staff_actor(look.asked_by_id))
    return any(is_supervisor(each, branch, now=now) for each in two)


def _open() -> QuerySet[SecondLook]:
    # A case that was given back, or went another way, has left its question behind.
    looks = SecondLook.objects.filter(status=states.ASKED, replacement__status=states.IN_REVIEW)
    return looks.filter(replacement__status_since__lte=F("asked_at")).order_by("asked_at", "id")


def _require_second(look: SecondLook, *, actor: Actor, now: datetime) -> int:
    second = require_officer(look.replacement, actor=actor, now=now)
    if second == look.asked_by_id:
        raise SecondIsAnother
    if not may_answer(look, second, now=now):
        raise RoleMissing(role="supervisor")
    return second


def _require_open(look: SecondLook, to: str) -> None:
    if not _open().filter(pk=look.pk).exists():
        raise MoveNotAllowed(old=look.status, to=to, subject=look.SUBJECT)


def _withdraw_stale(case: Replacement, *, now: datetime) -> None:
    for look in SecondLook.objects.filter(replacement=case, status=states.ASKED):
        look.replacement = case
        change_status(look, states.WITHDRAWN, Action.SECOND_WITHDRAWN, actor=SYSTEM, now=now)
