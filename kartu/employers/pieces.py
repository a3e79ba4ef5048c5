"""The files of a download: one card after the other by a job, each sealed; joined only on the way out, in parts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

import pypdfium2  # type: ignore[import-untyped]  # ships no types
from django.conf import settings

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import has_consent
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed, change_status
from kartu.base.crypto import DataKey
from kartu.base.language import say, written_date
from kartu.base.zipping import Sink
from kartu.cards.pictures import card_pdf, front_png
from kartu.cards.showing import digital_copy
from kartu.cards.states import ACTIVE
from kartu.employers.acting import card_of_worker
from kartu.employers.acts import Download, DownloadRow
from kartu.employers.downloads import kept_until, queue_making, works_here
from kartu.employers.drawing import Listing, draw_listing
from kartu.employers.joining import joined
from kartu.employers.naming import Named, file_names
from kartu.employers.papers import open_piece, remove_file, store_piece
from kartu.registry.models import Employer, Membership
from kartu.replacements.policy import local_day

SLICE = 10
PAGES = 2  # of a card: front and back
NO_CONSENT, LEFT, STOPPED = "no-consent", "left", "stopped"


def make_slice(download_id: int, *, now: datetime) -> None:
    """Draw the next cards of a download that was agreed to, and queue the slice after them or say it is ready.

    Safe to repeat: a row with a file, or with the reason why it has none, is not drawn again.
    """
    download = Download.objects.select_related("employer").get(pk=download_id)
    if download.status != Download.AGREED:
        return
    left = download.rows.filter(file="", refusal="").select_related("membership__member", "membership__employer")
    for row in list(left.order_by("id")[:SLICE]):
        _draw(download, row, now=now)
    if left.exists():
        queue_making(download)
        return
    try:
        changes: dict[str, object] = {"gone_at": kept_until(now)}
        change_status(download, Download.READY, Action.DOWNLOAD_READY, actor=SYSTEM, now=now, changes=changes)
    except (AlreadyMoved, MoveNotAllowed):
        return


def watermark(download: Download, *, language: str, now: datetime) -> str:
    """What stands on every picture: the company, the day, and the number of the download."""
    company, day = download.employer.name or download.employer.npp, local_day(now, settings.PROFILE.time_zone)
    words = say(language, id="Diunduh oleh {0}, {1}, unduhan {2}", en="Downloaded by {0}, {1}, download {2}")
    return words.format(company, written_date(day, language), download.number)


def names_for(pattern: str, workers: Sequence[Membership], suffix: str) -> list[str]:
    """The file names these workers' cards get."""
    people = [
        Named(
            number=worker.number,
            name=worker.member.name,
            staff_number=worker.staff_number,
            unit=_unit(worker.employer),
        )
        for worker in workers
    ]
    return file_names(pattern, people, suffix)


def parts_of(download: Download, rows: Sequence[DownloadRow], *, now: datetime) -> Iterator[bytes]:
    """The cards as the one file HR asked for, in parts: one card is unsealed at a time.

    What needs the database is read before the first part; the parts may be taken outside any scope.
    """
    workers = [row.membership for row in rows]
    if download.form == Download.ZIP:
        return _zipped(download.key, list(zip(names_for(download.pattern, workers, ".png"), rows, strict=True)))
    named = list(zip(names_for(download.pattern, workers, ""), rows, strict=True))
    named.sort(key=lambda each: each[0].casefold())
    index, key = _index(download, [name for name, _ in named], now=now), download.key
    return joined(chain([index], (open_piece(key, row.id, row.file) for _, row in named)))


def _zipped(key: DataKey, named: Sequence[tuple[str, DownloadRow]]) -> Iterator[bytes]:
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, row in named:
            archive.writestr(name, open_piece(key, row.id, row.file))
            yield sink.taken()
    yield sink.taken()


def _index(download: Download, names: Sequence[str], *, now: datetime) -> bytes:
    """The pages before the cards of a PDF: under which name which card stands on which page."""
    language = settings.PROFILE.language
    mark = watermark(download, language=language, now=now)

    def drawn(before: int) -> bytes:
        rows = [[str(place + 1), name, str(before + PAGES * place + 1)] for place, name in enumerate(names)]
        columns = say(language, id="No.|Kartu|Halaman", en="No.|Card|Page").split("|")
        title = say(language, id="Kartu digital: daftar isi", en="Digital cards: index")
        return draw_listing(Listing(title, [mark], columns, [14, 0, 24], rows, foot=mark), language)

    # How many pages the index itself takes is known once it is drawn.
    before = len(pypdfium2.PdfDocument(drawn(0)))
    return drawn(before)


def _draw(download: Download, row: DownloadRow, *, now: datetime) -> None:
    worker = row.membership
    if not works_here(worker, now=now):
        return _refuse(row, LEFT)
    if not has_consent(worker.member_id, Consent.EMPLOYER_DOWNLOADS, employer_id=download.employer_id):
        return _refuse(row, NO_CONSENT)
    copy = digital_copy(card_of_worker(worker, now=now), actor=SYSTEM, now=now)
    if copy.status != ACTIVE:
        return _refuse(row, STOPPED)
    words = watermark(download, language=worker.member.language, now=now)
    draw = front_png if download.form == Download.ZIP else card_pdf
    name = store_piece(download.key, row.id, draw(copy, watermark=words))
    # Of two workers on one row the first keeps its file; the other's is removed.
    if not DownloadRow.objects.filter(pk=row.pk, file="").update(file=name, copy_id=copy.id):
        remove_file(name)
    return None


def _refuse(row: DownloadRow, code: str) -> None:
    row.refusal = code
    row.save(update_fields=["refusal"])


def _unit(employer: Employer | None) -> str:
    return (employer.name or employer.npp) if employer else ""
