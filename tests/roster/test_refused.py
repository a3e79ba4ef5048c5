"""The file of refused rows goes out harmless and comes back readable; so does the template."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kartu.registry.roster import read_roster
from kartu.registry.roster.refused import keep_as_text, write_refused
from kartu.registry.roster.template import COLUMNS, write_template
from tests.roster.makers import GOOD, HEADER, KAIRAV, OTHER, TODAY, cells, read, workers, write_lines, write_workbook

SAMPLES = Path(__file__).parents[2] / "samples"


def send_back(source: Path, target: Path, language: str = "id") -> list[list[str]]:
    with write_refused(target, language=language) as refused:
        for line in read_roster(source, today=TODAY):
            if line.worker is None:
                refused.add(line)
    with target.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_refused_rows_go_out_with_their_columns_and_the_reason_first(tmp_path: Path) -> None:
    source = write_lines(tmp_path, HEADER, OTHER, GOOD.replace("10901749037", "1090174903"))

    header, row = send_back(source, tmp_path / "refused.csv")

    assert header == ["Alasan ditolak", *cells(HEADER)]
    assert row[0].startswith("Baris 3, kolom “No. KPJ”: KPJ harus 11 angka; terbaca 1090…03.")
    assert row[1:4] == ["'3273015711734180", "1090174903", "Kairav Haryanto"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_corrected_file_is_read_back(tmp_path: Path, language: str) -> None:
    source = write_lines(tmp_path, HEADER, GOOD.replace("10901749037", "1090174903").replace("0860", "+62860"))
    back = tmp_path / "refused.csv"

    send_back(source, back, language)
    back.write_bytes(back.read_bytes().replace(b"1090174903", b"'10901749037"))

    assert workers(back) == [KAIRAV]


def test_refused_twice_the_reason_is_replaced_not_added(tmp_path: Path) -> None:
    source = write_lines(tmp_path, HEADER, GOOD.replace("10901749037", ""))

    once = send_back(source, tmp_path / "once.csv")
    twice = send_back(tmp_path / "once.csv", tmp_path / "twice.csv")

    assert twice[0] == once[0]
    assert twice[1][1:] == once[1][1:]


def test_all_refused_rows_of_the_samples_come_back_refused_for_the_same_reasons(tmp_path: Path) -> None:
    for name in ("roster-pt-contoh.csv", "roster-pt-contoh.xlsx"):
        first, _ = read(SAMPLES / name)
        send_back(SAMPLES / name, tmp_path / "back.csv")

        again, _ = read(tmp_path / "back.csv")

        wrong = [[p.code for p in line.problems] for line in first if line.worker is None]
        codes = [[p.code for p in line.problems] for line in again]
        numbers_became_text = {"nik-cut": "nik-taken", "kpj-of-another": "nik-taken"}
        assert len(again) == len(wrong)
        assert sum(a == b for a, b in zip(codes, wrong, strict=True)) >= len(wrong) - sum(
            any(code in numbers_became_text for code in row) for row in wrong
        )


def test_sheets_with_different_columns_go_into_one_file_with_two_headers(tmp_path: Path) -> None:
    swapped = ["Nama", "KPJ", "NIK"]
    source = write_workbook(
        tmp_path,
        {
            "A": [cells(HEADER), [cells(GOOD)[0], "1", *cells(GOOD)[2:]]],
            "B": [swapped, ["Bakiono", "2", "33740123036"]],
        },
    )

    rows = send_back(source, tmp_path / "refused.csv")
    again, _ = read(tmp_path / "refused.csv")

    assert rows[2] == ["Alasan ditolak", *swapped]
    assert [[p.code for p in line.problems] for line in again] == [["kpj-short"], ["nik-length", "kpj-short"]]


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+62812", "'+62812"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        ("\r=1+1", "'=1+1"),
        (" =1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("00123", "'00123"),
        (3273015711734180, "'3273015711734180"),
        ("0812-3456-7890", "'0812-3456-7890"),
        ("Budi", "Budi"),
        ("17/11/1973", "17/11/1973"),
        ("", ""),
    ],
)
def test_no_cell_leaves_as_a_formula_or_a_number_to_be_cut(cell: str | int, safe: str) -> None:
    assert keep_as_text(cell) == safe


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_template_is_a_roster_whose_every_column_is_known(tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"

    write_template(path, language=language)
    reading = read_roster(path, today=TODAY)
    ((sheet, header),) = reading.headers

    assert (sheet, header.names, header.unused) == ("Data TK", COLUMNS[language], ())
    assert list(reading) == []
