"""Digital cards of consenting workers in one file: asked for, agreed to by a second person, made, fetched, gone.

A card stands in a download only while its worker works here and consents: asked when HR asks, when the picture is
drawn, and again each time the file is fetched. What is fetched is written into each worker's trail; the worker is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import consenting
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed, change_status, record, record_about
from kartu.base.errors import DomainError, NotThere
from kartu.base.numbers import new_number, number_as_written
from kartu.base.queue import defer
from kartu.base.tenancy import fund_scope
from kartu.employers.acts import Download, DownloadRow
from kartu.employers.naming import require_pattern
from kartu.employers.papers import remove_file
from kartu.employers.quotas import give_back_quota, use_quota
from kartu.employers.standing import require_employer
from kartu.notifications.acting_words import CARD_DOWNLOADED
from kartu.notifications.messages import tell
from kartu.registry.members import next_ids
from kartu.registry.models import Employer, Membership
from kartu.registry.sealing import keyring
from kartu.replacements.policy import local_day

REASONS = ("worksite", "clinic", "new_workers", "worker_asked")


class NobodyConsents(DomainError):
    """None of the chosen workers consents."""

    code = "nobody-consents"
    id = "Belum ada pekerja pilihan Anda yang memberi izin. Minta izin mereka dulu."
    en = "None of the workers you chose has consented. Ask them first."


class TooManyCards(DomainError):
    """More cards than one download holds."""

    code = "too-many-cards"
    id = "Satu unduhan paling banyak {most} kartu. Pilih lebih sedikit."
    en = "One download holds {most} cards at most. Choose fewer."


class SecondPersonNeeded(DomainError):
    """Whoever asked cannot agree as well."""

    code = "second-person-needed"
    id = "Orang kedua dari perusahaan yang harus menyetujui, bukan yang meminta."
    en = "A second person of the company has to agree, not the one who asked."


class DownloadGone(DomainError):
    """The files were removed after their hours."""

    code = "download-gone"
    id = "Unduhan ini sudah dihapus. Minta yang baru."
    en = "This download has been removed. Ask for a new one."


def who_consents(employer: Employer, workers: Sequence[Membership]) -> list[Membership]:
    """Those of the employer's workers who consent to downloads now, in their order."""
    ours = [worker for worker in workers if worker.employer_id == employer.id]
    yes = consenting(Consent.EMPLOYER_DOWNLOADS, employer.id, [worker.member_id for worker in ours])
    return [worker for worker in ours if worker.member_id in yes]


def ask_download(
    employer: Employer,
    workers: Sequence[Membership],
    form: str,
    pattern: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> Download:
    """Ask for the cards of `workers`; those who do not consent are left out. `reason`: of REASONS.

    Counts against the employer's quota of the day. Up to the profile's number it is made at once, beyond that it waits
    for a second person. Raises NobodyConsents, TooManyCards, QuotaReached, PatternWrong.
    """
    user_id = require_employer(employer, actor=actor, now=now)
    if form not in (Download.ZIP, Download.PDF) or reason not in REASONS:
        raise ValueError(f"no form or reason of ours: {form}, {reason}")
    require_pattern(pattern)
    rules, chosen = settings.PROFILE.acting, who_consents(employer, workers)
    if not chosen:
        raise NobodyConsents
    if len(chosen) > rules.cards_at_once:
        raise TooManyCards(most=rules.cards_at_once)
    many = len(chosen) > rules.second_person_above
    number = next_ids("employers_download", 1)[0]
    with transaction.atomic():
        use_quota(employer, len(chosen), now=now)
        download = Download.objects.create(
            id=number,
            number=new_number(),
            employer=employer,
            form=form,
            pattern=pattern,
            reason=reason,
            asked_by_id=user_id,
            asked_at=now,
            needs_second=many,
            data_key=keyring().new_data_key(number, of="download")[1],
            status=Download.ASKED if many else Download.AGREED,
            status_since=now,
        )
        DownloadRow.objects.bulk_create(
            DownloadRow(download=download, employer=employer, membership=worker) for worker in chosen
        )
        record_about(Action.DOWNLOAD_ASKED, download, actor=actor, now=now, cards=len(chosen), reason=reason)
        if not many:
            queue_making(download)
    return download


def agree_to_download(download: Download, *, actor: Actor, now: datetime) -> None:
    """A second person of the employer agrees, and the cards are drawn. Raises SecondPersonNeeded, NotThere."""
    second = _second(download, actor=actor, now=now)
    with transaction.atomic():
        changes: dict[str, object] = {"agreed_by_id": second}
        change_status(download, Download.AGREED, Action.DOWNLOAD_AGREED, actor=actor, now=now, changes=changes)
        queue_making(download)


def refuse_download(download: Download, *, actor: Actor, now: datetime) -> None:
    """A second person refuses: nothing is drawn, and the quota is given back."""
    second = _second(download, actor=actor, now=now)
    with transaction.atomic():
        changes: dict[str, object] = {"agreed_by_id": second, "data_key": None}
        change_status(download, Download.REFUSED, Action.DOWNLOAD_REFUSED, actor=actor, now=now, changes=changes)
        give_back_quota(download.employer, download.rows.count(), asked_at=download.asked_at)


def begin_fetch(download: Download, *, actor: Actor, now: datetime) -> list[DownloadRow]:
    """The rows whose cards HR may take away now. Each is an event in its worker's trail and, once, a message.

    Only who asked and who agreed take it. Raises NotThere, DownloadGone, MoveNotAllowed.
    """
    user_id = require_employer(download.employer, actor=actor, now=now)
    if user_id not in (download.asked_by_id, download.agreed_by_id):
        raise NotThere
    if download.status == Download.GONE or (download.gone_at is not None and download.gone_at <= now):
        raise DownloadGone
    if download.status != Download.READY:
        raise MoveNotAllowed(old=download.status, to=Download.GONE, subject=download.SUBJECT)
    with transaction.atomic():
        Download.objects.select_for_update(no_key=True).get(pk=download.pk)
        rows = _still_allowed(download, now=now)
        for row in rows:
            _record_fetch(download, row, actor=actor, now=now)
    return rows


def end_downloads(*, now: datetime) -> int:
    """Remove what has lain there for its hours: the key first, then the files. Returns how many."""
    ended = 0
    with fund_scope():
        for download in Download.objects.filter(status=Download.READY, gone_at__lte=now).order_by("id")[:200]:
            try:
                changes: dict[str, object] = {"data_key": None}
                change_status(download, Download.GONE, Action.DOWNLOAD_GONE, actor=SYSTEM, now=now, changes=changes)
            except AlreadyMoved:
                continue
            for row in download.rows.exclude(file=""):
                remove_file(row.file)
            ended += 1
    return ended


def queue_making(download: Download) -> None:
    """Queue the next slice of drawing; slices of one download take turns."""
    defer(
        "employers.make_download",
        lock=f"download-{download.id}",
        employer_id=download.employer_id,
        download_id=download.id,
    )


def downloads_of(employers: Collection[int]) -> QuerySet[Download]:
    """What was asked for, the newest first."""
    found = Download.objects.filter(employer__in=employers).select_related("employer")
    return found.order_by("-asked_at", "-id")


def download_of(employers: Collection[int], number: str) -> Download:
    """One of them, by its number as typed. Raises NotThere."""
    download = downloads_of(employers).filter(number=number_as_written(number) or "").first()
    if download is None:
        raise NotThere
    return download


def works_here(worker: Membership, *, now: datetime) -> bool:
    """Whether the worker's last day is not over."""
    return worker.ended_on is None or worker.ended_on >= local_day(now, settings.PROFILE.time_zone)


def kept_until(now: datetime) -> datetime:
    """When a download made now is gone."""
    return now + timedelta(hours=settings.PROFILE.acting.kept_hours)


def _second(download: Download, *, actor: Actor, now: datetime) -> int:
    second = require_employer(download.employer, actor=actor, now=now)
    if second == download.asked_by_id:
        raise SecondPersonNeeded
    return second


def _still_allowed(download: Download, *, now: datetime) -> list[DownloadRow]:
    drawn = download.rows.exclude(file="").select_related("membership__member", "membership__employer").order_by("id")
    rows = [row for row in drawn if works_here(row.membership, now=now)]
    ids = [row.membership.member_id for row in rows]
    yes = consenting(Consent.EMPLOYER_DOWNLOADS, download.employer_id, ids)
    return [row for row in rows if row.membership.member_id in yes]


def _record_fetch(download: Download, row: DownloadRow, *, actor: Actor, now: datetime) -> None:
    member = row.membership.member
    record(
        Action.CARD_DOWNLOADED,
        actor=actor,
        now=now,
        subject="copy",
        subject_id=row.copy_id,
        member_id=member.id,
        download=download.id,
        employer=download.employer_id,
        reason=download.reason,
    )
    if row.told_at is None:
        tell(member, CARD_DOWNLOADED, now=now, number=download.number, employer_id=download.employer_id)
        row.told_at = now
        row.save(update_fields=["told_at"])
