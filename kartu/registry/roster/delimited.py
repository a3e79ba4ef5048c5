"""CSV and its cousins: separator, encoding, line ends and stray quotes found out while streaming."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kartu.registry.roster.columns import Header, find_header
from kartu.registry.roster.errors import NotARoster, TooBig
from kartu.registry.roster.table import HEADER_SEARCH_ROWS, MAX_COLUMNS, MAX_ROWS, Row

OPEN_QUOTE = "\0"  # alone in front of a row's cells: its quotation mark was never closed. Files cannot hold it: NULs go
_SEPARATORS = (";", ",", "\t", "|")
_LONGEST_LINE = 100_000  # characters; below the csv module's own limit for one field
_MOST_LINES_IN_A_ROW = 20


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 come from an older Windows program; only those bytes are read in its way."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("kartu-windows-1252", _as_windows_1252)


class DelimitedTable:
    """A text file with one row a line."""

    name = None

    def __init__(self, path: Path) -> None:
        """Find out encoding and separator from the beginning of the file."""
        self._path = path
        self.size = path.stat().st_size
        self._position = 0
        with path.open("rb") as file:
            self._encoding = _encoding(file.read(4096))
        self._columns = 0
        self._separator = self._choose_separator()

    def expect(self, header: Header) -> None:
        """Say how wide the rows are: a quotation mark that swallows a whole further row is then noticed."""
        self._columns = len(header.names)

    def rows(self) -> Iterator[Row]:
        """All rows from the top, those of empty lines left out."""
        return self._split(self._separator)

    def position(self) -> int:
        """Bytes read so far."""
        return self._position

    def _choose_separator(self) -> str:
        """The separator that shows the best header; of equals, the one that shows more cells."""
        declared = next(self._lines(), "").strip()
        if declared[:4].casefold() == "sep=" and len(declared) == 5:
            return declared[4]
        if declared.casefold() == "sep=":
            return "\t"
        best, best_score = _SEPARATORS[0], (0, 0)
        for separator in _SEPARATORS:
            rows = [row for row, _ in zip(self._split(separator), range(HEADER_SEARCH_ROWS), strict=False)]
            found = len(find_header(rows).positions), max((len(row.cells) for row in rows), default=0)
            if found > best_score:
                best, best_score = separator, found
        return best

    def _split(self, separator: str) -> Iterator[Row]:
        """csv.reader over the lines, undone where a quotation mark runs away."""
        lines = _Lines(self._lines(), separator)
        number = 0
        reader = csv.reader(lines, delimiter=separator)
        while True:
            number += 1
            if number > MAX_ROWS:
                raise TooBig(limit=f"{MAX_ROWS:,} baris/rows")
            lines.begin(self._columns)
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (_QuoteRunsAway, csv.Error):
                cells = [OPEN_QUOTE, *lines.give_back().replace('"', "").split(separator)]
                reader = csv.reader(lines, delimiter=separator)
            if len(cells) > MAX_COLUMNS:
                cells = cells[:MAX_COLUMNS]
            if any(cells):
                yield Row(number, cells)  # type: ignore[arg-type]

    def _lines(self) -> Iterator[str]:
        with (
            self._path.open("rb") as raw,
            io.TextIOWrapper(raw, self._encoding, "kartu-windows-1252", newline=None) as text,
        ):
            count = 0
            while line := text.readline(_LONGEST_LINE):
                if len(line) == _LONGEST_LINE:
                    raise NotARoster(kind_id="berkas tanpa baris", kind_en="a file without lines")
                count += 1
                if not count % 256:
                    self._position = raw.tell()
                yield line.replace("\0", "") if "\0" in line else line
            self._position = raw.tell()


class _QuoteRunsAway(Exception):
    pass


class _Lines:
    """Feeds csv.reader, remembers the lines of the row being read, and can take them back."""

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self._source = lines
        self._separator = separator
        self._row: list[str] = []
        self._waiting: list[str] = []
        self._columns = 0

    def begin(self, columns: int) -> None:
        self._row.clear()
        self._columns = columns

    def give_back(self) -> str:
        """The first line of the row; the others will be read again."""
        first, *others = self._row
        self._waiting[:0] = others
        return first.rstrip("\n")

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop(0) if self._waiting else next(self._source, None)
        if line is None:
            if self._row:
                raise _QuoteRunsAway
            raise StopIteration
        if self._row:
            whole_row = self._columns > 1 and line.count(self._separator) >= self._columns - 1
            self._row.append(line)
            if whole_row or len(self._row) > _MOST_LINES_IN_A_ROW:
                raise _QuoteRunsAway
        else:
            self._row.append(line)
        return line


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: in UTF-16 every second byte of Latin text is zero. A stray NUL is no such pattern.
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 6 > even * 4:
        return "utf-16-le"
    if even > len(start) // 6 > odd * 4:
        return "utf-16-be"
    return "utf-8-sig"
