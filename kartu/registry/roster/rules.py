"""The rules for one row: what refuses it, what only warns, what is no row of a worker at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from kartu.registry.roster.columns import ESSENTIAL, Header, read_header
from kartu.registry.roster.contacts import read_email, read_phone
from kartu.registry.roster.dates import ReadDate
from kartu.registry.roster.masks import mask_number, mask_text
from kartu.registry.roster.problems import Place, Problem
from kartu.registry.roster.table import Cell, Row
from kartu.registry.roster.values import (
    BLANKS,
    Unusable,
    birth_date_reader,
    read_kpj,
    read_name,
    read_nik,
    read_sex,
    read_text,
    split_programmes,
    start_date_reader,
)

_NOTE = re.compile(
    r"\W*(jumlah|total|grand\s*total|sub\s*total|catatan|keterangan|ket|notes?|nb|mengetahui|menyetujui|disetujui|dibuat|"
    r"diperiksa|hormat kami|demikian|ttd|tanda tangan|sum|remarks?|prepared by|approved by)\b",
    re.IGNORECASE,
)
_NUMBER_LIKE = re.compile(r"(\d\D?){9}|\d[.,]\d+[eE]\+?\d+")
_PLACE_AND_DATE = re.compile(r"(?P<place>[^\d,;/]*)[\s,;/]*(?P<date>\S.*|)$", re.DOTALL)


class Worker(NamedTuple):
    """What a good row says, in one form: dates are dates, phone is E.164, e-mail lower case, NIK and KPJ digits."""

    nik: str = ""
    kpj: str = ""
    name: str = ""
    birth_place: str | None = None
    birth_date: date | None = None
    sex: str | None = None  # "female" or "male"
    email: str | None = None
    phone: str | None = None
    member_since: date | None = None
    programmes: tuple[str, ...] = ()
    staff_number: str | None = None
    unit: str | None = None


class RosterLine(NamedTuple):
    """One row that counts. `worker` is None when it is refused; `repeat_of` names an earlier row saying the same."""

    place: Place
    worker: Worker | None
    problems: tuple[Problem, ...]
    cells: list[Cell]
    header: Header
    repeat_of: Place | None = None

    def refuse(self, wanted: str, code: str, shown: str, other: Place | None) -> RosterLine:
        """The same line, refused for a reason that its own cells do not show."""
        problem = Problem(self.place, self.header.named(wanted), code, shown, other)
        return self._replace(worker=None, problems=(*self.problems, problem))


class RowRules:
    """Judges the rows below one header, one after the other."""

    def __init__(self, header: Header, sheet: str | None, *, today: date, ragged: bool) -> None:
        """`ragged`: rows wider than the header mean that cells have moved (CSV), not notes beside the table (XLSX)."""
        self._header = header
        self._sheet = sheet
        self._at = header.positions
        self._ragged = ragged
        self.width = len(header.names)
        self._identity = tuple(self._at[wanted] for wanted in ESSENTIAL)
        self._named = tuple(i for wanted, i in self._at.items() if wanted not in ("line_number", "reason"))
        self._birth_date = birth_date_reader(today)
        readers: dict[str, Callable[[Cell], Any]] = {
            "nik": read_nik,
            "kpj": read_kpj,
            "name": read_name,
            "birth": self._birth,
            "birth_place": read_text,
            "birth_date": self._birth_date,
            "sex": read_sex,
            "email": read_email,
            "phone": read_phone,
            "member_since": start_date_reader(today),
            "programmes": self._programmes,
            "staff_number": read_text,
            "unit": read_text,
        }
        self._plan = [(wanted, self._at[wanted], reader) for wanted, reader in readers.items() if wanted in self._at]
        self._cells: list[Cell] = []
        self._place = Place(sheet, 0)
        self._problems: list[Problem] = []
        self.month_first = 0  # dates believed only with the month in front

    def is_worker(self, cells: list[Cell]) -> bool:
        """False for empty lines, sums, notes, signatures, repeated headers and counted columns (1) (2) (3)."""
        nik, kpj, name = (cells[position] for position in self._identity)
        if isinstance(nik, str) and len(nik) == 16 and kpj and name:
            return True  # nearly every row, found out cheaply
        if all(_is_blank(cells[position]) for position in self._named):
            return False
        if _NUMBER_LIKE.search(str(nik)) or _NUMBER_LIKE.search(str(kpj)):
            return True
        if not read_header(Row(0, cells)).missing:
            return False
        reason = self._at.get("reason")
        filled = [cell for position, cell in enumerate(cells) if cell != "" and position != reason]
        if _NOTE.match(str(filled[0])) or _NOTE.match(str(name)) or _counts_columns(filled):
            return False
        return len(filled) > 1

    def judge(self, row: Row, *, quote_open: bool = False) -> RosterLine:
        """Read one row; its cells reach at least to the last named column."""
        self._cells, self._place, self._problems = row.cells, Place(self._sheet, row.number), []
        if quote_open:
            self.complain("", "row-quote-open")
        elif self._ragged and len(row.cells) > self.width:
            self._gather_surplus()
        values: dict[str, Any] = {}
        for wanted, position, reader in self._plan:
            cell = self._cells[position]
            if cell == "" or _is_blank(cell):
                if wanted in _MISSING:
                    self.complain(wanted, _MISSING[wanted])
                continue
            try:
                values[wanted] = reader(cell)
            except Unusable as unusable:
                self.complain(wanted, unusable.code, unusable.shown)
        worker = self._worker(values)
        refused = any(problem.severity == "error" for problem in self._problems)
        return RosterLine(self._place, None if refused else worker, tuple(self._problems), row.cells, self._header)

    def complain(self, wanted: str, code: str, shown: str = "", other: Place | None = None) -> Problem:
        """A problem of the row being judged."""
        problem = Problem(self._place, self._header.named(wanted), code, shown, other)
        self._problems.append(problem)
        return problem

    def _worker(self, values: dict[str, Any]) -> Worker:
        """Take dates out of their wrapping and compare them with the NIK."""
        joined = values.pop("birth", None)
        if joined:
            values.setdefault("birth_place", joined[0])
            values.setdefault("birth_date", joined[1])
        for wanted in ("birth_date", "member_since"):
            found: ReadDate | None = values.get(wanted)
            if found:
                self.month_first += found.month_first
                values[wanted] = found.day
        if "nik" in values:
            self._compare(values["nik"], values.get("birth_date"), values.get("sex"))
        return Worker(**values)

    def _birth(self, cell: Cell) -> tuple[str | None, ReadDate | None]:
        """Place and date out of "Bandung, 17-11-1973"."""
        found = _PLACE_AND_DATE.match(cell.strip()) if isinstance(cell, str) else None
        if found is None:
            return None, self._birth_date(cell)
        place = read_text(found["place"]) if found["place"] else None
        try:
            return place, self._birth_date(found["date"] or cell)
        except Unusable as unusable:
            self.complain("birth", unusable.code, unusable.shown)
            return place, None

    def _programmes(self, cell: Cell) -> tuple[str, ...]:
        known, unknown = split_programmes(str(cell))
        for word in unknown:
            self.complain(
                "programmes", "programme-unknown", word if len(word) < 6 and word.isalpha() else mask_text(word)
            )
        return known

    def _compare(self, nik: str, born: date | None, sex: str | None) -> None:
        """The NIK carries the birth date as ddmmyy, the day plus 40 for women. Officials make mistakes: warn only."""
        day, woman = int(nik[6:8]), nik[6] >= "4"
        if born and (day % 40, int(nik[8:10]), int(nik[10:12])) != (born.day, born.month, born.year % 100):
            self.complain("birth" if "birth" in self._at else "birth_date", "nik-birth-date", mask_number(nik))
        if sex and (sex == "female") != woman:
            self.complain("sex", "nik-sex", mask_number(nik))

    def _gather_surplus(self) -> None:
        """Unquoted "JKK,JKM,JHT" at the end of a comma-separated row is taken as meant; anything else has moved."""
        width = self.width
        surplus = [cell for cell in self._cells[width:] if cell != ""]
        if not surplus:
            return
        if self._at.get("programmes") == width - 1:
            self._cells = [*self._cells[: width - 1], ",".join(map(str, self._cells[width - 1 :]))]
        else:
            self.complain("", "row-shifted")


_MISSING = {
    "nik": "nik-missing",
    "kpj": "kpj-missing",
    "name": "name-missing",
    "birth_date": "birth-date-missing",
    "birth": "birth-date-missing",
}


def _is_blank(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and len(cell) < 10 and cell.strip(" '").casefold() in BLANKS)


def _counts_columns(filled: list[Cell]) -> bool:
    """The line (1) (2) (3) ... below many Indonesian headers."""
    numbers = [str(cell).strip(" ().") for cell in filled]
    return len(numbers) > 2 and all(number == str(i) for i, number in enumerate(numbers, int(numbers[0] == "1")))
