"""Writing a confirmed upload down, a piece at a time: a job that a kill stops between two pieces.

A person nobody knew is registered. Whoever the fund knows already is asked first, and nothing changes until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record
from kartu.base.crypto import DataKey
from kartu.employers import states
from kartu.employers.attesting import leave, still_works
from kartu.employers.models import Upload, UploadLine
from kartu.employers.proposals import Asking
from kartu.employers.staging import opened, written_change
from kartu.employers.uploads import LEFT, NAMING, ROSTER
from kartu.employers.working import NotOurs, begin, piece
from kartu.registry.comparing import STAFF_NUMBER, Compared, compare_lines
from kartu.registry.matching import Matched
from kartu.registry.models import Membership
from kartu.registry.storing import store_matched

SLICE = 1_000
ATTEMPTS = 5
WRITTEN = {ROSTER: (states.NEW, states.CHANGED, states.QUIET), **{name: (kind,) for name, kind in NAMING.items()}}
SETTLE = """
    UPDATE employers_uploadline AS line SET outcome = done.outcome, membership_id = done.membership,
        proposal_id = done.proposal
    FROM unnest(%s::bigint[], %s::varchar[], %s::bigint[], %s::bigint[]) AS done (id, outcome, membership, proposal)
    WHERE line.id = done.id
"""


class Writing:
    """One slice of lines, written in the caller's transaction."""

    def __init__(self, upload: Upload, key: DataKey, now: datetime) -> None:
        self.upload = upload
        self.key = key
        self.now = now
        self.actor = Actor("employer", upload.user_id)
        self.asking = Asking(upload.employer, upload, self.actor, now)
        self.settled: list[tuple[int, str, int | None, int | None]] = []

    def write(self, lines: Sequence[UploadLine]) -> None:
        if self.upload.purpose in NAMING:
            self._attest(lines)
        else:
            self._compare(lines)
        if not self.settled:  # somebody else has just written them
            return
        with connection.cursor() as cursor:
            cursor.execute(SETTLE, [list(column) for column in zip(*self.settled, strict=True)])

    def _compare(self, lines: Sequence[UploadLine]) -> None:
        read = [said for _, said in opened(lines, self.key)]
        compared = list(
            zip(lines, compare_lines([said.as_line() for said in read], self.upload.employer_id), strict=True)
        )
        self.asking.look([each.member_id for _, each in compared if each.member_id])
        fresh: list[tuple[UploadLine, Compared]] = []
        for line, each in compared:
            if each.kind == states.NEW and each.member_id is None:
                fresh.append((line, each))
            elif each.kind == states.NEW:
                kind = states.MOVE if each.standing else states.JOIN
                self._settle(line, states.ASKED, each, self.asking.ask(each, kind))
            elif each.kind in (states.CHANGED, states.QUIET):
                self._change(line, each)
            else:
                self._settle(line, states.KEPT if each.kind == states.UNCHANGED else states.NOT_TAKEN, each, None)
        self._register(fresh)

    def _register(self, fresh: Sequence[tuple[UploadLine, Compared]]) -> None:
        matched = Matched()
        for _, each in fresh:
            if each.worker:
                matched.newcomers.setdefault(each.worker.nik, each.worker)
                matched.joining.append(each.worker)
        store_matched(matched, self.upload.employer_id, actor=self.actor, now=self.now)
        numbers = Membership.objects.filter(number__in=[worker.kpj for worker in matched.joining])
        made = dict(numbers.values_list("number", "id"))
        for line, each in fresh:
            self.settled.append((line.id, states.RECORDED, made[each.worker.kpj] if each.worker else None, None))

    def _change(self, line: UploadLine, each: Compared) -> None:
        asked = self.asking.ask(each, states.CHANGE) if set(each.changes) - {STAFF_NUMBER} else None
        if STAFF_NUMBER not in each.changes or each.worker is None or each.standing is None:
            self._settle(line, states.ASKED, each, asked)
            return
        membership = each.standing.membership_id
        Membership.objects.filter(pk=membership).update(staff_number=each.worker.staff_number or "")
        place, before = each.line.place, each.standing.staff_number
        line.line_sealed = written_change(self.key, line, place, before, each.worker)
        line.save(update_fields=["line_sealed"])
        record(
            Action.STAFF_NUMBER_CHANGED,
            actor=self.actor,
            now=self.now,
            subject="membership",
            subject_id=membership,
            member_id=each.member_id,
        )
        self._settle(line, states.RECORDED, each, asked)

    def _attest(self, lines: Sequence[UploadLine]) -> None:
        found = Membership.objects.select_related("member", "employer").in_bulk([line.membership_id for line in lines])
        for line in lines:
            membership = found.get(line.membership_id or 0)
            here = membership is not None and membership.employer_id == self.upload.employer_id
            if membership is None or not here or membership.ended_on:
                self.settled.append((line.id, states.KEPT, line.membership_id, None))
                continue
            self._say(membership)
            self.settled.append((line.id, states.RECORDED, membership.id, None))

    def _say(self, membership: Membership) -> None:
        upload = self.upload
        if upload.purpose == LEFT and upload.effective_on is not None:
            day = upload.effective_on
            leave(membership, day, user=upload.user, actor=self.actor, now=self.now, upload=upload)
        elif upload.purpose != LEFT:
            still_works(membership, user=upload.user, actor=self.actor, now=self.now, upload=upload)

    def _settle(self, line: UploadLine, outcome: str, each: Compared, asked: int | None) -> None:
        self.settled.append((line.id, outcome, each.standing.membership_id if each.standing else None, asked))


def write_upload(upload_id: int, *, now: datetime) -> None:
    """Write every line down that still fits, and say of each what became of it."""
    upload = begin(upload_id, states.CONFIRMED)
    if upload is None:
        return
    key = upload.member_key()
    waiting = upload.lines.filter(kind__in=WRITTEN[upload.purpose]).order_by("position")
    total = waiting.count()
    try:
        while _write_slice(upload, key, total, now):
            pass
        _finish(upload, now)
    except NotOurs:
        return


def _write_slice(upload: Upload, key: DataKey, total: int, now: datetime) -> bool:
    """One slice; whether there was one. Whoever writes the same numbers at the same moment is waited for."""
    for attempt in range(ATTEMPTS):
        waiting = upload.lines.filter(kind__in=WRITTEN[upload.purpose], outcome="")
        left = waiting.count()
        if not left:
            return False
        try:
            with piece(upload, share=100 * (total - left) // total):
                Writing(upload, key, now).write(list(waiting.order_by("position")[:SLICE]))
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
            continue
        return True
    raise AssertionError


def _finish(upload: Upload, now: datetime) -> None:
    with piece(upload, share=100):
        became = Counter(upload.lines.exclude(outcome="").values_list("outcome", flat=True))
        changes: dict[str, object] = {"done_at": now, "outcome": dict(became)}
        actor = Actor("employer", upload.user_id)
        change_status(upload, states.DONE, Action.ROSTER_WRITTEN, actor=actor, now=now, changes=changes, **became)
