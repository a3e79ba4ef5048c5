"""A roster from somebody of HR: sent, confirmed, called off, undone; released or refused by the fund when it is odd.

Sending writes the file and a row; everything slow is a job's. Confirming and undoing are one move each: of two people,
or of two clicks, one makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kartu.accounts.models import User
from kartu.accounts.staff import require_role
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import AlreadyMoved, change_status, record
from kartu.base.queue import defer
from kartu.base.tenancy import fund_scope
from kartu.base.throttle import take
from kartu.employers import states
from kartu.employers.models import Proposal, Upload
from kartu.employers.policy import KEPT_UNCONFIRMED, may_undo, plausible_last_day
from kartu.employers.refusals import BadLastDay, FileTooLarge, TooLate
from kartu.employers.storage import remove_file, store_file
from kartu.registry.members import next_ids
from kartu.registry.models import Employer
from kartu.registry.sealing import keyring

ROSTER, LEFT, WORKS = "roster", "left", "works"
# Lists that only say something of workers there are: the kind of the lines that name one.
NAMING = {LEFT: states.LEFT, WORKS: states.WORKS}
MEGABYTE = 1024 * 1024
JOBS = {states.RECEIVED: "read", states.CONFIRMED: "write", states.UNDOING: "undo"}


@dataclass(frozen=True, slots=True)
class SentFile:
    """What a browser sent: the file's own name and its bytes.

    `last_day` makes it a list of those who have left, `still_work` one of those who still work there.
    """

    name: str
    content: bytes
    last_day: date | None = None
    still_work: bool = False

    @property
    def purpose(self) -> str:
        return LEFT if self.last_day else WORKS if self.still_work else ROSTER


def send_roster(employer: Employer, user: User, sent: SentFile, *, actor: Actor, now: datetime) -> Upload:
    """Keep a file, sealed, and queue its reading. Nothing about anybody changes. Raises FileTooLarge, TooMany."""
    if len(sent.content) > settings.LARGEST_UPLOAD:
        raise FileTooLarge(megabytes=settings.LARGEST_UPLOAD // MEGABYTE)
    if sent.last_day and not plausible_last_day(sent.last_day, _today(now)):
        raise BadLastDay
    take("roster-employer", str(employer.id), now=now)
    (number,) = next_ids("employers_upload", 1)
    key, wrapped = keyring().new_data_key(number, of="upload")
    name = store_file(key, number, sent.content)
    upload = Upload(
        id=number,
        employer=employer,
        user=user,
        purpose=sent.purpose,
        effective_on=sent.last_day,
        data_key=wrapped,
        file=name,
        size=len(sent.content),
        sent_at=now,
        worked_at=now,
        status=states.RECEIVED,
        status_since=now,
    )
    upload.file_name = sent.name[-120:].replace("\0", "")
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
            record(Action.ROSTER_SENT, actor=actor, now=now, subject="upload", subject_id=number, size=upload.size)
            queue_work(upload)
    except BaseException:
        remove_file(name)
        raise
    return upload


def confirm_upload(upload: Upload, *, actor: Actor, now: datetime) -> None:
    """Let everything the comparison showed be written down by a job. A second click by anybody finds it confirmed."""
    with transaction.atomic():
        change_status(
            upload,
            states.CONFIRMED,
            Action.ROSTER_CONFIRMED,
            actor=actor,
            now=now,
            changes={"worked_at": now, "share": 0},
        )
        queue_work(upload)


def cancel_upload(upload: Upload, *, actor: Actor, now: datetime) -> None:
    """Throw an upload away before it did anything, with all it says about people."""
    change_status(upload, states.CANCELLED, Action.ROSTER_CANCELLED, actor=actor, now=now)
    erase_content(upload)


def undo_upload(upload: Upload, *, actor: Actor, now: datetime) -> None:
    """Let a job take back what the upload did and nobody has used since. Raises TooLate after a day."""
    if upload.status == states.DONE and not may_undo(upload.done_at, now):
        raise TooLate
    with transaction.atomic():
        change_status(
            upload, states.UNDOING, Action.ROSTER_UNDONE, actor=actor, now=now, changes={"worked_at": now, "share": 0}
        )
        queue_work(upload)


def release_upload(upload: Upload, *, actor: Actor, now: datetime) -> None:
    """A supervisor of the fund has looked at an upload that was held: its employer may confirm it."""
    require_role(actor.id, ("supervisor",), now=now)
    with fund_scope():
        change_status(upload, states.READY, Action.ROSTER_RELEASED, actor=actor, now=now)


def refuse_upload(upload: Upload, *, actor: Actor, now: datetime) -> None:
    """A supervisor of the fund refuses an upload that was held; nobody in it was touched."""
    require_role(actor.id, ("supervisor",), now=now)
    with fund_scope():
        change_status(upload, states.REFUSED, Action.ROSTER_REFUSED, actor=actor, now=now, reason="fund")
        erase_content(upload)


def erase_content(upload: Upload) -> None:
    """Remove the file, the lines and the key; the counts stay."""
    remove_file(upload.file)
    upload.lines.all().delete()
    upload.file, upload.data_key, upload.file_name_sealed = "", b"", None
    upload.save(update_fields=["file", "data_key", "file_name_sealed"])


def queue_work(upload: Upload) -> None:
    """Queue the job for where the upload stands; those of one employer run one after the other."""
    defer(f"employers.{JOBS[upload.status]}_upload", lock=f"employer-{upload.employer_id}", upload_id=upload.id)


def sweep_uploads(*, now: datetime) -> int:
    """Throw away what nobody confirmed, and the content of what can no longer be undone; returns how many."""
    swept = 0
    waiting = Upload.objects.filter(status__in=[states.READY, states.HELD], status_since__lt=now - KEPT_UNCONFIRMED)
    for upload in waiting:
        try:
            cancel_upload(upload, actor=SYSTEM, now=now)
        except AlreadyMoved:
            continue
        swept += 1
    ended = Upload.objects.filter(status__in=[states.DONE, states.UNDONE], status_since__lt=now - KEPT_UNCONFIRMED)
    for upload in ended.exclude(data_key=b""):
        erase_content(upload)
        swept += 1
    return swept


def withdraw_proposals(upload: Upload, *, actor: Actor, now: datetime) -> int:
    """Take back what the upload proposed and nobody has answered; returns how many."""
    taken_back = 0
    for proposal in Proposal.objects.filter(upload=upload, status=states.OPEN):
        try:
            change_status(proposal, states.WITHDRAWN, Action.PROPOSAL_WITHDRAWN, actor=actor, now=now)
        except AlreadyMoved:
            continue
        taken_back += 1
    return taken_back


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()
