"""Which workers a pasted or uploaded list of numbers names: one a line, the first cell counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kartu.base.errors import DomainError
from kartu.registry.models import Membership

MOST_LINES = 20_000


class ListUnreadable(DomainError):
    """The file is no plain list."""

    code = "list-unreadable"
    id = "Berkas ini bukan daftar teks atau CSV. Salin kolom nomornya dan tempelkan di kotak isian."
    en = "This file is no plain text or CSV list. Copy the column with the numbers and paste it into the box."


@dataclass(frozen=True, slots=True)
class Listed:
    """The workers a list names, each once, and the numbers of the lines that name none."""

    workers: list[Membership]
    unmatched: list[int]


def as_text(content: bytes) -> str:
    """An uploaded list as text. Raises ListUnreadable."""
    if b"\0" in content:
        raise ListUnreadable
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListUnreadable


def listed_workers(text: str, employer_id: int, *, today: date) -> Listed:
    """Match each line's membership number or staff number with a worker of the employer. Raises ListUnreadable.

    A number of somebody else's worker and one of nobody are the same: a line that names no worker here.
    """
    lines = [(number, _first(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES or "\0" in text:
        raise ListUnreadable
    wanted = {cell for _, cell in lines} | {_digits(cell) for _, cell in lines}
    found: dict[str, Membership] = {}
    for worker in _workers(employer_id, wanted, today=today):
        found[worker.number] = worker
        if worker.staff_number:
            found.setdefault(worker.staff_number, worker)
    workers: dict[int, Membership] = {}
    unmatched = []
    for number, cell in lines:
        match = found.get(_digits(cell)) or found.get(cell)
        if match is not None:
            workers[match.id] = match
        elif number > 1 or any(mark.isdigit() for mark in cell):  # a first line of words is a heading
            unmatched.append(number)
    return Listed(list(workers.values()), unmatched)


def _workers(employer_id: int, wanted: set[str], *, today: date) -> list[Membership]:
    here = Q(ended_on=None) | Q(ended_on__gte=today)
    named = Q(number__in=wanted) | Q(staff_number__in=wanted - {""})
    found = Membership.objects.filter(here, named, employer=employer_id)
    return list(found.select_related("member", "employer").order_by("id"))


def _first(line: str) -> str:
    return re.split(r"[;,\t]", line.strip())[0].strip().strip("\"'")


def _digits(cell: str) -> str:
    return re.sub(r"[\s.-]", "", cell)
