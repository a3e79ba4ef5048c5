"""Rosters: sent as rows or as a file, compared by a job, confirmed, called off, undone; the page's own verbs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from kartu.api import schemas
from kartu.api.operations import Answer, Call, Operation, Said
from kartu.api.paging import LIST, after, limit, newest_first, page_of
from kartu.api.values import moment
from kartu.employers import states, uploads
from kartu.employers.machines.keys import ROSTER
from kartu.employers.models import Upload, UploadLine
from kartu.employers.queries import lines_of, upload_of, uploads_of
from kartu.employers.refused_rows import reasons
from kartu.employers.staging import Opened, opened
from kartu.registry.models import Membership
from kartu.registry.roster.problems import say_place

# The sheet's own headings, as the reader knows them.
COLUMNS = {
    "nik": "NIK",
    "number": "No. KPJ",
    "name": "Nama Lengkap",
    "birth_place": "Tempat Lahir",
    "birth_date": "Tanggal Lahir",
    "sex": "L/P",
    "email": "Email",
    "phone": "No HP",
    "started_on": "Mulai Kepesertaan",
    "programmes": "Program",
    "staff_number": "No. Pegawai",
}
SHOWN = (states.NEW, states.CHANGED, states.LEFT, states.WORKS, states.BAD)


def send(call: Call) -> Answer:
    unit = call.unit(call.body.get("employer"))
    day = call.body.get("last_day")
    last_day = date.fromisoformat(day) if day else None
    file = call.body.get("file")
    if file is None:
        sent = uploads.SentFile("api.csv", _sheet(call.body["rows"]), last_day)
    else:
        file.seek(0)
        sent = uploads.SentFile(file.name or "api", file.read(), last_day)
    return Answer(_roster(uploads.send_roster(unit, call.user, sent, actor=call.actor, now=call.now), call), 202)


def rosters(call: Call) -> Answer:
    return newest_first(call, uploads_of(call.employers), lambda upload: _roster(upload, call))


def roster(call: Call) -> Answer:
    return Answer(_roster(upload_of(call.employers, call.path["roster"]), call))


def lines(call: Call) -> Answer:
    upload = upload_of(call.employers, call.path["roster"])
    if not upload.data_key:
        return Answer({"items": []})
    rows = lines_of(upload, call.query.get("kind", states.NEW)).filter(position__gte=after(call))
    page = list(rows[: limit(call) + 1])
    return page_of(call, _lines(upload, page, call), [line.position + 1 for line in page])


def acting(verb: Callable[..., None]) -> Callable[[Call], Answer]:
    """An operation that lets `verb` act on one roster and shows how it stands then."""

    def act(call: Call) -> Answer:
        upload = upload_of(call.employers, call.path["roster"])
        verb(upload, actor=call.actor, now=call.now)
        return Answer(_roster(upload_of(call.employers, upload.id), call))

    return act


def _sheet(rows: list[dict[str, str]]) -> bytes:
    """The rows as the sheet people send, so that they are read by the same reader."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    writer.writerows([[row.get(name, "") for name in COLUMNS] for row in rows])
    return text.getvalue().encode()


def _roster(upload: Upload, call: Call) -> dict[str, Any]:
    counts = dict(upload.counts)
    counts[states.UNCHANGED] = counts.get(states.UNCHANGED, 0) + counts.pop(states.QUIET, 0)
    said: dict[str, Any] = {
        "roster": upload.id,
        "employer": upload.employer.npp,
        "purpose": upload.purpose,
        "status": upload.status,
        "share": upload.share,
        "sent_at": moment(upload.sent_at),
        "counts": counts,
        "outcome": upload.outcome,
    }
    if upload.status == states.REFUSED and upload.data_key and upload.refusal_sealed:
        said["refusal"] = str(json.loads(upload.refusal)[call.language])[:1000]
    return said


def _lines(upload: Upload, page: list[UploadLine], call: Call) -> list[dict[str, Any]]:
    if page and page[0].kind in (states.LEFT, states.WORKS):
        numbers = Membership.objects.in_bulk([line.membership_id for line in page])
        found = [numbers.get(line.membership_id or 0) for line in page]
        return [_line(line, {"number": each.number} if each else {}) for line, each in zip(page, found, strict=True)]
    return [_line(line, _said(each, call)) for line, each in opened(page, upload.member_key())]


def _line(line: UploadLine, said: dict[str, Any]) -> dict[str, Any]:
    return {"position": line.position, "changes": [], "outcome": line.undone or line.outcome, **said}


def _said(each: Opened, call: Call) -> dict[str, Any]:
    said: dict[str, Any] = {"place": say_place(each.place, call.language), "changes": list(each.changes)}
    if each.worker:
        said["number"] = each.worker.kpj
    if each.findings:
        said["problems"] = reasons(each.findings, call.language)[:4000]
    return said


def _act(name: str, summary: Said, verb: Callable[..., None]) -> Operation:
    refuses = ("not-there", "already-moved", "move-not-allowed", "wrong-moment", "too-late")
    path = f"/rosters/{{roster}}/{name}"
    return Operation(f"{name}-roster", "POST", path, summary, acting(verb), schemas.ROSTER, ROSTER, refuses=refuses)


OPERATIONS = [
    Operation(
        "send-roster",
        "POST",
        "/rosters",
        ("Kirim daftar pekerja, sebagai baris atau berkas", "Send a list of workers, as rows or as a file"),
        send,
        schemas.ROSTER,
        ROSTER,
        success=202,
        body=schemas.ROSTER_SENT,
        takes_file=True,
        refuses=("unit-not-there", "file-missing", "roster-file-too-large", "bad-last-day"),
    ),
    Operation(
        "rosters",
        "GET",
        "/rosters",
        ("Daftar yang dikirim", "Lists that were sent"),
        rosters,
        schemas.page_of(schemas.ROSTER),
        ROSTER,
        query=LIST,
    ),
    Operation(
        "roster",
        "GET",
        "/rosters/{roster}",
        ("Keadaan satu daftar", "How one list stands"),
        roster,
        schemas.ROSTER,
        ROSTER,
        refuses=("not-there",),
    ),
    Operation(
        "roster-lines",
        "GET",
        "/rosters/{roster}/lines",
        ("Baris satu daftar menurut jenisnya", "One list's lines of one kind"),
        lines,
        schemas.page_of(schemas.LINE),
        ROSTER,
        query={**LIST, "kind": {"type": "string", "enum": list(SHOWN)}},
        refuses=("not-there",),
    ),
    _act("confirm", ("Setujui yang ditunjukkan", "Say yes to what was shown"), uploads.confirm_upload),
    _act("cancel", ("Buang sebelum disetujui", "Throw it away before the yes"), uploads.cancel_upload),
    _act("undo", ("Batalkan dalam sehari", "Take it back within a day"), uploads.undo_upload),
]
