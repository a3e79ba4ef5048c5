"""At the counter: call the next one, call again, begin, pass on, finish. Every step says who did it and where."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from kartu.accounts.staff import require_role
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_about
from kartu.registry.models import Branch
from kartu.replacements.standing import DESK_ROLES
from kartu.visits import policy, states
from kartu.visits.models import QueueDay, Visit
from kartu.visits.queries import as_waiting, at_counters, today_at, waiting_rows
from kartu.visits.refusals import CallAgain, CalledJustNow, CounterBusy, NobodyWaits, NotInQueue
from kartu.visits.tickets import queue_held


def call_next(branch: Branch, counter: int, *, actor: Actor, now: datetime) -> Visit:
    """Call whoever is next by the published order to this counter. Raises NobodyWaits, CounterBusy, DayClosed.

    The queue of the day is held meanwhile: two officers who press at once call two different people.
    """
    _require_desk(branch.id, actor, now)
    day = today_at(branch, now)
    with transaction.atomic():
        queue = queue_held(branch.id, day)
        _require_free(branch.id, day, counter)
        rows = {row.id: row for row in waiting_rows(branch.id, day)}
        turn = policy.Turn(queue.booked_run, queue.turns)
        choice = policy.choose([as_waiting(row) for row in rows.values()], turn, settings.PROFILE.visits, now=now)
        if choice is None:
            raise NobodyWaits
        visit = rows[choice.who.id]
        _called(visit, counter, choice.lane, actor=actor, now=now)
        _keep(queue, choice.turn)
    return visit


def call_visit(visit: Visit, counter: int, *, actor: Actor, now: datetime) -> None:
    """Call one particular person: for a counter that went on from its last list while the line was down.

    Raises NotInQueue, AlreadyMoved, CounterBusy.
    """
    _require_desk(visit.branch_id, actor, now)
    if visit.status != states.WAITING:
        raise NotInQueue
    with transaction.atomic():
        queue = queue_held(visit.branch_id, visit.day)
        _require_free(visit.branch_id, visit.day, counter)
        _called(visit, counter, states.IN_TURN, actor=actor, now=now)
        queue.turns = min(queue.turns + 1, settings.PROFILE.visits.priority_every)
        _keep(queue, policy.Turn(0, queue.turns))


def give_priority(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Somebody who waits has priority and did not say so when taking the ticket. Twice is once. Raises NotInQueue."""
    _require_desk(visit.branch_id, actor, now)
    with transaction.atomic():
        given = Visit.objects.filter(pk=visit.pk, status=states.WAITING, priority=False).update(priority=True)
        visit.refresh_from_db(fields=["status", "priority"])
        if visit.status != states.WAITING:
            raise NotInQueue
        if given:
            _recorded(Action.VISIT_PRIORITY, visit, actor, now)


def recall(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Call the same person again. Raises NotInQueue, CalledJustNow."""
    _require_desk(visit.branch_id, actor, now)
    pause = timedelta(seconds=settings.PROFILE.visits.call_seconds)
    with transaction.atomic():
        ready = Visit.objects.filter(pk=visit.pk, status=states.CALLED, called_at__lte=now - pause)
        if not ready.update(calls=F("calls") + 1, called_at=now):
            visit.refresh_from_db()
            raise CalledJustNow if visit.status == states.CALLED else NotInQueue
        visit.refresh_from_db()
        _recorded(Action.VISIT_RECALLED, visit, actor, now, counter=visit.counter, calls=visit.calls)


def begin(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """The person stands at the counter."""
    _require_desk(visit.branch_id, actor, now)
    changes: dict[str, object] = {"serving_at": now, "officer_id": actor.id}
    change_status(visit, states.SERVING, Action.VISIT_SERVING, actor=actor, now=now, changes=changes)


def finish(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """What the person came for is done."""
    _require_desk(visit.branch_id, actor, now)
    change_status(visit, states.SERVED, Action.VISIT_SERVED, actor=actor, now=now, counter=visit.counter)


def mark_absent(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Called as often as the rules say, and not there. Raises CallAgain, CalledJustNow."""
    _require_desk(visit.branch_id, actor, now)
    rules = settings.PROFILE.visits
    if visit.status == states.CALLED and visit.calls < rules.calls:
        raise CallAgain(calls=visit.calls, of=rules.calls)
    if visit.called_at and now - visit.called_at < timedelta(seconds=rules.call_seconds):
        raise CalledJustNow
    change_status(visit, states.ABSENT, Action.VISIT_ABSENT, actor=actor, now=now, calls=visit.calls)


def transfer(visit: Visit, service: str, *, counter: int | None = None, actor: Actor, now: datetime) -> None:
    """Pass the person on: to another service in the queue, where the place is kept, or straight to a free counter."""
    _require_desk(visit.branch_id, actor, now)
    changes: dict[str, object] = {
        "service": settings.PROFILE.service(service).code,
        "counter": counter,
        "calls": 1 if counter else 0,
    }
    if counter is None:
        change_status(visit, states.WAITING, Action.VISIT_TRANSFERRED, actor=actor, now=now, changes=changes)
        return
    with transaction.atomic():
        queue_held(visit.branch_id, visit.day)
        _require_free(visit.branch_id, visit.day, counter)
        changes |= {"called_at": now, "serving_at": None, "officer_id": None}
        change_status(visit, states.CALLED, Action.VISIT_TRANSFERRED, actor=actor, now=now, changes=changes, at=counter)


def _called(visit: Visit, counter: int, lane: str, *, actor: Actor, now: datetime) -> None:
    changes: dict[str, object] = {
        "counter": counter,
        "officer_id": actor.id,
        "called_at": now,
        "first_called_at": visit.first_called_at or now,
        "calls": 1,
        "lane": lane,
    }
    try:
        change_status(
            visit,
            states.CALLED,
            Action.VISIT_CALLED,
            actor=actor,
            now=now,
            changes=changes,
            counter=counter,
            lane=lane,
        )
    except IntegrityError as error:
        raise CounterBusy(counter=counter, label="-") from error


def _recorded(action: Action, visit: Visit, actor: Actor, now: datetime, **detail: str | int | bool | None) -> None:
    record_about(action, visit, actor=actor, now=now, **detail)


def _require_free(branch_id: int, day: date, counter: int) -> None:
    there = at_counters(branch_id, day).filter(counter=counter).first()
    if there is not None:
        raise CounterBusy(counter=counter, label=there.label)


def _require_desk(branch_id: int, actor: Actor, now: datetime) -> None:
    require_role(actor.id if actor.kind == "staff" else None, DESK_ROLES, now=now, branch_id=branch_id)


def _keep(queue: QueueDay, turn: policy.Turn) -> None:
    queue.booked_run, queue.turns = turn.booked_run, turn.turns
    queue.save(update_fields=["booked_run", "turns"])
