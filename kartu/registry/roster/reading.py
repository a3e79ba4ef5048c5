"""From a file to judged rows: the one way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from kartu.registry.roster.columns import Header, find_header, masked_names, read_header
from kartu.registry.roster.delimited import OPEN_QUOTE, DelimitedTable
from kartu.registry.roster.errors import EmptyFile, MissingColumns
from kartu.registry.roster.filekind import recognise
from kartu.registry.roster.masks import mask_number
from kartu.registry.roster.repeats import SeenRows
from kartu.registry.roster.rules import RosterLine, RowRules
from kartu.registry.roster.table import HEADER_SEARCH_ROWS, Row
from kartu.registry.roster.workbook import Sheet, Workbook

Progress = Callable[[int, int], None]  # bytes read, bytes in all
_PROGRESS_EVERY = 1_000  # rows


@dataclass(slots=True)
class Counts:
    """Running totals: read = candidates + repeats + refused."""

    read: int = 0
    candidates: int = 0
    repeats: int = 0  # the same NIK and KPJ as an earlier row
    refused: int = 0
    warnings: int = 0  # single warnings, several a row possible
    notes: int = 0  # lines with words that are no worker's: sums, notes, repeated headers; never in `read`


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of the file and its header."""

    table: DelimitedTable | Sheet
    header: Header


def read_roster(path: Path, *, today: date | None = None, progress: Progress | None = None) -> RosterReading:
    """Open a roster (CSV or XLSX, told apart by content) and find its headers.

    Raises RosterError when the file is no roster; the same may still rise while the lines are iterated, when a file
    turns out to be cut off: whoever stores rows does so in one transaction.
    """
    today = today or date.today()  # noqa: DTZ011 -- a calendar day, to judge birth dates by
    if recognise(path) == "text":
        delimited = DelimitedTable(path)
        found = [_find(delimited)]
        delimited.expect(found[0].header)
        hidden: list[str] = []
    else:
        workbook = Workbook(path)
        found = [_find(sheet) for sheet in workbook.sheets]
        hidden = workbook.hidden
    return RosterReading(_with_header(found), tuple(hidden), today, progress)


class RosterReading:
    """Iterate once over the lines; `counts` runs along, `headers` and `hidden_sheets` are known from the start."""

    def __init__(
        self, found: list[FoundTable], hidden_sheets: tuple[str, ...], today: date, progress: Progress | None
    ) -> None:
        self.headers = tuple((one.table.name, one.header) for one in found)
        self.hidden_sheets = hidden_sheets
        self.counts = Counts()
        self.month_first = 0
        self.niks_ending_in_zero = 0
        self._found = found
        self._today = today
        self._progress = progress
        self._seen = SeenRows()
        self._total = sum(one.table.size for one in found)

    def __iter__(self) -> Iterator[RosterLine]:
        """The rows that count, in the file's order."""
        done = 0
        for one in self._found:
            for line in self._lines(one):
                self._count(line)
                yield line
                if self._progress and not self.counts.read % _PROGRESS_EVERY:
                    self._progress(done + one.table.position(), self._total)
            done += one.table.size
        if self._progress:
            self._progress(self._total, self._total)

    def _lines(self, one: FoundTable) -> Iterator[RosterLine]:
        rules = self._rules(one.header, one.table)
        for row in one.table.rows():
            if row.number <= one.header.last_row_number:
                continue
            quote_open = row.cells[0] == OPEN_QUOTE
            cells = row.cells[1:] if quote_open else row.cells
            missing = rules.width - len(cells)
            if missing > 0:
                cells = cells + [""] * missing
            if not rules.is_worker(cells):
                self.counts.notes += any(cell != "" for cell in cells)
                repeated = read_header(row)
                if not repeated.missing:
                    self.month_first += rules.month_first
                    rules = self._rules(repeated, one.table)
                continue
            yield self._placed(rules.judge(Row(row.number, cells), quote_open=quote_open))
        self.month_first += rules.month_first

    def _rules(self, header: Header, table: DelimitedTable | Sheet) -> RowRules:
        return RowRules(header, table.name, today=self._today, ragged=isinstance(table, DelimitedTable))

    def _placed(self, line: RosterLine) -> RosterLine:
        """Compare with the rows before: the same again is known, the same KPJ with another NIK is refused."""
        worker = line.worker
        if worker is None:
            return line
        before, same = self._seen.earlier(worker.nik, worker.kpj, line.place)
        if before is None:
            return line
        if same:
            return line._replace(repeat_of=before)
        return line.refuse("kpj", "kpj-of-another", mask_number(worker.kpj), before)

    def _count(self, line: RosterLine) -> None:
        counts = self.counts
        counts.read += 1
        if line.problems:
            counts.warnings += sum(problem.severity == "warning" for problem in line.problems)
        if line.worker is None:
            counts.refused += 1
        elif line.repeat_of is not None:
            counts.repeats += 1
        else:
            counts.candidates += 1
            self.niks_ending_in_zero += line.worker.nik[-1] == "0"


def _find(table: DelimitedTable | Sheet) -> FoundTable:
    return FoundTable(table, find_header(list(islice(table.rows(), HEADER_SEARCH_ROWS))))


def _with_header(found: list[FoundTable]) -> list[FoundTable]:
    """The tables that have a header; without one, say what the best of them lacks."""
    complete = [one for one in found if not one.header.missing]
    if complete:
        return complete
    best = max((one.header for one in found), key=lambda header: len(header.positions), default=None)
    if best is None or not best.names:
        raise EmptyFile
    labels = {"nik": "NIK", "kpj": "KPJ", "name": "Nama"}
    raise MissingColumns(
        missing=", ".join(labels[wanted] for wanted in best.missing), seen=", ".join(masked_names(best)) or "-"
    )
