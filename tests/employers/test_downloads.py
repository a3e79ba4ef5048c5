"""Digital cards in one file: for consenting workers, by two people, within a quota, seen by those it is about."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import withdraw_consent
from kartu.accounts.models import Role
from kartu.audit.actors import Actor, member_actor
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.crypto import Unreadable
from kartu.base.errors import DomainError, NotThere
from kartu.base.tenancy import employer_scope, fund_scope
from kartu.base.worker import run_worker
from kartu.cards.models import Card
from kartu.cards.pictures import front_png
from kartu.cards.queries import active_digital
from kartu.credential.qr import read_image
from kartu.employers import downloads, pieces
from kartu.employers.acting import report_for_worker
from kartu.employers.acts import Download, DownloadRow, Quota
from kartu.employers.quotas import QuotaReached, left_today
from kartu.notifications.models import Message
from kartu.registry.models import Membership
from kartu.replacements import states
from tests.employers.acting import Company, company, consents, with_digital, worker
from tests.employers.builders import hr_person
from tests.replacements.builders import at_once

PATTERN = "{unit} {name}"
pytestmark = pytest.mark.usefixtures("committed")


def _consenting(ours: Company, number: int) -> list[Membership]:
    workers = [worker(ours, f"Pekerja {place}") for place in range(number)]
    for one in workers:
        consents(one, Consent.EMPLOYER_DOWNLOADS)
    return workers


def _ask(ours: Company, workers: list[Membership], form: str = Download.ZIP) -> Download:
    return downloads.ask_download(ours.employer, workers, form, PATTERN, "worksite", actor=ours.hr, now=timezone.now())


def _made(ours: Company, workers: list[Membership], form: str = Download.ZIP) -> Download:
    download = _ask(ours, workers, form)
    run_worker(concurrency=1, until_empty=True)
    return downloads.download_of(ours.scope, download.number)


def _fetched(ours: Company, download: Download) -> list[DownloadRow]:
    return downloads.begin_fetch(download, actor=ours.hr, now=timezone.now())


def _limits(given: Settings, **rules: int) -> None:
    given.PROFILE = replace(settings.PROFILE, acting=replace(settings.PROFILE.acting, **rules))


def _card(one: Membership) -> Card:
    return Card.objects.select_related("membership").get(membership=one)


def test_every_picture_reads_as_the_card_and_says_who_took_it() -> None:
    with fund_scope():
        ours = company("PT Laut Biru")
        workers = [*_consenting(ours, 2), worker(ours, "Tanpa Izin")]
        with_digital(ours, workers[0])

        download = _made(ours, workers)
        rows = _fetched(ours, download)
        archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces.parts_of(download, rows, now=timezone.now()))))

        assert archive.namelist() == ["PT Laut Biru Pekerja 0.png", "PT Laut Biru Pekerja 1.png"]
        for name, one in zip(archive.namelist(), workers, strict=False):
            copy = active_digital(_card(one))
            assert copy is not None
            assert read_image(archive.read(name)) == copy.code
        mark = pieces.watermark(download, language="id", now=timezone.now())
        assert download.number in mark
        assert "PT Laut Biru" in mark


def test_the_pdf_holds_an_index_and_two_pages_a_worker_with_the_mark_on_each() -> None:
    with fund_scope():
        ours = company()
        workers = _consenting(ours, 2)

        download = _made(ours, workers, Download.PDF)
        rows = _fetched(ours, download)
        parts = list(pieces.parts_of(download, rows, now=timezone.now()))
        document = pypdfium2.PdfDocument(b"".join(parts))
        index = " ".join(document[0].get_textpage().get_text_range().split())

        assert len(document) == 5
        assert len(parts) == 1 + 1 + len(workers) + 1  # a card each, so that one at a time is in memory
        with pikepdf.open(io.BytesIO(b"".join(parts))) as whole:
            assert whole.check_pdf_syntax() == []
        assert "PT Laut Biru Pekerja 0 2" in index
        assert "PT Laut Biru Pekerja 1 4" in index
        for page in document:
            assert download.number in page.get_textpage().get_text_range()
        read = [read_image(_png(document[page])) for page in (1, 3)]
        assert read == [active_digital(_card(one)).code for one in workers]  # type: ignore[union-attr]  # just drawn


def _png(page: object) -> bytes:
    file = io.BytesIO()
    page.render(scale=300 / 72).to_pil().save(file, "PNG")  # type: ignore[attr-defined]  # a page of pypdfium2
    return file.getvalue()


def test_every_card_fetched_is_an_event_each_time_and_a_message_once() -> None:
    with fund_scope():
        ours = company()
        workers = _consenting(ours, 3)
        download = _made(ours, workers)
        seen_before = Event.objects.filter(action="card-downloaded").count()

        for _ in range(2):
            _fetched(ours, download)

        seen = Counter(Event.objects.filter(action="card-downloaded").values_list("member_id", "actor_id"))
        told = Counter(Message.objects.filter(kind="card_downloaded").values_list("member_id", flat=True))
        assert seen_before == 0
        assert seen == {(one.member_id, ours.hr.id): 2 for one in workers}
        assert told == {one.member_id: 1 for one in workers}


def test_what_is_not_allowed_any_more_is_not_in_the_file() -> None:
    with fund_scope():
        ours = company()
        withdrawn, left, stopped, stays, early = _consenting(ours, 5)
        with_digital(ours, stopped)
        report_for_worker(stopped, states.LOST, actor=ours.hr, now=timezone.now())
        download = _ask(ours, [withdrawn, left, stopped, stays, early])
        _withdraw(early)
        run_worker(concurrency=1, until_empty=True)
        download = downloads.download_of(ours.scope, download.number)
        _withdraw(withdrawn)
        Membership.objects.filter(pk=left.pk).update(ended_on="2020-01-01")

        rows = _fetched(ours, download)

        assert [row.membership_id for row in rows] == [stays.id]
        assert set(download.rows.exclude(refusal="").values_list("membership", "refusal")) == {
            (stopped.id, "stopped"),
            (early.id, "no-consent"),
        }


def _withdraw(one: Membership) -> None:
    consent = Consent.objects.get(member=one.member, purpose=Consent.EMPLOYER_DOWNLOADS)
    withdraw_consent(one.member_id, consent.id, actor=member_actor(one.member_id), now=timezone.now())


def test_many_cards_need_a_second_person_also_for_the_database(settings: Settings) -> None:
    _limits(settings, second_person_above=2)
    with fund_scope():
        ours = company()
        workers = _consenting(ours, 3)
        few, many = _ask(ours, workers[:2]), _ask(ours, workers)

        assert (few.status, many.status) == (Download.AGREED, Download.ASKED)
        with pytest.raises(downloads.SecondPersonNeeded):
            downloads.agree_to_download(many, actor=ours.hr, now=timezone.now())
        for trick in ({"status": "agreed"}, {"agreed_by": ours.hr.id}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Download.objects.filter(pk=many.pk).update(**trick)
        with pytest.raises(MoveNotAllowed):
            _fetched(ours, many)

        downloads.agree_to_download(many, actor=ours.second, now=timezone.now())
        run_worker(concurrency=1, until_empty=True)

        assert len(_fetched(ours, downloads.download_of(ours.scope, many.number))) == 3


def test_a_refused_download_gives_its_quota_back(settings: Settings) -> None:
    _limits(settings, second_person_above=1, cards_a_day=5)
    with fund_scope():
        ours = company()
        download = _ask(ours, _consenting(ours, 3))
        before = left_today(ours.employer, now=timezone.now())

        downloads.refuse_download(download, actor=ours.second, now=timezone.now())

        assert (before, left_today(ours.employer, now=timezone.now())) == (2, 5)
        with pytest.raises((AlreadyMoved, MoveNotAllowed)):
            downloads.agree_to_download(download, actor=ours.second, now=timezone.now())


def test_quota_and_one_more_from_eight_at_once_is_refused(settings: Settings) -> None:
    _limits(settings, cards_a_day=7)
    with fund_scope():
        ours = company()
        workers = _consenting(ours, 1)

    def ask() -> None:
        with employer_scope(ours.scope):
            _ask(ours, workers)

    ends = at_once([ask] * 8)

    codes = Counter(end if isinstance(end, str) else end.code for end in ends)
    with fund_scope():
        assert codes == {"done": 7, QuotaReached.code: 1}
        assert Quota.objects.get().used == 7
        assert Download.objects.count() == 7


def test_more_than_the_quota_at_once_is_refused_whole(settings: Settings) -> None:
    _limits(settings, cards_a_day=2)
    with fund_scope():
        ours = company()
        with pytest.raises(QuotaReached):
            _ask(ours, _consenting(ours, 3))
        assert Download.objects.count() == 0
        assert Quota.objects.count() == 0


def test_after_its_hours_a_download_is_gone_with_its_key_and_files() -> None:
    with fund_scope():
        ours = company()
        download = _made(ours, _consenting(ours, 1))
        file = download.rows.get().file
        path = Path(settings.DATA) / "acting" / file[:2] / file
        there, later = path.exists(), timezone.now() + timedelta(hours=24, minutes=1)

        with pytest.raises(downloads.DownloadGone):
            downloads.begin_fetch(download, actor=ours.hr, now=later)
        assert downloads.end_downloads(now=later) == 1
        download.refresh_from_db()

        assert (there, path.exists(), download.status) == (True, False, Download.GONE)
        with pytest.raises(Unreadable):
            download.key.seal("x", 1, b"")
        with pytest.raises(downloads.DownloadGone):
            _fetched(ours, download)


def test_a_picture_on_disk_is_sealed() -> None:
    with fund_scope():
        ours = company()
        download = _made(ours, _consenting(ours, 1))
        file = download.rows.get().file

        content = (Path(settings.DATA) / "acting" / file[:2] / file).read_bytes()

    assert not re.search(rb"PNG|IHDR|PDF", content)


def test_strangers_readers_and_third_people_get_nothing() -> None:
    with fund_scope():
        ours, other = company(), company("PT Lain")
        workers = _consenting(ours, 1)
        download = _made(ours, workers)
        reader = Actor("employer", hr_person(ours.employer, timezone.now(), grade=Role.READER).id)
        third = Actor("employer", hr_person(ours.employer, timezone.now()).id)

        for actor in (other.hr, reader, third):
            with pytest.raises(NotThere):
                downloads.begin_fetch(download, actor=actor, now=timezone.now())
        with pytest.raises(NotThere):
            downloads.download_of(other.scope, download.number)
        with pytest.raises(DomainError):
            downloads.ask_download(
                other.employer, workers, "zip", PATTERN, "worksite", actor=other.hr, now=timezone.now()
            )
        with pytest.raises(downloads.NobodyConsents):
            _ask(ours, [worker(ours)])
    with employer_scope(other.scope):
        assert Download.objects.count() == 0
        assert DownloadRow.objects.count() == 0


def test_made_by_a_job_again_draws_nothing_twice() -> None:
    with fund_scope():
        ours = company()
        download = _ask(ours, _consenting(ours, 2))
        for _ in range(2):
            Download.objects.filter(pk=download.pk).exclude(status="x").update(gone_at=None)
            pieces.make_slice(download.id, now=timezone.now())

        files = list(download.rows.values_list("file", flat=True))
        assert len(set(files)) == 2
        assert downloads.download_of(ours.scope, download.number).status == Download.READY


def test_the_workers_own_picture_carries_no_mark() -> None:
    with fund_scope():
        ours = company()
        one = _consenting(ours, 1)[0]
        with_digital(ours, one)
        copy = active_digital(_card(one))

    assert copy is not None
    assert front_png(copy) != front_png(copy, watermark="PT Laut Biru")
