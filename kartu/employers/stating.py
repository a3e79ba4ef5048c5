"""What HR says of many workers at once by a list of numbers, or of all whom a roster no longer names.

The list becomes an upload that is ready at once: what it would do is shown, a colleague's or one's own yes lets a job
write it down, and for a day it can be taken back. Nothing about anybody changes before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from kartu.accounts.models import User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.throttle import take
from kartu.employers import states
from kartu.employers.batches import NobodyListed
from kartu.employers.listing import Listed
from kartu.employers.models import Upload
from kartu.employers.policy import plausible_last_day
from kartu.employers.queries import workers_of
from kartu.employers.refusals import BadLastDay
from kartu.employers.staging import stage, stage_named
from kartu.employers.uploads import LEFT, NAMING, WORKS
from kartu.registry.comparing import Compared
from kartu.registry.findings import not_here
from kartu.registry.members import next_ids
from kartu.registry.models import Employer, Membership
from kartu.registry.roster import Place, RosterLine
from kartu.registry.roster.columns import Header
from kartu.registry.sealing import keyring
from kartu.replacements.policy import local_day

HEADER = Header(0, ("No KPJ / No Pegawai",))


def state_of_many(
    employer: Employer,
    user: User,
    listed: Listed,
    *,
    last_day: date | None = None,
    name: str = "",
    actor: Actor,
    now: datetime,
) -> Upload:
    """Keep a list as an upload that waits for a yes: with a last day of those who leave, else of those who still work.

    Raises NobodyListed, BadLastDay, TooMany.
    """
    workers = [worker for worker in listed.workers if worker.employer_id == employer.id]
    if not workers:
        raise NobodyListed
    if last_day and not plausible_last_day(last_day, _today(now)):
        raise BadLastDay
    take("roster-employer", str(employer.id), now=now)
    purpose = LEFT if last_day else WORKS
    (number,) = next_ids("employers_upload", 1)
    key, wrapped = keyring().new_data_key(number, of="upload")
    refused = [_refused(row, said) for row, said in zip(listed.unmatched, listed.said, strict=True)]
    upload = Upload(
        id=number,
        employer=employer,
        user=user,
        purpose=purpose,
        effective_on=last_day,
        data_key=wrapped,
        size=0,
        sent_at=now,
        worked_at=now,
        share=100,
        counts={"read": len(workers) + len(refused), NAMING[purpose]: len(workers), states.BAD: len(refused)},
        status=states.READY,
        status_since=now,
    )
    upload.file_name = name[-120:].replace("\0", "")
    with transaction.atomic():
        upload.save(force_insert=True)
        stage_named(upload, NAMING[purpose], enumerate(worker.id for worker in workers))
        stage(upload, key, enumerate(refused, len(workers)))
        record(Action.ROSTER_SENT, actor=actor, now=now, subject="upload", subject_id=number, workers=len(workers))
    return upload


def no_longer_named(upload: Upload, *, now: datetime) -> list[Membership]:
    """Workers whom a roster does not name and who still work there, as far as the fund knows."""
    lines = upload.lines.filter(kind=states.LEFT).values("membership_id")
    here = workers_of([upload.employer_id], today=_today(now)).filter(pk__in=lines, ended_on=None)
    return list(here.order_by("id"))


def _refused(row: int, said: str) -> Compared:
    cells: Sequence[str] = [said]
    line = RosterLine(Place(None, row), None, (), list(cells), HEADER)
    return Compared(line, states.BAD, findings=(not_here(line),))


def _today(now: datetime) -> date:
    return local_day(now, settings.PROFILE.time_zone)
