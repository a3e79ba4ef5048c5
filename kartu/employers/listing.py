"""Which workers a list of numbers names: pasted, or a CSV or Excel file as it comes out of somebody's program.

The column with the membership or staff numbers is found by its heading; without a heading it is the one column whose
cells name workers. Two columns that would name different people are refused: nobody is guessed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.db.models import Q

from kartu.base.errors import DomainError
from kartu.employers.storage import in_memory
from kartu.registry.models import Membership
from kartu.registry.roster.columns import find_header
from kartu.registry.roster.filekind import recognise
from kartu.registry.roster.table import HEADER_SEARCH_ROWS, Row
from kartu.registry.roster.workbook import Workbook, damaged_as_refusal

MOST_LINES = 20_000
# Columns looked at: numbers stand on the left.
MOST_COLUMNS = 40
MOST_UNPACKED = 48 * 2**20  # bytes; twenty thousand lines of twelve columns take some ten
LONGEST_CELL = 80


class ListUnreadable(DomainError):
    """The file is no plain list."""

    code = "list-unreadable"
    id = "Berkas ini bukan daftar teks, CSV, atau Excel. Salin kolom nomornya dan tempelkan di kotak isian."
    en = "This file is no text, CSV or Excel list. Copy the column with the numbers and paste it into the box."


class ListTooManyLines(DomainError):
    """More lines than a list may have."""

    code = "list-too-many-lines"
    id = "Daftar ini lebih dari {most} baris. Bagi menjadi beberapa."
    en = "This list has more than {most} lines. Divide it."


class ListAmbiguous(DomainError):
    """Two columns name different workers, and no heading says which is meant."""

    code = "list-ambiguous"
    id = "Dua kolom dapat berisi nomor pekerja. Beri kolomnya judul “No KPJ” atau “No Pegawai”, atau hapus yang lain."
    en = "Two columns could hold workers' numbers. Head the column “KPJ No” or “Staff No”, or remove the other."


@dataclass(frozen=True, slots=True)
class Listed:
    """The workers a list names, each once; the numbers of the lines that name none, and what those say."""

    workers: list[Membership]
    unmatched: list[int]
    said: list[str] = field(default_factory=list)


def as_text(content: bytes) -> str:
    """An uploaded list of text as text. Raises ListUnreadable."""
    if b"\0" in content:
        raise ListUnreadable
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListUnreadable


def listed_workers(text: str, employer_id: int, *, today: date) -> Listed:
    """The workers of the employer that pasted lines name. Raises ListUnreadable, ListTooManyLines, ListAmbiguous.

    A number of somebody else's worker and one of nobody are the same: a line that names no worker here.
    """
    return _matched(_text_rows(text), employer_id, today=today)


def listed_in_file(content: bytes, employer_id: int, *, today: date) -> Listed:
    """As `listed_workers`, of a file told by its content. Raises RosterError as well, for what is no file of a list."""
    with in_memory(content) as path:
        if recognise(path) == "text":
            return _matched(_text_rows(as_text(content)), employer_id, today=today)
        _require_small(path)
        sheets = Workbook(path).sheets
        rows = [row for sheet in sheets[:1] for row in islice(sheet.rows(), MOST_LINES + HEADER_SEARCH_ROWS)]
    return _matched(iter(rows), employer_id, today=today)


def _require_small(path: Path) -> None:
    """A list is read while its sender waits: what unpacks to more than any list is refused before it is unpacked."""
    with damaged_as_refusal(), zipfile.ZipFile(path) as package:
        unpacked = sum(info.file_size for info in package.infolist())
    if unpacked > MOST_UNPACKED:
        raise ListTooManyLines(most=f"{MOST_LINES:,}".replace(",", "."))


def _text_rows(text: str) -> Iterator[Row]:
    if "\0" in text:
        raise ListUnreadable
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield Row(number, [cell.strip().strip("\"'") for cell in re.split(r"[;,\t]", line.strip())])


def _matched(given: Iterator[Row], employer_id: int, *, today: date) -> Listed:
    rows = [_plain(row) for row in islice(given, MOST_LINES + 1)]
    if len(rows) > MOST_LINES:
        raise ListTooManyLines(most=f"{MOST_LINES:,}".replace(",", "."))
    header = find_header([Row(number, list(cells)) for number, cells in rows[:HEADER_SEARCH_ROWS]])
    named = [header.positions[name] for name in ("kpj", "staff_number") if name in header.positions]
    below = [row for row in rows if not named or row[0] > header.last_row_number]
    found = _numbers(employer_id, below, named, today=today)
    columns = named or _telling_column(below, found)
    workers: dict[int, Membership] = {}
    unmatched, said = [], []
    for number, cells in below:
        there = [cells[column] for column in columns if column < len(cells)]
        match = next((worker for cell in there if (worker := _worker(cell, found))), None)
        words = next(filter(None, there), "")
        if match is not None:
            workers[match.id] = match
        elif number > 1 or any(mark.isdigit() for mark in words):  # a first line of words is a heading
            unmatched.append(number)
            said.append(words)
    return Listed(list(workers.values()), unmatched, said)


def _plain(row: Row) -> tuple[int, list[str]]:
    cells = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row.cells]
    return row.number, [cell.strip()[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]


def _numbers(
    employer_id: int, rows: Sequence[tuple[int, list[str]]], columns: Sequence[int], *, today: date
) -> dict[str, Membership]:
    """The employer's workers by membership number and by staff number, of those the cells could mean."""
    cells = {cell for _, row in rows for place, cell in enumerate(row) if _may_mean(cell, row, place, columns)}
    wanted = cells | {_digits(cell) for cell in cells}
    here = Q(ended_on=None) | Q(ended_on__gte=today)
    meant = Q(number__in=wanted) | Q(staff_number__in=wanted - {""})
    workers = Membership.objects.filter(here, meant, employer=employer_id)
    found: dict[str, Membership] = {}
    for worker in workers.select_related("member", "employer").order_by("id"):
        found[worker.number] = worker
        if worker.staff_number:
            found.setdefault(worker.staff_number, worker)
    return found


def _may_mean(cell: str, row: Sequence[str], place: int, columns: Sequence[int]) -> bool:
    """Whether a cell is worth asking the database about: in a sheet without headings only what holds a digit."""
    if columns:
        return place in columns and cell != ""
    return any(mark.isdigit() for mark in cell) or (cell != "" and len(row) == 1)


def _telling_column(rows: Sequence[tuple[int, list[str]]], found: dict[str, Membership]) -> list[int]:
    """The one column that names workers; the first where none does. Raises ListAmbiguous for two that differ."""
    named: dict[int, set[int]] = {}
    for _, cells in rows:
        for column, cell in enumerate(cells):
            worker = _worker(cell, found)
            if worker is not None:
                named.setdefault(column, set()).add(worker.id)
    if not named:
        return [0]
    numbers = {column for column in named if _are_numbers(column, rows, found)}
    best = {column: people for column, people in named.items() if not numbers or column in numbers}
    widest = max(best, key=lambda column: (len(best[column]), -column))
    if any(not people <= best[widest] for people in best.values()):
        raise ListAmbiguous
    return [widest]


def _are_numbers(column: int, rows: Sequence[tuple[int, list[str]]], found: dict[str, Membership]) -> bool:
    """Whether cells of the column are membership numbers: nothing else looks like those."""
    cells = (_digits(cells[column]) for _, cells in rows if column < len(cells))
    return any(cell in found and found[cell].number == cell for cell in cells)


def _worker(cell: str, found: dict[str, Membership]) -> Membership | None:
    return found.get(_digits(cell)) or found.get(cell)


def _digits(cell: str) -> str:
    return re.sub(r"[\s.-]", "", cell)
