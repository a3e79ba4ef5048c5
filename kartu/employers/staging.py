"""Lines of an upload between reading and confirming: sealed, and opened again one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kartu.base.copying import insert_rows
from kartu.base.crypto import DataKey
from kartu.employers.models import Upload, UploadLine
from kartu.employers.states import BAD
from kartu.registry.comparing import Compared
from kartu.registry.findings import Finding
from kartu.registry.roster import Place, Problem, RosterLine, Worker
from kartu.registry.roster.columns import Header

PLACE = "employers_uploadline.line"
LINE = {
    "upload_id": "int8",
    "employer_id": "int8",
    "position": "int4",
    "kind": "varchar",
    "membership_id": "int8",
    "line_sealed": "bytea",
    "outcome": "varchar",
    "undone": "varchar",
}
DATES = ("birth_date", "member_since")


@dataclass(frozen=True, slots=True)
class Opened:
    """A staged line as it was read. `cells` and `header` are there for refused lines only."""

    place: Place
    worker: Worker | None
    findings: tuple[Finding, ...]
    changes: tuple[str, ...]
    cells: list[str]
    header: tuple[str, ...]
    before: str = ""  # the staff number that a written line replaced

    def as_line(self) -> RosterLine:
        """The line as the register compares it."""
        return RosterLine(self.place, self.worker, (), [], NO_HEADER)


NO_HEADER = Header(0, ())


def stage(upload: Upload, key: DataKey, lines: Iterable[tuple[int, Compared]]) -> None:
    """Append lines, numbered in the file's order, in the caller's transaction."""
    insert_rows(
        "employers_uploadline",
        LINE,
        (
            (
                upload.id,
                upload.employer_id,
                position,
                each.kind,
                each.standing.membership_id if each.standing else None,
                key.seal(PLACE, position, json.dumps(_said(each), ensure_ascii=False)),
                "",
                "",
            )
            for position, each in lines
        ),
    )


def stage_named(upload: Upload, kind: str, memberships: Iterable[tuple[int, int]]) -> None:
    """Append workers by (position, membership): those a roster does not name, or those a list names."""
    insert_rows(
        "employers_uploadline",
        LINE,
        ((upload.id, upload.employer_id, position, kind, number, None, "", "") for position, number in memberships),
    )


def opened(lines: Iterable[UploadLine], key: DataKey) -> Iterator[tuple[UploadLine, Opened]]:
    """Staged lines with what they say."""
    for line in lines:
        said = json.loads(key.open(PLACE, line.position, bytes(line.line_sealed or b"")))
        yield line, _read(said)


def written_change(key: DataKey, line: UploadLine, place: Place, before: str, worker: Worker) -> bytes:
    """What a changed line keeps once it is written: whose staff number, before and now."""
    kept = {"name": worker.name, "kpj": worker.kpj, "staff_number": worker.staff_number}
    said = {"p": list(place), "b": before, "w": kept, "c": ["staff_number"]}
    return key.seal(PLACE, line.position, json.dumps(said, ensure_ascii=False))


def _said(each: Compared) -> dict[str, Any]:
    place, worker = each.line.place, each.worker
    said: dict[str, Any] = {"p": [place.sheet, place.row]}
    if worker is not None:
        said["w"] = {name: _plain(value) for name, value in worker._asdict().items() if value}
    if each.findings:
        said["f"] = [_problem(finding.problem) for finding in each.findings]
    if each.changes:
        said["c"] = list(each.changes)
    if each.kind == BAD:
        said["h"] = list(each.line.header.names)
        said["r"] = each.line.header.positions.get("reason")
        said["x"] = [str(cell) for cell in each.line.cells]
    return said


def _problem(problem: Problem) -> list[Any]:
    return [problem.place, problem.column, problem.code, problem.shown, problem.other]


def _read(said: Mapping[str, Any]) -> Opened:
    kept = said.get("r")
    header, cells = said.get("h", ()), said.get("x", [])
    return Opened(
        Place(*said["p"]),
        _worker(said["w"]) if "w" in said else None,
        tuple(Finding(_as_problem(each)) for each in said.get("f", ())),
        tuple(said.get("c", ())),
        _without(cells, kept),
        tuple(_without(header, kept)),
        said.get("b", ""),
    )


def _as_problem(given: Sequence[Any]) -> Problem:
    place, column, code, shown, other = given
    return Problem(Place(*place), column, code, shown, Place(*other) if other else None)


def _worker(given: Mapping[str, Any]) -> Worker:
    values = dict(given)
    for name in DATES:
        if name in values:
            values[name] = date.fromisoformat(values[name])
    values["programmes"] = tuple(values.get("programmes", ()))
    return Worker(**values)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _without(cells: Sequence[str], position: int | None) -> list[str]:
    """Without the column of reasons that an earlier refusal wrote."""
    return [cell for number, cell in enumerate(cells) if number != position]
