"""The odd shapes of real files: each is understood as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kartu.registry.roster import Place, read_roster
from tests.roster.makers import (
    GOOD,
    HEADER,
    KAIRAV,
    OTHER,
    TODAY,
    Cell,
    Serial,
    cells,
    codes,
    read,
    workers,
    write_lines,
    write_package,
    write_text,
    write_workbook,
)

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_are_found_out(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = line_end.join((HEADER, GOOD.replace("Kairav", "Élodie"))) + line_end

    path = write_text(tmp_path, text, encoding)

    assert workers(path) == [KAIRAV._replace(name="Élodie Haryanto")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    rows = [
        separator.join(f'"{cell}"' if separator in cell else cell for cell in cells(line)) for line in (HEADER, GOOD)
    ]

    path = write_lines(tmp_path, *rows)

    assert workers(path) == [KAIRAV]


def test_excels_unicode_text_export_is_read(tmp_path: Path) -> None:
    text = "\r\n".join(line.replace(";", "\t") for line in (HEADER, GOOD.replace("JKK,JKM", '"JKK,JKM"')))

    path = write_text(tmp_path, text, "utf-16")

    assert workers(path) == [KAIRAV]


def test_excels_separator_line_is_obeyed_and_not_counted(tmp_path: Path) -> None:
    path = write_lines(tmp_path, "sep=;", HEADER, GOOD)

    assert [(line.worker, line.place.row) for line in read(path)[0]] == [(KAIRAV, 3)]


def test_single_bytes_of_windows_in_a_utf8_file_do_not_spoil_the_rest(tmp_path: Path) -> None:
    good = GOOD.replace("Kairav", "Élodie").encode() + b"\r\n"
    other = OTHER.replace("Bakiono", "René").encode("cp1252") + b"\r\n"

    path = write_text(tmp_path, HEADER.encode() + b"\r\n" + good + other)

    assert [worker and worker.name for worker in workers(path)] == ["Élodie Haryanto", "René Laksita"]


def test_a_stray_nul_is_dropped(tmp_path: Path) -> None:
    path = write_text(tmp_path, f"{HEADER}\r\n{GOOD}\r\n".replace("Kairav", "Kai\0rav"))

    assert workers(path) == [KAIRAV]


def test_three_title_rows_stand_above_the_header(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path, "PT Contoh;;;", "Data Tenaga Kerja", "NPP: JJ012345;;Periode: Oktober 2026", HEADER, GOOD
    )

    assert [(line.worker, line.place.row) for line in read(path)[0]] == [(KAIRAV, 4 + 1)]


@pytest.mark.parametrize(
    "header",
    [
        "NIK;KPJ;Name;Place of birth;Date of birth;Sex;E-mail;Phone number;Start date;Programmes",
        "No. KTP;Nomor Peserta;Nama TK;Tmp. Lahir;Tgl. Lahir;Jenis Kelamin;Surel;No. WA;TMT;Program",
        "NOMOR_INDUK_KEPENDUDUKAN;NO_KPJ;NAMA_LENGKAP;TEMPAT_LAHIR;TANGGAL_LAHIR;JK;EMAIL;NO_HP;TGL_KEPESERTAAN;PROGRAM",
        "NIK (16 digit)*;Membership Number;Full Name;POB;DOB (dd/mm/yy);Gender;Email Address;Mobile;Join Date;Program",
        "nikKtp;noKpj;namaLengkap;tempatLahir;tanggalLahir;jenisKelamin;email;noHp;mulaiKepesertaan;program",
        " KTP No; Nomor  KPJ Lembaga;Nama Lengkap (sesuai KTP);Tempat Lahir;Tgl Lahir;L / P;E-mail;Telepon;TMT;Program",
    ],
)
def test_columns_are_known_by_many_spellings(tmp_path: Path, header: str) -> None:
    path = write_lines(tmp_path, header, GOOD)

    assert workers(path) == [KAIRAV]


def test_columns_come_in_any_order_among_strangers(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path,
        "Nama Ibu Kandung;No HP;Nama;Gaji;KPJ;NIK;Nama Bank",
        "Siti;086069183373;Kairav Haryanto;5.000.000;10901749037;3273015711734180;BCA",
    )

    (worker,) = workers(path)

    assert worker is not None
    assert (worker.nik, worker.kpj, worker.name, worker.phone) == (KAIRAV.nik, KAIRAV.kpj, KAIRAV.name, KAIRAV.phone)


def test_beside_a_ktp_column_nik_is_the_staff_number(tmp_path: Path) -> None:
    path = write_lines(tmp_path, "NIK;Nama;No KTP;KPJ", "00123;Kairav Haryanto;3273015711734180;10901749037")

    (worker,) = workers(path)

    assert worker is not None
    assert (worker.nik, worker.staff_number) == ("3273015711734180", "00123")


def test_of_two_columns_of_one_name_the_first_is_read_and_the_other_reported(tmp_path: Path) -> None:
    path = write_lines(tmp_path, "NIK;KPJ;Nama;Nama", "3273015711734180;10901749037;Kairav;Lain")

    lines, reading = read(path)

    assert lines[0].worker is not None
    assert lines[0].worker.name == "Kairav"
    assert reading.headers[0][1].unused == ("Nama",)


def test_a_header_over_two_lines_is_joined(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path,
        "No;Identitas;;Nama;Kelahiran;;L/P",
        ";NIK;No. KPJ;Lengkap;Tempat;Tanggal;",
        "1;3273015711734180;10901749037;Kairav Haryanto;Tual;17/11/1973;P",
    )

    (worker,) = workers(path)

    assert worker is not None
    assert (worker.nik, worker.birth_place, worker.birth_date) == (KAIRAV.nik, "Tual", date(1973, 11, 17))


@pytest.mark.parametrize(
    "written", ["Tual, 17-11-1973", "Tual 17 November 1973", "Tual / 17/11/73", "Tual, November 17, 1973"]
)
def test_place_and_date_in_one_column_are_parted(tmp_path: Path, written: str) -> None:
    path = write_lines(tmp_path, "NIK;KPJ;Nama;Tempat, Tgl Lahir", f"{KAIRAV.nik};{KAIRAV.kpj};{KAIRAV.name};{written}")

    (worker,) = workers(path)

    assert worker is not None
    assert (worker.birth_place, worker.birth_date) == ("Tual", date(1973, 11, 17))


def test_unquoted_programmes_at_the_end_of_a_comma_file_are_gathered(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER.replace(";", ","), GOOD.replace(";", ","))

    assert workers(path) == [KAIRAV]


def test_a_row_wider_than_its_header_is_refused_because_its_cells_have_moved(tmp_path: Path) -> None:
    path = write_lines(tmp_path, "NIK,KPJ,Nama,L/P", f"{KAIRAV.nik},{KAIRAV.kpj},Kairav Haryanto, S.Pd,P")

    assert "row-shifted" in codes(path)
    assert workers(path) == [None]


def test_a_quotation_mark_left_open_costs_one_row_only(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD.replace("Kairav", '"Kairav'), OTHER)

    lines, _ = read(path)

    assert [(line.worker is None, line.place.row) for line in lines] == [(True, 2), (False, 3)]
    assert codes(path) == ["row-quote-open"]


def test_a_stray_quotation_mark_closed_by_a_later_one_swallows_no_row_between(tmp_path: Path) -> None:
    last = GOOD.replace("10901749037", "10901749038").replace("Haryanto", 'Haryanto"')
    path = write_lines(tmp_path, HEADER, GOOD.replace("Kairav", '"Kairav'), OTHER, last)

    lines, _ = read(path)

    assert [line.place.row for line in lines] == [2, 3, 4]
    assert lines[1].worker is not None


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD.replace("Tual", '"Kota\r\nTual"'), OTHER)

    lines, _ = read(path)

    assert [line.worker and line.worker.birth_place for line in lines] == ["Kota Tual", "Palu"]


@pytest.mark.parametrize("shared", [False, True])
def test_a_workbook_with_titles_and_several_sheets_counts_those_with_a_header(tmp_path: Path, shared: bool) -> None:
    path = write_workbook(
        tmp_path,
        {
            "Petunjuk": [["Isi sesuai KTP"]],
            "Pabrik": [["PT Contoh"], [], cells(HEADER), cells(GOOD)],
            "Kosong": [],
            "Kantor": [cells(HEADER), cells(OTHER), cells(GOOD)],
        },
        shared=shared,
    )

    lines, _ = read(path)

    assert [line.place for line in lines] == [Place("Pabrik", 4), Place("Kantor", 2), Place("Kantor", 3)]
    assert [line.repeat_of for line in lines] == [None, None, Place("Pabrik", 4)]


def test_a_hidden_sheet_is_left_out_and_named(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path, {"Data": [cells(HEADER), cells(GOOD)], "Lama": [cells(HEADER), cells(OTHER)]}, hidden=["Lama"]
    )

    lines, reading = read(path)

    assert [line.worker for line in lines] == [KAIRAV]
    assert reading.hidden_sheets == ("Lama",)


@pytest.mark.parametrize(("from_1904", "born", "since"), [(False, 26985, 43628), (True, 25523, 42166.5)])
def test_real_dates_are_read_in_both_date_systems(tmp_path: Path, from_1904: bool, born: int, since: float) -> None:
    row: list[Cell] = [*cells(GOOD)[:4], Serial(born), *cells(GOOD)[5:8], Serial(since), "JKK,JKM"]

    path = write_workbook(tmp_path, {"Data": [cells(HEADER), row]}, from_1904=from_1904)

    assert workers(path) == [KAIRAV]


@pytest.mark.parametrize("number", [3273015711734180, 3.27301571173418e15])
def test_a_nik_held_as_a_number_is_refused_as_cut(tmp_path: Path, number: float) -> None:
    path = write_workbook(tmp_path, {"Data": [cells(HEADER), [number, *cells(GOOD)[1:]]]})

    assert codes(path) == ["nik-cut"]
    assert workers(path) == [None]


def test_a_number_of_eleven_digits_is_a_kpj_and_one_of_ten_is_not(tmp_path: Path) -> None:
    rows = [[cells(GOOD)[0], kpj, *cells(GOOD)[2:]] for kpj in (10901749037, 1090174903.0)]

    path = write_workbook(tmp_path, {"Data": [cells(HEADER), *rows]})

    assert workers(path) == [KAIRAV, None]
    assert codes(path) == ["kpj-short"]


def test_a_telephone_number_held_as_a_number_gets_its_zero_back(tmp_path: Path) -> None:
    row: list[Cell] = [*cells(GOOD)[:7], 86069183373, *cells(GOOD)[8:]]

    path = write_workbook(tmp_path, {"Data": [cells(HEADER), row]})

    assert workers(path) == [KAIRAV]


def test_notes_right_of_a_workbooks_table_do_no_harm(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, {"Data": [cells(HEADER), [*cells(GOOD), "", "cek lagi"]]})

    assert workers(path) == [KAIRAV]


def test_a_sheet_with_prefixed_names_rich_text_and_no_references_is_read(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        half = len(text) // 2
        return (
            f'<x:c t="inlineStr"><x:is><x:r><x:t>{text[:half]}</x:t></x:r><x:r><x:t>{text[half:]}</x:t></x:r>'
            "<x:rPh><x:t>ignored</x:t></x:rPh></x:is></x:c>"
        )

    rows = "".join(f"<x:row>{''.join(map(cell, cells(line)))}</x:row>" for line in (HEADER, GOOD))
    sheet = f'<x:worksheet xmlns:x="urn:m"><x:sheetData>{rows}</x:sheetData></x:worksheet>'

    path = write_package(tmp_path, ["Data"], {"xl/worksheets/sheet1.xml": sheet})

    assert workers(path) == [KAIRAV]


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    path = SAMPLES / "roster-pt-contoh.csv"

    for _ in read_roster(path, today=TODAY, progress=lambda done, total: said.append((done, total))):
        pass

    assert len(said) > 3
    assert said == sorted(said)
    assert said[-1] == (path.stat().st_size, path.stat().st_size)


def test_month_first_dates_and_niks_ending_in_zero_are_counted_for_a_hint(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD.replace("17/11/1973", "11/17/1973"))

    _, reading = read(path)

    assert (reading.month_first, reading.niks_ending_in_zero) == (1, 1)


def test_the_sample_rosters_add_up() -> None:
    _, text = read(SAMPLES / "roster-pt-contoh.csv")
    _, workbook = read(SAMPLES / "roster-pt-contoh.xlsx")

    assert [
        (c.read, c.candidates, c.repeats, c.refused, c.warnings, c.notes) for c in (text.counts, workbook.counts)
    ] == [(5026, 4833, 24, 169, 495, 1), (300, 198, 0, 102, 14, 3)]
