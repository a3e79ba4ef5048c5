"""Reading an upload and comparing it with the register: a job that changes nobody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.recording import change_status
from kartu.base.errors import DomainError
from kartu.employers import states
from kartu.employers.models import Upload
from kartu.employers.policy import MOST_LINES, is_held
from kartu.employers.queries import workers_of
from kartu.employers.refusals import TooManyLines
from kartu.employers.staging import stage, stage_named
from kartu.employers.storage import opened_file, remove_file
from kartu.employers.uploads import NAMING
from kartu.employers.working import NotOurs, begin, piece
from kartu.registry.comparing import Compared, compare_lines
from kartu.registry.findings import not_here
from kartu.registry.roster import RosterError, RosterLine, RosterReading, read_roster

BLOCK = 2_000
# A file that has ended the work so often would end it for ever.
MOST_ATTEMPTS = 5
STAGED = frozenset({states.NEW, states.CHANGED, states.QUIET, states.BAD})


class Reading:
    """One run over the file."""

    def __init__(self, upload: Upload, now: datetime) -> None:
        self.upload = upload
        self.now = now
        self.counts: Counter[str] = Counter()
        self.strangers = 0
        self.share = 0
        self.position = 0
        self.mentioned: set[int] = set()

    def run(self) -> None:
        key = self.upload.member_key()
        with piece(self.upload, share=0):
            self.upload.lines.all().delete()
        with opened_file(self.upload) as path:
            reading = read_roster(path, today=self._today(), progress=self._progress)
            for lines in _blocks(reading):
                compared = self._compare(lines)
                with piece(self.upload, share=min(self.share, 99)):
                    stage(
                        self.upload, key, [one for one in enumerate(compared, self.position) if one[1].kind in STAGED]
                    )
                self.position += len(lines)
                if self.position > MOST_LINES:
                    raise TooManyLines(most=f"{MOST_LINES:,}".replace(",", "."))
        self._finish()

    def _compare(self, lines: list[RosterLine]) -> list[Compared]:
        compared = compare_lines(lines, self.upload.employer_id)
        for each in compared:
            if each.standing:
                self.mentioned.add(each.standing.membership_id)
            if self.upload.purpose in NAMING:
                _as_worker_here(each)
            self.counts[each.kind] += 1
            self.strangers += each.kind == states.NEW
        self.counts["read"] += len(lines)
        return compared

    def _finish(self) -> None:
        workers = workers_of([self.upload.employer_id], today=self._today())
        with piece(self.upload, share=100):
            numbers = set(workers.values_list("id", flat=True))
            naming = NAMING.get(self.upload.purpose)
            named = sorted(numbers & self.mentioned if naming else numbers - self.mentioned)
            stage_named(self.upload, naming or states.LEFT, enumerate(named, self.position))
            self.counts[naming or states.LEFT] = len(named)
            if naming:
                del self.counts[states.UNCHANGED]
            held = is_held(self.strangers, len(numbers))
            file, name = self.upload.file, ""
            changes: dict[str, object] = {"counts": dict(self.counts), "file": name}
            action = Action.ROSTER_HELD if held else Action.ROSTER_COMPARED
            to = states.HELD if held else states.READY
            change_status(self.upload, to, action, actor=SYSTEM, now=self.now, changes=changes, **self.counts)
        remove_file(file)

    def _progress(self, done: int, total: int) -> None:
        self.share = done * 100 // total if total else 100

    def _today(self) -> date:
        return self.now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()


def read_upload(upload_id: int, *, now: datetime) -> None:
    """Compare every line and leave the upload ready, held for the fund's eyes, or refused with the reason."""
    upload = begin(upload_id, states.RECEIVED)
    if upload is None:
        return
    try:
        if upload.attempt > MOST_ATTEMPTS:
            raise RosterError
        Reading(upload, now).run()
    except NotOurs:
        return
    except DomainError as refusal:
        _refuse(upload, refusal, now)


def _as_worker_here(each: Compared) -> None:
    """In a list of those who left, or still work there, a line names a worker of the employer or is refused."""
    if each.line.worker is None:
        return
    if each.kind != states.BAD and each.standing and each.standing.here:
        each.kind = "unchanged"
        return
    each.kind, each.findings = "refused", (not_here(each.line),)


def _refuse(upload: Upload, refusal: DomainError, now: datetime) -> None:
    with piece(upload):
        upload.refusal = json.dumps({language: refusal.words(language) for language in ("id", "en")})
        changes: dict[str, object] = {"refusal_sealed": upload.refusal_sealed, "file": "", "counts": {}}
        file = upload.file
        change_status(
            upload, states.REFUSED, Action.ROSTER_REFUSED, actor=SYSTEM, now=now, changes=changes, reason=refusal.code
        )
        upload.lines.all().delete()
    remove_file(file)


def _blocks(reading: RosterReading) -> Iterator[list[RosterLine]]:
    lines = iter(reading)
    while block := list(islice(lines, BLOCK)):
        yield block
