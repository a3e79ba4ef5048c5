"""`/perusahaan/daftar-pekerja`: send, look, say yes, take back."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.audit.actors import Actor
from kartu.employers import states
from kartu.employers.models import Upload
from kartu.employers.reading import read_upload
from kartu.employers.undoing import undo_written
from kartu.employers.writing import write_upload
from kartu.registry.models import Membership
from tests.employers.builders import hr_person
from tests.employers.uploads import Company, roster
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.registry.rosters import HEADER, entry

pytestmark = pytest.mark.django_db
LIST = "/perusahaan/daftar-pekerja"


def _sends(office: PageClient, content: bytes, **more: str) -> Upload:
    file = SimpleUploadedFile("pekerja.csv", content)
    answer = office.post(LIST, {"file": file, "purpose": "roster", **more})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("id")


def test_a_roster_goes_from_the_file_to_written_down_and_back(office: PageClient, mine: Company) -> None:
    office.both(LIST)
    upload = _sends(office, roster([entry(1), entry(2), entry(3, nik="12")]))
    page = f"{LIST}/{upload.id}"
    indonesian, _ = office.both(page)
    assert "Sedang dibaca: 0%" in indonesian.content.decode()

    read_upload(upload.id, now=timezone.now())
    indonesian, _ = office.both(page)
    assert "Setuju, catat" in indonesian.content.decode()
    for kind in (states.NEW, states.BAD):
        office.both(f"{page}/{kind}")
    assert office.post(f"{page}/setuju").headers["Location"] == page
    assert office.post(f"{page}/setuju").headers["Location"] == page
    write_upload(upload.id, now=timezone.now())
    indonesian, _ = office.both(page)
    assert Membership.objects.filter(employer=mine.employer).count() == 2
    assert "Tarik kembali" in indonesian.content.decode()
    office.post(f"{page}/tarik")
    undo_written(upload.id, now=timezone.now())
    office.both(page)
    office.both(f"{page}/new")
    assert Membership.objects.count() == 0


def test_what_is_no_roster_changes_nobody_and_says_why(office: PageClient) -> None:
    upload = _sends(office, b"\x89PNG\r\n\x1a\n" + bytes(50))
    read_upload(upload.id, now=timezone.now())

    indonesian, english = office.both(f"{LIST}/{upload.id}")

    assert "bukan tabel" in indonesian.content.decode()
    assert "not a table" in english.content.decode()


def test_a_file_is_needed_and_a_last_day_for_those_who_leave(office: PageClient) -> None:
    for given in ({}, {"purpose": "left", "file": SimpleUploadedFile("x.csv", b"x")}, {"purpose": "x"}):
        assert office.post(LIST, given).status_code == 200
    late = {"purpose": "left", "last_day": "2001-01-01", "file": SimpleUploadedFile("x.csv", b"x")}
    assert "tiga bulan" in office.post(LIST, late).content.decode()
    assert Upload.objects.count() == 0


def test_an_upload_of_another_employer_is_not_there(office: PageClient, theirs: Company) -> None:
    upload = theirs.sends([entry(1), entry(2, nik="1")])
    page = f"{LIST}/{upload.id}"

    for address in (page, f"{page}/new", f"{page}/refused", f"{page}/ditolak.csv", f"{page}/ditolak.xlsx"):
        assert office.get(address).status_code == 404
    for act in ("setuju", "batal", "tarik"):
        assert office.post(f"{page}/{act}").status_code == 404
    upload.refresh_from_db()
    assert upload.status == states.READY


def test_a_reader_sees_and_changes_nothing(pages: PageClient, mine: Company) -> None:
    upload = mine.sends([entry(1)])
    reader = hr_person(mine.employer, mine.now, grade=Role.READER)
    sign_in_officer(pages, Actor("staff", reader.id))
    page = f"{LIST}/{upload.id}"

    assert "Setuju, catat" not in pages.get(page).content.decode()
    assert pages.post(f"{page}/setuju").status_code == 403
    assert pages.post(f"{page}/batal").status_code == 403
    file = SimpleUploadedFile("x.csv", roster([entry(2)]))
    assert pages.post(LIST, {"file": file, "purpose": "roster"}).status_code == 404
    assert Upload.objects.count() == 1


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =HYPERLINK(1)"]


def test_refused_rows_come_back_with_their_reason_and_nothing_that_calculates(
    office: PageClient, mine: Company
) -> None:
    lines = [HEADER]
    for number, formula in enumerate(FORMULAS):
        quoted = f'"{formula}"'
        lines.append(f"12;26041187{number:03};{quoted};{quoted};28-02-2001;L;;;;{quoted}")
    upload = mine.sends_file("\n".join(lines).encode())
    assert upload.counts["refused"] == len(FORMULAS)

    csv_file = office.get(f"{LIST}/{upload.id}/ditolak.csv")
    rows = list(csv.reader(io.StringIO(csv_file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Alasan ditolak"
    assert all(row[0].startswith("Baris ") for row in rows[1:])
    dangerous = tuple("=+-@\t\r＝＋－＠")
    assert [cell for row in rows for cell in row if cell.startswith(dangerous)] == []
    assert sum("'=1+1" in row for row in rows) == 1

    workbook = zipfile.ZipFile(io.BytesIO(office.get(f"{LIST}/{upload.id}/ditolak.xlsx").content))
    sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>" not in sheet
    assert sheet.count('t="inlineStr"') == sheet.count("<c ")


def test_the_corrected_file_of_refused_rows_is_read_again(office: PageClient, mine: Company) -> None:
    upload = mine.sends([entry(1, nik="12")])
    for ending in ("csv", "xlsx"):
        content = office.get(f"{LIST}/{upload.id}/ditolak.{ending}").content
        if ending == "csv":
            content = content.replace(b";12;", f";'{entry(1).nik};".encode())
            assert mine.sends_file(content).counts == {"read": 1, "new": 1, "left": 0}
        else:
            assert mine.sends_file(content).counts == {"read": 1, "refused": 1, "left": 0}


def test_the_empty_template_is_a_roster_we_read(office: PageClient, mine: Company) -> None:
    for ending in ("csv", "xlsx"):
        answer = office.get(f"{LIST}/contoh.{ending}")
        assert mine.sends_file(answer.content).counts == {"left": 0}
    assert office.get(f"{LIST}/contoh.exe").status_code == 404
