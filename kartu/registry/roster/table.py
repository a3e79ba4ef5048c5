"""What every kind of file is turned into before the rules see it: numbered rows of cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, Protocol

# A text cell is str. A cell the spreadsheet held as a number stays a number: whether a NIK was ever a number decides
# whether its last digit can be trusted.
Cell = str | int | float | date

MAX_FILE_BYTES = 512 * 2**20
MAX_ROWS = 3_000_000
MAX_COLUMNS = 256  # cells further right are not looked at
HEADER_SEARCH_ROWS = 30


class Row(NamedTuple):
    """Row number as the spreadsheet shows it, and its cells from the first column on."""

    number: int
    cells: list[Cell]


class Table(Protocol):
    """One sheet, or the one table of a CSV file. `rows` starts from the top at every call."""

    name: str | None
    size: int  # bytes that `progress` will count up to

    def rows(self) -> Iterator[Row]:
        """Rows from the top; rows without any cell may be left out."""

    def position(self) -> int:
        """Bytes of `size` read so far by the running `rows`."""
