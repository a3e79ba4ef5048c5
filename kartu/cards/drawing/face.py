"""What stands on a card, as plain values; no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from kartu.base.language import written_date
from kartu.cards.drawing.fonts import drawable
from kartu.cards.drawing.words import CATALOGUE

Kind = Literal["digital", "print", "plastic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One copy of a card, front and back.

    `number` is grouped here (eleven digits as 4-4-3, other lengths in fours); `modules` are the code's rows without
    quiet zone, at most 65 x 65 (version 12); `title` None is the catalogue's word; `serial` is drawn as given;
    `check_address` and
    `report_address` are the short web addresses printed on the back: no scheme, no personal data, no token;
    `watermark` says on both sides who else than the member took this picture away.
    """

    fund_name: str
    number: str
    name: str
    modules: Sequence[Sequence[bool]]
    kind: Kind
    serial: str
    check_address: str
    report_address: str = ""
    telephone: str = ""
    language: str = "id"
    title: str | None = None
    valid_until: date | None = None
    programmes: tuple[str, ...] = ()
    employer: str | None = None
    watermark: str = ""


def describe(face: Face) -> dict[str, object]:
    """The face as the template reads it: every word in its language, every letter drawable."""
    words = CATALOGUE[face.language]
    known = {
        "check": face.check_address,
        "report": face.report_address,
        "telephone": face.telephone,
        "fund": drawable(face.fund_name),
        "date": face.valid_until and written_date(face.valid_until, face.language),
    }
    say = {key: phrase.format_map(known) for key, phrase in words.items()}
    ways = (face.report_address and "lost_1", face.telephone and "lost_2", "lost_3", "lost_4")
    return {
        "words": {
            **say,
            "kind": words[face.kind],
            "steps": [say[f"step_{n}"] for n in range(1, 5)],
        },
        "language": face.language,
        "fund_name": drawable(face.fund_name),
        "title": drawable(face.title or words["title"]),
        "number": grouped(face.number),
        "name": drawable(face.name),
        "valid_until": say["valid_until"] if face.valid_until else None,
        "programmes": [drawable(programme) for programme in face.programmes],
        "employer": drawable(face.employer) if face.employer else None,
        "serial": face.serial,
        "watermark": drawable(face.watermark),
        "help": [
            (words["lost"], [say[line] for line in ways if line]),
            (words["found"], [say["found_1"]]),
        ],
        "modules": len(face.modules),
        "runs": list(_dark_runs(face.modules)),
    }


def grouped(number: str) -> str:
    """26041187009 as 2604 1187 009."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _dark_runs(modules: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Each unbroken dark stretch of a row as (row, first column, length)."""
    for y, row in enumerate(modules):
        x = 0
        for dark, stretch in groupby(row):
            length = len(list(stretch))
            if dark:
                yield y, x, length
            x += length
