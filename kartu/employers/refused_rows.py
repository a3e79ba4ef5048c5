"""The refused lines of an upload as a file to correct and send again: the row as it was, behind a column saying why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kartu.employers.models import Upload
from kartu.employers.staging import Opened, opened
from kartu.employers.states import BAD
from kartu.registry.findings import Finding
from kartu.registry.roster.columns import REASON_COLUMNS
from kartu.registry.roster.plain import workbook_of
from kartu.registry.roster.refused import keep_as_text


def refused_csv(upload: Upload, language: str) -> bytes:
    """UTF-8 with its mark, semicolons; no cell that a spreadsheet would calculate with, and no number cut."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    for row in _rows(upload, language):
        writer.writerow([keep_as_text(cell.replace("\0", "")) for cell in row])
    return kept.getvalue().encode("utf-8-sig")


def refused_xlsx(upload: Upload, language: str) -> bytes:
    """The same as a workbook of texts."""
    return workbook_of(_rows(upload, language))


def reasons(findings: tuple[Finding, ...], language: str) -> str:
    """Why a line was refused, in words."""
    return " ".join(finding.words(language) for finding in findings if finding.severity == "error")


def _rows(upload: Upload, language: str) -> Iterator[list[str]]:
    header: tuple[str, ...] | None = None
    refused = upload.lines.filter(kind=BAD).order_by("position")
    for _, said in opened(refused.iterator(chunk_size=2_000), upload.member_key()):
        if said.header != header:
            header = said.header
            yield [REASON_COLUMNS["en" if language == "en" else "id"], *header]
        yield [_why(said, language), *said.cells]


def _why(said: Opened, language: str) -> str:
    return reasons(said.findings, language)
