"""The rows of one XLSX sheet, streamed (ECMA-376 part 1, 18.3.1): numbers stay numbers, texts stay texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import IO, NamedTuple, Protocol

from kartu.registry.roster.dates import day_of_serial
from kartu.registry.roster.errors import DamagedFile, TooBig
from kartu.registry.roster.table import MAX_COLUMNS, MAX_ROWS, Cell, Row
from kartu.registry.roster.xmlparts import LONGEST_TOKEN, feed, local, new_parser

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST_TEXT = 32_767  # characters, the format's own limit for a cell


class Cells(NamedTuple):
    """What a sheet's cells need to know of their workbook."""

    dated_styles: frozenset[str]
    from_1904: bool


class Strings(Protocol):
    """The shared strings by number."""

    def __getitem__(self, index: int) -> str: ...


def read_rows(stream: IO[bytes], about: Cells, strings: Strings) -> Iterator[Row]:
    """Rows that hold something. Cells without content, however many and however far right, cost no memory."""
    reader = _SheetReader(about, strings)
    for _ in feed(reader.parser, stream):
        yield from reader.rows
        reader.rows.clear()
        if sum(map(len, reader.pieces)) > LONGEST_TOKEN:
            raise DamagedFile(part="XML")


class _SheetReader:
    def __init__(self, about: Cells, strings: Strings) -> None:
        self.rows: list[Row] = []
        self.pieces: list[str] = []
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._about = about
        self._strings = strings
        self._columns: dict[str, int] = {}
        self._number = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._type = self._style = ""
        self._phonetic = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            reference = attributes.get("r")
            self._column = self._find_column(reference) if reference else self._column + 1
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self.pieces.clear()
        elif name == "v" or (name == "t" and not self._phonetic):
            self.parser.CharacterDataHandler = self.pieces.append
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "rPh":
            self._phonetic = True

    def _end(self, name: str) -> None:
        self.parser.CharacterDataHandler = None
        if ":" in name:
            name = local(name)
        if name == "c":
            if self.pieces and 0 <= self._column < MAX_COLUMNS:
                self._add("".join(self.pieces))
                self.pieces.clear()
        elif name == "row":
            if self._cells:
                self.rows.append(Row(self._number, self._cells))
                self._cells = []
        elif name == "rPh":
            self._phonetic = False

    def _begin_row(self, number: str | None) -> None:
        self._number = int(number) if number and number.isdecimal() and len(number) < 9 else self._number + 1
        self._column = -1
        if self._number > MAX_ROWS:
            raise TooBig(limit=f"{MAX_ROWS:,} baris/rows")

    def _add(self, raw: str) -> None:
        cell = self._read(raw)
        if cell == "":
            return
        gap = self._column - len(self._cells)
        if gap > 0:
            self._cells.extend([""] * gap)
        if gap >= 0:
            self._cells.append(cell)
        else:
            self._cells[self._column] = cell

    def _read(self, raw: str) -> Cell:
        kind = self._type
        if kind == "s":
            try:
                text = self._strings[int(raw)]
            except (IndexError, ValueError) as error:
                raise DamagedFile(part="sharedStrings") from error
            return _unescape(text)
        if kind == "n":
            return self._number_or_day(raw)
        if kind == "d":
            with suppress(ValueError):
                return date.fromisoformat(raw[:10])
        if kind == "e":
            return ""  # #N/A and its kin: nothing there
        return _unescape(raw)

    def _number_or_day(self, raw: str) -> Cell:
        try:
            number = int(raw) if raw.isdecimal() and len(raw) < 19 else float(raw)
        except ValueError:
            return _unescape(raw)
        if self._style in self._about.dated_styles:
            with suppress(ValueError, OverflowError):
                return day_of_serial(number, from_1904=self._about.from_1904)
        if isinstance(number, float) and number.is_integer() and abs(number) < 1e18:
            return int(number)
        return number

    def _find_column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = 0
            for letter in letters[:3].upper():
                column = column * 26 + ord(letter) - 64
            column = column - 1 if letters[:3].isalpha() and letters.isascii() else -1
            if len(self._columns) < 20_000:
                self._columns[letters] = column
        return column


def _unescape(text: str) -> str:
    """_x000D_ and its kin are characters XML cannot write (part 1, 22.9.2.19)."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text[:_LONGEST_TEXT]
