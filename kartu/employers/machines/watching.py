"""From events to what addresses are told: the trail is read on from where each address had come to.

Rooms below know nothing of addresses and write nothing for them; what they record is enough. Events of the last minutes
are read again, for a transaction may end after a later one: what was told is known by its cause and not told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.cards.models import Copy
from kartu.cards.states import DIGITAL
from kartu.employers import states as lives
from kartu.employers.machines.hooks import BLOCKED, CASE_MOVED, RENEWED, UPLOAD_FINISHED, Told, queue_told
from kartu.employers.machines.models import Hook
from kartu.employers.machines.standing import Standing, standing_of
from kartu.employers.models import Upload
from kartu.registry.models import Membership
from kartu.replacements.models import Replacement
from kartu.replacements.states import AT_EMPLOYER, BY_EMPLOYER, SUBMITTED

AGAIN, AT_ONCE = timedelta(minutes=5), 2_000
RECENT = timedelta(days=8)
FINISHED = (lives.READY, lives.HELD, lives.REFUSED, lives.DONE, lives.UNDONE)


def watch(*, now: datetime) -> int:
    """Queue what happened since the last time for every address; returns how many tellings. In the fund's scope."""
    hooks = list(Hook.objects.filter(ended_at=None).select_related("employer"))
    if not hooks:
        return 0
    since = min(hook.seen_until for hook in hooks) - AGAIN
    told = (
        Q(action__in=[Action.COPY_BLOCKED, Action.COPY_ACTIVATED], subject=Copy.SUBJECT)
        | Q(subject=Replacement.SUBJECT) & ~Q(new_status="")
        | Q(action=Action.REPLACEMENT_OPENED)
    )
    events = list(Event.objects.filter(told, at__gt=since, at__lte=now).order_by("at", "id")[:AT_ONCE])
    queued = _Telling(hooks, now).tell(events) + _uploads(hooks, now)
    until = events[-1].at if len(events) == AT_ONCE else now
    Hook.objects.filter(pk__in=[hook.pk for hook in hooks], seen_until__lt=until).update(seen_until=until)
    return queued


@dataclass
class _Telling:
    """One block of events, told to whom they concern."""

    hooks: Sequence[Hook]
    now: datetime
    queued: int = 0
    workers: dict[int, Standing] = field(default_factory=dict)  # by card

    def tell(self, events: Sequence[Event]) -> int:
        copies = self._copies(events)
        cases = {
            case.id: case
            for case in Replacement.objects.filter(
                Q(channel=BY_EMPLOYER) | Q(delivery=AT_EMPLOYER),
                pk__in=[event.subject_id for event in events if event.subject == Replacement.SUBJECT],
            )
        }
        self._learn({copy.card_id for copy in copies.values()} | {case.card_id for case in cases.values()})
        for event in events:
            number = event.subject_id or 0
            if number in copies and event.subject == Copy.SUBJECT:
                self._card(event, copies[number])
            if number in cases and event.subject == Replacement.SUBJECT:
                self._case(event, cases[number])
        return self.queued

    def _copies(self, events: Iterable[Event]) -> dict[int, Copy]:
        wanted = {(event.member_id, event.subject_id) for event in events if event.subject == Copy.SUBJECT}
        found = Copy.objects.filter(member_id__in={member for member, _ in wanted}, id__in={copy for _, copy in wanted})
        return {copy.id: copy for copy in found}

    def _learn(self, cards: Iterable[int]) -> None:
        """The cards' workers, of employers that have an address, while they work there."""
        above = {hook.employer_id for hook in self.hooks}
        here = Membership.objects.filter(Q(employer__in=above) | Q(employer__parent__in=above), card__in=list(cards))
        here = here.filter(Q(ended_on=None) | Q(ended_on__gte=_today(self.now))).select_related("employer", "card")
        for standing in standing_of(list(here)):
            self.workers[standing.membership.card.id] = standing

    def _card(self, event: Event, copy: Copy) -> None:
        worker = self.workers.get(copy.card_id)
        if worker is None or (event.action == Action.COPY_ACTIVATED and copy.kind != DIGITAL):
            return
        # All copies of a card are stopped together, at one moment: that is one thing to tell.
        kind = BLOCKED if event.action == Action.COPY_BLOCKED else RENEWED
        moment = int(event.at.timestamp() * 1e6)
        what = {**_named(worker), "card": {"digital": worker.digital, "physical": worker.physical}}
        self._queue(worker, Told(kind, f"{kind}:{copy.card_id}:{moment}", event.at, what))

    def _case(self, event: Event, case: Replacement) -> None:
        worker = self.workers.get(case.card_id)
        if worker is not None:
            what = {**_named(worker), "request": case.number, "status": event.new_status or SUBMITTED}
            self._queue(worker, Told(CASE_MOVED, f"event:{event.id}", event.at, what))

    def _queue(self, worker: Standing, told: Told) -> None:
        employer = worker.membership.employer
        above = {worker.membership.employer_id, employer.parent_id if employer else None}
        # What was before an address was known is no news to it.
        mine = [hook for hook in self.hooks if hook.employer_id in above and told.at >= hook.made_at]
        self.queued += queue_told(mine, told)


def _named(worker: Standing) -> dict[str, object]:
    membership = worker.membership
    employer = membership.employer
    return {
        "number": membership.number,
        "staff_number": membership.staff_number,
        "employer": employer.npp if employer else "",
    }


def _uploads(hooks: Sequence[Hook], now: datetime) -> int:
    queued = 0
    above = {hook.employer_id for hook in hooks}
    uploads = Upload.objects.filter(Q(employer__in=above) | Q(employer__parent__in=above), status__in=FINISHED)
    for upload in uploads.filter(sent_at__gt=now - RECENT).select_related("employer"):
        mine = [
            hook
            for hook in hooks
            if hook.employer_id in (upload.employer_id, upload.employer.parent_id) and upload.sent_at >= hook.made_at
        ]
        what = {"roster": upload.id, "employer": upload.employer.npp, "status": upload.status, "counts": upload.counts}
        cause = f"upload:{upload.id}:{upload.status}"
        queued += queue_told(mine, Told(UPLOAD_FINISHED, cause, upload.status_since, what))
    return queued


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()
