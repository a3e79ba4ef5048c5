"""Poisoned rosters: whatever is in the file, it changes nobody and says why."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kartu.employers import states
from kartu.employers.models import Upload
from kartu.employers.refused_rows import reasons
from kartu.employers.staging import opened
from kartu.registry.models import Contact, Member, Membership
from tests.employers.uploads import company, roster
from tests.registry.rosters import HEADER, entry
from tests.roster.makers import write_package

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ROW = b'<row r="1"><c r="A1"><v>1</v></c></row>'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<worksheet><sheetData><row><c t='inlineStr'><is><t>&c;</t></is></c></row></sheetData></worksheet>"
)


def _sheet(folder: Path, sheet: str | bytes) -> bytes:
    return write_package(folder, ["Data"], {"xl/worksheets/sheet1.xml": sheet}).read_bytes()


def _nested(_: Path) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("inner.zip", b"\0" * 50_000_000)
    return kept.getvalue()


FILES: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "nothing at all": (lambda _: b"", "kosong"),
    "zeros": (lambda _: b"\0" * 5_000, "kosong"),
    "a picture called csv": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "gambar PNG"),
    "a program": (lambda _: b"\x7fELF" + bytes(range(256)) * 4, "program"),
    "one column": (lambda _: b"Nama\n" + b"Budi\n" * 50, "Kolom yang belum ada"),
    "a zip of a zip": (_nested, "ZIP"),
    "exploding entities": (lambda folder: _sheet(folder, LAUGHS), "rusak"),
    "300 MB in 900 kB": (lambda folder: _sheet(folder, ROW * (300 * 2**20 // len(ROW))), "melebihi batas"),
    "a workbook cut off": (lambda folder: _sheet(folder, b"<worksheet>")[:-40], "rusak"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_roster_changes_nobody_and_says_why(name: str, tmp_path: Path) -> None:
    mine = company("11", NOW)
    mine.has([entry(1)])
    make, word = FILES[name]
    content = make(tmp_path)
    began = time.monotonic()

    upload = mine.sends_file(content)

    assert time.monotonic() - began < 5
    assert (upload.status, upload.lines.count()) == (states.REFUSED, 0)
    assert word in json.loads(upload.refusal)["id"]
    assert json.loads(upload.refusal)["en"]
    assert (Member.objects.count(), Membership.objects.count()) == (1, 1)


def _why(upload: Upload) -> list[str]:
    return [
        reasons(said.findings, "id") for _, said in opened(upload.lines.filter(kind="refused"), upload.member_key())
    ]


def test_formulas_and_control_characters_are_refused_line_by_line() -> None:
    mine = company("11", NOW)
    names = ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+1234567", "-2+3", "\x07\x08\x1b", "Budi\x00Setiawan"]
    lines = [HEADER, *(entry(number, name=f'"{name}"').line() for number, name in enumerate(names))]

    upload = mine.confirms(mine.sends_file("\n".join(lines).encode()))

    assert upload.counts["refused"] + upload.counts.get("new", 0) == len(names)
    assert upload.counts["refused"] >= 4
    assert all(_why(upload))
    assert not [member.name for member in Member.objects.all() if member.name[:1] in "=+-@" or "\0" in member.name]


def test_ten_thousand_strangers_wait_for_the_funds_eyes() -> None:
    mine = company("11", NOW)
    mine.has(entry(number) for number in range(50))

    upload = mine.sends(entry(0, nik=str(3174012802000000 + n), kpj=str(27_000_000_000 + n)) for n in range(10_000))

    assert (upload.status, upload.counts["new"]) == (states.HELD, 10_000)
    assert Membership.objects.count() == 50


def test_another_employers_workers_listed_whole_stay_as_they_are() -> None:
    theirs, mine = company("11", NOW), company("22", NOW)
    theirs.has(entry(number, email=f"w{number}@contoh.id") for number in range(40))
    before = [(each.number, each.employer_id, each.member_id) for each in Membership.objects.order_by("id")]
    people = [(each.name, each.birth_date_text) for each in Member.objects.order_by("id")]
    stolen = [entry(n, email="pencuri@contoh.id", name="Nama Palsu", birth_date="01-01-1999") for n in range(40)]

    upload = mine.confirms(mine.sends(stolen))

    assert upload.outcome == {"asked": 40}
    assert [(each.number, each.employer_id, each.member_id) for each in Membership.objects.order_by("id")] == before
    assert [(each.name, each.birth_date_text) for each in Member.objects.order_by("id")] == people
    assert Contact.objects.count() == 40


def test_a_number_of_somebody_else_is_refused_in_words_that_name_nobody() -> None:
    theirs, mine = company("11", NOW, name="PT Lama"), company("22", NOW)
    theirs.has([entry(1)])

    upload = mine.sends([entry(2, kpj=entry(1).kpj)])

    (why,) = _why(upload)
    assert "atas nama orang lain" in why
    assert "PT Lama" not in why
    assert entry(1).name not in why


def test_a_list_longer_than_any_upload_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kartu.employers.reading.MOST_LINES", 5)
    mine = company("11", NOW)

    upload = mine.sends_file(roster(entry(number) for number in range(6)))

    assert (upload.status, upload.lines.count()) == (states.REFUSED, 0)
    assert "lebih dari 5 baris" in json.loads(upload.refusal)["id"]
