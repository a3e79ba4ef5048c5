"""An employer's roster into the register: good rows kept, bad ones explained, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.registry.findings import Finding
from kartu.registry.matching import UNKNOWN_EMPLOYER, Matched, match_lines
from kartu.registry.members import ensure_employer
from kartu.registry.models import Employer
from kartu.registry.refusals import RefusalFile
from kartu.registry.roster import RosterError, RosterLine, RosterReading, read_roster
from kartu.registry.storing import store_matched

BLOCK = 5_000  # rows matched and committed together
MOST_FINDINGS = 50_000  # kept in memory; the file of refused rows has them all
ATTEMPTS = 5

Progress = Callable[[int, float], None]  # rows read so far, share of the file (0 to 1)


class BadEmployerNumber(DomainError):
    """No employer can have this registration number."""

    code = "bad-employer-number"
    id = "NPP terdiri dari 1 sampai 12 huruf atau angka. Periksa nomor pendaftaran perusahaan."
    en = "An NPP has 1 to 12 letters or digits. Check the company's registration number."


class RosterMissing(RosterError):  # a refusal, named like the others
    """No file of this name; context: path."""

    code = "roster-missing"
    id = "Berkas {path} tidak ada. Periksa nama dan foldernya."
    en = "There is no file {path}. Check its name and folder."


class RosterCutShort(DomainError):
    """The file turned out to be broken on the way; what stood before is kept."""

    code = "roster-cut-short"

    def __init__(self, cause: RosterError, accepted: int) -> None:
        super().__init__(cause=cause.code, accepted=accepted)
        self._cause = cause

    def words(self, language: str) -> str:
        kept = say(
            language,
            id="{accepted} baris sebelum bagian yang rusak sudah diterima; mengirim lagi tidak menggandakannya.",
            en="{accepted} rows before the broken part have been accepted; sending again does not double them.",
        )
        return f"{self._cause.words(language)} {kept.format_map(self.context)}"


@dataclass(slots=True)
class ImportOutcome:
    """What became of a roster. read = accepted + known + refused, always."""

    employer: str
    employer_created: bool
    dry_run: bool
    read: int = 0
    accepted: int = 0
    known: int = 0
    refused: int = 0
    warnings: int = 0  # single ones, several a row possible
    rows: list[Finding] = field(default_factory=list)  # in the file's order, at most MOST_FINDINGS
    rows_left_out: int = 0
    refused_file: Path | None = None
    refused_elsewhere: bool = False  # the place asked for could not be written
    hidden_sheets: tuple[str, ...] = ()

    def add(self, lines: int, matched: Matched) -> None:
        """Count one block in."""
        self.read += lines
        self.accepted += len(matched.joining)
        self.known += matched.known
        self.refused += len(matched.refused)
        self.warnings += sum(finding.severity == "warning" for finding in matched.findings)
        room = max(0, MOST_FINDINGS - len(self.rows))
        self.rows += matched.findings[:room]
        self.rows_left_out += max(0, len(matched.findings) - room)


def import_roster(
    path: Path,
    *,
    npp: str,
    actor: Actor,
    now: datetime,
    employer_name: str = "",
    dry_run: bool = False,
    refused_to: Path | None = None,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Read a roster and keep its good rows as members and memberships of the employer `npp`, made when unknown.

    Each block of rows is a transaction of its own: a kill loses at most the running block, and running again goes on
    where it stopped. A dry run looks everything up and writes nothing but the file of refused rows; it cannot compare
    rows of one new person that stand more than a block apart. Contacts of members the fund has are never changed.
    Refused rows go to `refused_to`, or where that cannot be written to the data folder; None writes no such file.
    Raises RosterError when the file is no roster, RosterCutShort when it breaks off, BadEmployerNumber.
    """
    if not (npp.isascii() and npp.isalnum() and len(npp) <= 12):
        raise BadEmployerNumber
    reading = _open(path, now, progress)
    employer_id, created = _employer(npp, employer_name, actor=actor, now=now, dry_run=dry_run)
    outcome = ImportOutcome(npp, created, dry_run, hidden_sheets=reading.hidden_sheets)
    with RefusalFile(refused_to, fallback=settings.DATA, language=settings.COMMAND_LANGUAGE) as refusals:
        for lines in _blocks(reading, outcome):
            matched = match_lines(lines, employer_id) if dry_run else _store(lines, employer_id, actor, now)
            outcome.add(len(lines), matched)
            for line, why in matched.refused:
                refusals.add(line, why)
    outcome.refused_file, outcome.refused_elsewhere = refusals.path, refusals.elsewhere
    if not dry_run:
        counts = {name: getattr(outcome, name) for name in ("read", "accepted", "known", "refused", "warnings")}
        record(Action.ROSTER_IMPORTED, actor=actor, now=now, subject="employer", subject_id=employer_id, **counts)
    return outcome


def _open(path: Path, now: datetime, progress: Progress | None) -> RosterReading:
    if not path.is_file():
        raise RosterMissing(path=path)
    today = now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()

    def tell(done: int, total: int) -> None:
        if progress:
            progress(reading.counts.read, done / total if total else 1.0)

    reading = read_roster(path, today=today, progress=tell)
    return reading


def _employer(npp: str, name: str, *, actor: Actor, now: datetime, dry_run: bool) -> tuple[int, bool]:
    """The employer's row, and whether it is (or in a dry run would be) new."""
    if dry_run:
        found = Employer.objects.filter(npp=npp).first()
        return (found.id, False) if found else (UNKNOWN_EMPLOYER, True)
    employer, created = ensure_employer(npp, actor=actor, now=now, name=name)
    return employer.id, created


def _blocks(reading: RosterReading, outcome: ImportOutcome) -> Iterator[list[RosterLine]]:
    lines = iter(reading)
    while True:
        try:
            block = list(islice(lines, BLOCK))
        except RosterError as error:
            if outcome.dry_run or not outcome.accepted:
                raise
            raise RosterCutShort(error, outcome.accepted) from error
        if not block:
            return
        yield block


def _store(lines: Sequence[RosterLine], employer_id: int, actor: Actor, now: datetime) -> Matched:
    """Match and write one block. Whoever else writes the same numbers at the same moment is waited for, then known."""
    for _ in range(ATTEMPTS - 1):
        try:
            return _store_once(lines, employer_id, actor, now)
        except IntegrityError:
            continue
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return _store_once(lines, employer_id, actor, now)


def _store_once(lines: Sequence[RosterLine], employer_id: int, actor: Actor, now: datetime) -> Matched:
    with transaction.atomic():
        matched = match_lines(lines, employer_id)
        store_matched(matched, employer_id, actor=actor, now=now)
    return matched
