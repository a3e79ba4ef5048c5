"""The refused rows as a file to correct and send again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from kartu.registry.roster.columns import REASON_COLUMNS, Header
from kartu.registry.roster.problems import explain
from kartu.registry.roster.rules import RosterLine
from kartu.registry.roster.table import Cell

_LONGEST_SAFE_NUMBER = 10  # digits; from 11 on a spreadsheet shows a shortened number, from 16 on it cuts


class RefusedRows(Protocol):
    """Takes refused lines one by one."""

    def add(self, line: RosterLine, why: str | None = None) -> None:
        """Write the row; `why` replaces the line's own problems (for refusals found out later, in the database)."""


@contextmanager
def write_refused(path: Path, *, language: str = "id") -> Iterator[RefusedRows]:
    """Open a CSV (UTF-8 with BOM, semicolons) that spreadsheets open without running formulas or cutting numbers.

    Each row is as it was read, behind one more column with row number and reason. read_roster reads the corrected
    file back and ignores that column.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield _RefusedCsv(file, language)


class _RefusedCsv:
    def __init__(self, file: TextIO, language: str) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        self._language = "en" if language == "en" else "id"
        self._header: Header | None = None

    def add(self, line: RosterLine, why: str | None = None) -> None:
        if line.header is not self._header:
            self._header = line.header
            self._write(REASON_COLUMNS[self._language], list(line.header.names))
        self._write(why or " ".join(explain(problem, self._language) for problem in line.problems), line.cells)

    def _write(self, reason: str, cells: list[Cell]) -> None:
        """An earlier reason column is replaced by the new one."""
        old = self._header.positions.get("reason") if self._header else None
        kept = [keep_as_text(cell) for position, cell in enumerate(cells) if position != old]
        self._writer.writerow([keep_as_text(reason), *kept])


def keep_as_text(cell: Cell) -> str:
    """A cell no spreadsheet calculates with: an apostrophe before formulas, long numbers and leading zeros.

    The characters are OWASP's list for CSV injection, their full-width twins included.
    """
    text = str(cell).lstrip("\t\r\n ")
    starts_formula = text[:1] in tuple("=+-@＝＋－＠")
    digits = text.replace(" ", "").replace("-", "").replace(".", "")
    is_number = digits.isdecimal() and (len(digits) > _LONGEST_SAFE_NUMBER or (text[0] == "0" and len(digits) > 1))
    return f"'{text}" if starts_formula or is_number else text
