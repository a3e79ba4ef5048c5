"""Presses of the counter's page: each has a key, and a key counts once, however often the line sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from kartu.audit.actors import Actor
from kartu.base.errors import DomainError, NotThere
from kartu.registry.models import Branch
from kartu.visits import calling, states
from kartu.visits.models import Press, Visit
from kartu.visits.queries import visit_row

# What was pressed without a line is believed for so long.
KEPT_FOR = timedelta(hours=4)
FORGOTTEN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sent:
    """One press made while the line was down."""

    key: UUID
    act: str
    number: str
    counter: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it: done now, done before, or refused, with the refusal's words."""

    key: UUID
    label: str = ""
    refusal: DomainError | None = None
    before: bool = False


class SentBefore(Exception):
    """The key was used: nothing is done again."""

    def __init__(self, press: Press) -> None:
        super().__init__(str(press.key))
        self.press = press


def once(key: UUID, act: str, do: Callable[[], Visit], *, actor: Actor, now: datetime) -> Visit | None:
    """Do what a press asks for, in one transaction with its key; the visit it moved, also when sent again.

    A refusal rises and keeps no key: nothing was done. Raises whatever `do` raises.
    """
    try:
        with transaction.atomic():
            press = _written(key, act, actor, now)
            visit = do()
            press.visit = visit
            press.save(update_fields=["visit"])
    except SentBefore as before:
        return before.press.visit
    return visit


def send_presses(branch: Branch, presses: list[Sent], *, actor: Actor, now: datetime) -> list[Answer]:
    """Carry out what was pressed without a line, in its order, each by itself; conflicts are told, not forced."""
    return [_sent(branch, press, actor=actor, now=now) for press in presses]


def sweep_presses(*, now: datetime) -> int:
    """Forget keys that no page holds any more; returns how many."""
    return Press.objects.filter(pressed_at__lt=now - FORGOTTEN).delete()[0]


def _sent(branch: Branch, press: Sent, *, actor: Actor, now: datetime) -> Answer:
    at = min(max(press.at, now - KEPT_FOR), now)
    label = ""
    try:
        visit = visit_row(branch.id, press.number)
        label = visit.label
        with transaction.atomic():
            written = _written(press.key, press.act, actor, at)
            _act(visit, press, actor=actor, at=at)
            written.visit = visit
            written.save(update_fields=["visit"])
    except SentBefore as before:
        return Answer(press.key, label, before=not before.press.refused)
    except DomainError as refusal:
        _keep_refusal(press, refusal, actor, at)
        return Answer(press.key, label, refusal)
    return Answer(press.key, label)


def _act(visit: Visit, press: Sent, *, actor: Actor, at: datetime) -> None:
    if press.act == "call":
        calling.call_visit(visit, press.counter, actor=actor, now=at)
        return
    act = ACTS.get(press.act)
    if act is None or visit.counter != press.counter:
        raise NotThere
    act(visit, actor, at)


def _done(visit: Visit, actor: Actor, at: datetime) -> None:
    if visit.status == states.CALLED:
        calling.begin(visit, actor=actor, now=visit.called_at or at)
    calling.finish(visit, actor=actor, now=at)


def _absent(visit: Visit, actor: Actor, at: datetime) -> None:
    # Without a line the officer called by voice; that it was as often as the rules say is the officer's word.
    visit.calls = max(visit.calls, settings.PROFILE.visits.calls)
    calling.mark_absent(visit, actor=actor, now=at)


ACTS: Mapping[str, Callable[[Visit, Actor, datetime], None]] = MappingProxyType({"done": _done, "absent": _absent})


def _written(key: UUID, act: str, actor: Actor, now: datetime) -> Press:
    """The row of this key, new. Raises SentBefore; NotThere for a key that is somebody else's."""
    try:
        with transaction.atomic():
            return Press.objects.create(key=key, user_id=actor.id or 0, act=act, pressed_at=now)
    except IntegrityError as error:
        press = Press.objects.select_related("visit").get(pk=key)
        if press.user_id != actor.id:
            raise NotThere from error
        raise SentBefore(press) from error


def _keep_refusal(press: Sent, refusal: DomainError, actor: Actor, at: datetime) -> None:
    """A refused press is refused for good: it does not come to life when it is sent again later."""
    Press.objects.get_or_create(
        key=press.key,
        defaults={"user_id": actor.id, "act": press.act, "pressed_at": at, "refused": refusal.code[:24]},
    )
