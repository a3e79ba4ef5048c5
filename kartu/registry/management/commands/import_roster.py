from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.base.language import say
from kartu.registry.imports import ImportOutcome, import_roster
from kartu.registry.refusals import refused_beside

SHOWN = {"error": 20, "warning": 10}  # findings told in words; the rest is counted
LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="membaca daftar pekerja (CSV atau XLSX) satu perusahaan ke dalam kepesertaan",
        en="read one employer's list of workers (CSV or XLSX) into the register",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = {
            "file": ("berkas daftar pekerja", "the list of workers"),
            "--employer": ("nomor pendaftaran perusahaan (NPP)", "the employer's registration number (NPP)"),
            "--employer-name": ("nama perusahaan, bila baru", "the employer's name, when it is new"),
            "--dry-run": ("periksa saja, tidak menyimpan apa pun", "only look, store nothing"),
            "--json": ("hasil sebagai JSON", "the outcome as JSON"),
            "--refused": (
                "berkas untuk baris yang ditolak (biasanya di samping daftar, …-ditolak.csv); tidak menimpa yang lain",
                "file for the refused rows (else beside the list, …-ditolak.csv); another file is not overwritten",
            ),
        }
        help_of = {name: say(LANGUAGE, id=texts[0], en=texts[1]) for name, texts in words.items()}
        parser.add_argument("file", type=Path, help=help_of["file"])
        parser.add_argument("--employer", required=True, metavar="NPP", help=help_of["--employer"])
        parser.add_argument("--employer-name", default="", metavar="NAME", help=help_of["--employer-name"])
        parser.add_argument("--dry-run", action="store_true", help=help_of["--dry-run"])
        parser.add_argument("--json", action="store_true", help=help_of["--json"])
        parser.add_argument("--refused", type=Path, metavar="FILE", help=help_of["--refused"])

    def handle(self, *args: Any, **options: Any) -> None:
        is_terminal = bool(self.stderr.isatty())
        shown = is_terminal or not options["json"]
        outcome = import_roster(
            options["file"],
            npp=options["employer"],
            actor=OPERATOR,
            now=timezone.now(),
            employer_name=options["employer_name"],
            dry_run=options["dry_run"],
            refused_to=options["refused"] or refused_beside(options["file"]),
            progress=ProgressLine(self.stderr, is_terminal).show if shown else None,
        )
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outcome), ensure_ascii=False, indent=1))
            self.stderr.write("\n".join(place_words(outcome)) + "\n" if outcome.refused_file else "", ending="")
            return
        self.stdout.write("\n".join([*summary(outcome), *finding_words(outcome), *place_words(outcome)]))


class ProgressLine:
    """One line that updates on a terminal; elsewhere a line now and then."""

    def __init__(self, stream: Any, is_terminal: bool) -> None:
        self._stream = stream
        self._is_terminal = is_terminal
        self._every = 0.2 if is_terminal else 5.0
        self._last = time.monotonic()

    def show(self, rows: int, share: float) -> None:
        ended = share >= 1 and self._is_terminal
        if not ended and time.monotonic() - self._last < self._every:
            return
        self._last = time.monotonic()
        words = say(LANGUAGE, id=f"{grouped(rows)} baris dibaca", en=f"{grouped(rows)} rows read")
        before = "\r" if self._is_terminal else ""
        self._stream.write(f"{before}{words} · {share:.0%}", ending="\n" if ended or not self._is_terminal else "")
        self._stream.flush()


def as_json(outcome: ImportOutcome) -> dict[str, object]:
    """The outcome's JSON: read = accepted + known + refused."""
    return {
        "employer": outcome.employer,
        "employer_created": outcome.employer_created,
        "dry_run": outcome.dry_run,
        "read": outcome.read,
        "accepted": outcome.accepted,
        "known": outcome.known,
        "refused": outcome.refused,
        "warnings": outcome.warnings,
        "refused_file": str(outcome.refused_file) if outcome.refused_file else None,
        "rows_left_out": outcome.rows_left_out,
        "rows": [finding.as_json(LANGUAGE) for finding in outcome.rows],
    }


def summary(outcome: ImportOutcome) -> list[str]:
    """What happened, in two or three lines."""
    read, accepted, known, refused, warnings = (
        grouped(number) for number in (outcome.read, outcome.accepted, outcome.known, outcome.refused, outcome.warnings)
    )
    lines = []
    if outcome.dry_run:
        lines.append(say(LANGUAGE, id="Percobaan: tidak ada yang disimpan.", en="A trial: nothing was stored."))
    if outcome.employer_created:
        will = say(LANGUAGE, id="akan dicatat" if outcome.dry_run else "dicatat", en="")
        would = "would be" if outcome.dry_run else "was"
        lines.append(
            say(
                LANGUAGE,
                id=f"Perusahaan {outcome.employer} belum dikenal dan {will} sebagai perusahaan baru.",
                en=f"The employer {outcome.employer} was not known and {would} created.",
            )
        )
    lines.append(
        say(
            LANGUAGE,
            id=f"{read} baris: {accepted} diterima, {known} sudah ada, {refused} ditolak; {warnings} peringatan.",
            en=f"{read} rows: {accepted} accepted, {known} already known, {refused} refused; {warnings} warnings.",
        )
    )
    if outcome.hidden_sheets:
        names = ", ".join(outcome.hidden_sheets)
        lines.append(
            say(LANGUAGE, id=f"Lembar tersembunyi tidak dibaca: {names}", en=f"Hidden sheets not read: {names}")
        )
    return lines


def finding_words(outcome: ImportOutcome) -> list[str]:
    """The first refusals and warnings in words; how many more there are."""
    headings = {
        "error": say(LANGUAGE, id="Ditolak:", en="Refused:"),
        "warning": say(LANGUAGE, id="Peringatan (baris tetap diterima):", en="Warnings (the rows are kept):"),
    }
    lines: list[str] = []
    for severity, heading in headings.items():
        found = [finding for finding in outcome.rows if finding.severity == severity]
        if not found:
            continue
        lines += ["", heading, *(f"  {finding.words(LANGUAGE)}" for finding in found[: SHOWN[severity]])]
        left = len(found) - SHOWN[severity]
        if left > 0:
            more = say(LANGUAGE, id=f"dan {grouped(left)} lagi (--json)", en=f"and {grouped(left)} more (--json)")
            lines.append(f"  … {more}")
    return lines


def place_words(outcome: ImportOutcome) -> list[str]:
    """Where the refused rows lie."""
    if outcome.refused_file is None:
        return []
    lines = [""]
    if outcome.refused_elsewhere:
        lines.append(
            say(
                LANGUAGE,
                id="Tempat yang diminta tidak dapat ditulisi; berkasnya ditaruh di folder data.",
                en="The place asked for cannot be written; the file is in the data folder.",
            )
        )
    where = outcome.refused_file
    lines.append(
        say(
            LANGUAGE,
            id=f"Baris yang ditolak: {where}\nPerbaiki di situ, lalu impor berkas itu.",
            en=f"Refused rows: {where}\nCorrect them there, then import that file.",
        )
    )
    return lines


def grouped(number: int) -> str:
    """12.345 or 12,345."""
    return say(LANGUAGE, id=f"{number:,}".replace(",", "."), en=f"{number:,}")
