"""An upload and its lines as the employer's pages show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kartu.base.language import say
from kartu.employers import states
from kartu.employers.models import Upload, UploadLine
from kartu.employers.refused_rows import reasons
from kartu.employers.staging import Opened, opened
from kartu.employers.uploads import LEFT, NAMING
from kartu.hr.words import CHANGES, KINDS, LEAVING, OUTCOMES, STAYING, UPLOADS
from kartu.registry.models import Membership
from kartu.registry.roster.problems import say_place


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines are of one kind."""

    kind: str
    words: str
    meaning: str
    number: int
    to_see: bool  # there is a page of them


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as HR reads it: its own words of its own file, or a worker by number."""

    place: str
    who: str
    number: str
    what: str
    outcome: str
    worker_id: int | None = None  # to their page


class Shown:
    """An upload in words."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.words, self.tag = UPLOADS[upload.status]
        self.working = upload.status in (states.RECEIVED, states.CONFIRMED, states.UNDOING)
        self.file_name = upload.file_name if upload.data_key else ""

    @property
    def counts(self) -> list[Count]:
        """Lines by kind; whoever is only asked about a contact counts as unchanged."""
        counted = dict(self.upload.counts)
        counted[states.UNCHANGED] = counted.get(states.UNCHANGED, 0) + counted.pop(states.QUIET, 0)
        naming = NAMING.get(self.upload.purpose)
        kinds = (naming, states.BAD) if naming else tuple(KINDS)
        return [
            Count(kind, *self.kind_words(kind), counted.get(kind, 0), self._to_see(kind, counted.get(kind, 0)))
            for kind in kinds
        ]

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """What became of the lines, in words."""
        return [(OUTCOMES[name], self.upload.outcome[name]) for name in OUTCOMES if self.upload.outcome.get(name)]

    def kind_words(self, kind: str) -> tuple[str, str]:
        if kind == states.WORKS:
            return STAYING
        return LEAVING if kind == states.LEFT and self.upload.purpose == LEFT else KINDS[kind]

    def refusal(self, language: str) -> str:
        """Why the file is no roster, or that the fund refused it."""
        if self.upload.status != states.REFUSED:
            return ""
        if self.upload.data_key and self.upload.refusal_sealed:
            return str(json.loads(self.upload.refusal)[language])
        return say(
            language,
            id="Lembaga menolak daftar ini. Hubungi kantor cabang bila daftar ini benar.",
            en="The fund refused this list. Contact a branch if the list is right.",
        )

    def _to_see(self, kind: str, number: int) -> bool:
        return bool(number and self.upload.data_key and kind != states.UNCHANGED)


def line_rows(upload: Upload, lines: Sequence[UploadLine], language: str) -> list[LineRow]:
    """Lines of one kind. A worker the file does not name is shown by number; no sealed column is opened for that."""
    if lines and lines[0].kind in (states.LEFT, states.WORKS):
        found = Membership.objects.in_bulk([line.membership_id for line in lines])
        return [_left(line, found.get(line.membership_id or 0)) for line in lines]
    return [_row(line, said, language) for line, said in opened(lines, upload.member_key())]


def _left(line: UploadLine, membership: Membership | None) -> LineRow:
    number, staff = (membership.number, membership.staff_number) if membership else ("", "")
    return LineRow("", staff, number, "", _outcome(line), membership.id if membership else None)


def _row(line: UploadLine, said: Opened, language: str) -> LineRow:
    worker, place = said.worker, say_place(said.place, language)
    what = (
        reasons(said.findings, language).replace(f"{place}, ", "").replace(f"{place}: ", "")
        if line.kind == states.BAD
        else ", ".join(str(CHANGES[change]) for change in said.changes if change in CHANGES)
    )
    name, number = (worker.name, worker.kpj) if worker else ("", "")
    return LineRow(place, name, number, what, _outcome(line))


def _outcome(line: UploadLine) -> str:
    return str(OUTCOMES.get(line.undone or line.outcome, ""))
