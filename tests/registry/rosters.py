"""Small rosters for the tests of imports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

HEADER = "NIK;No KPJ;Nama;Tempat Lahir;Tanggal Lahir;L/P;Email;No HP;Program;NIP"


class Entry(NamedTuple):
    """One row as an employer would type it."""

    nik: str
    kpj: str
    name: str
    birth_date: str = "28-02-2001"
    birth_place: str = "Tual"
    sex: str = "L"
    email: str = ""
    phone: str = ""
    programmes: str = "JKK/JHT"
    staff_number: str = ""

    def line(self) -> str:
        return ";".join(
            (
                self.nik,
                self.kpj,
                self.name,
                self.birth_place,
                self.birth_date,
                self.sex,
                self.email,
                self.phone,
                self.programmes,
                self.staff_number,
            )
        )


def entry(number: int, **changes: str) -> Entry:
    """Worker `number`; the identity number agrees with birth date and sex."""
    worker = Entry(f"317401280201{number:04}", f"{26_041_187_000 + number}", f"Budi {chr(65 + number % 26)}arwan")
    return worker._replace(**changes)


def write(path: Path, entries: Iterable[Entry]) -> Path:
    """A CSV roster; the first entry stands in row 2."""
    path.write_text("\n".join([HEADER, *(one.line() for one in entries), ""]), encoding="utf-8")
    return path
