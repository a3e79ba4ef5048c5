"""Lists of numbers: pasted, CSV and Excel, with and without headings; nobody is guessed."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import timezone

from kartu.base.errors import DomainError
from kartu.employers.listing import (
    MOST_LINES,
    ListAmbiguous,
    ListTooManyLines,
    listed_in_file,
    listed_workers,
)
from kartu.registry.roster.plain import workbook_of
from tests.employers.acting import Company, company, worker

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def ours() -> Company:
    return company()


def test_an_excel_sheet_is_read_by_the_heading_of_its_column(ours: Company) -> None:
    first, second = worker(ours, staff_number="7"), worker(ours, staff_number="1")
    rows = [
        ["Korban kebakaran gudang", "", ""],
        ["No", "Nama", "Nomor KPJ"],
        ["1", "A", first.number],
        ["2", "B", f"{second.number[:3]} {second.number[3:]}"],
        ["3", "C", "26000000000"],
    ]

    listed = listed_in_file(workbook_of(rows), ours.employer.id, today=TODAY)

    assert [one.id for one in listed.workers] == [first.id, second.id]
    assert (listed.unmatched, listed.said) == ([5], ["26000000000"])


def test_without_a_heading_the_column_with_membership_numbers_counts(ours: Company) -> None:
    first = worker(ours, staff_number="2")
    second = worker(ours, staff_number="1")
    rows = [["1", first.number, "A"], ["2", "26000000000", "B"]]

    listed = listed_in_file(workbook_of(rows), ours.employer.id, today=TODAY)

    assert [one.id for one in listed.workers] == [first.id]
    assert second.id not in {one.id for one in listed.workers}


def test_two_columns_of_staff_numbers_are_refused_rather_than_guessed(ours: Company) -> None:
    for number in ("1", "2", "17", "18"):
        worker(ours, staff_number=number)

    with pytest.raises(ListAmbiguous):
        listed_workers("1;17\n2;18", ours.employer.id, today=TODAY)

    headed = listed_workers("No;NIP\n1;17\n2;18", ours.employer.id, today=TODAY)
    assert [one.staff_number for one in headed.workers] == ["17", "18"]


def test_a_csv_file_is_read_as_what_is_pasted(ours: Company) -> None:
    one = worker(ours, staff_number="A-9")
    text = f"\ufeffNama;NIP\nSiti;{one.staff_number}\n"

    assert listed_in_file(text.encode(), ours.employer.id, today=TODAY).workers == [one]


@pytest.mark.parametrize("content", [b"", b"\x00", b"PK\x03\x04broken", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"a\0b\n1"])
def test_what_is_no_list_is_refused_in_words(ours: Company, content: bytes) -> None:
    with pytest.raises(DomainError):
        listed_in_file(content, ours.employer.id, today=TODAY)


def test_a_sheet_that_unpacks_to_more_than_any_list_is_refused_before_it_is_unpacked(ours: Company) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (60 * 2**20 // 6))

    with pytest.raises(ListTooManyLines):
        listed_in_file(package.getvalue(), ours.employer.id, today=TODAY)


def test_a_list_has_an_end(ours: Company) -> None:
    with pytest.raises(ListTooManyLines):
        listed_workers("1\n" * (MOST_LINES + 1), ours.employer.id, today=TODAY)
