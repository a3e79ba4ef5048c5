"""What refuses a row, what only warns, and what a good row becomes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kartu.registry.roster import Place, explain
from tests.roster.makers import GOOD, HEADER, KAIRAV, OTHER, codes, read, workers, write_lines, write_row


def test_a_good_row_becomes_one_worker_in_one_form(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD)

    lines, reading = read(path)

    assert [(line.worker, line.problems, line.place) for line in lines] == [(KAIRAV, (), Place(None, 2))]
    assert (reading.counts.read, reading.counts.candidates, reading.counts.refused) == (1, 1, 0)


@pytest.mark.parametrize(
    "written",
    ["3273 0157 1173 4180", "'3273015711734180", "3273.0157.1173.4180", '="3273015711734180"', "3273-01-571173-4180 "],
)
def test_a_nik_is_read_through_spaces_dots_dashes_and_apostrophes(tmp_path: Path, written: str) -> None:
    path = write_row(tmp_path, nik=written)

    assert workers(path) == [KAIRAV]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "nik-missing"),
        ("-", "nik-missing"),
        ("327301571173418", "nik-length"),
        ("32730157117341800", "nik-length"),
        ("3,27302E+15", "nik-cut"),
        ("3.27301571173418E+15", "nik-cut"),
        ("3273015711734180.0", "nik-cut"),
        ("3273015711734180,00", "nik-cut"),
        ("32730157117341O0", "nik-letters"),
        ("٣٢٧٣٠١٥٧١١٧٣٤١٨٠", "nik-letters"),
        ("0000000000000000", "nik-invented"),
        ("1234567890123456", "nik-invented"),
    ],
)
def test_a_nik_that_cannot_be_trusted_refuses_the_row(tmp_path: Path, written: str, code: str) -> None:
    path = write_row(tmp_path, nik=written)

    lines, _ = read(path)

    assert lines[0].worker is None
    assert code in [problem.code for problem in lines[0].problems]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "kpj-missing"),
        ("1090174903", "kpj-short"),
        ("109017490371", "kpj-length"),
        ("1,0901E+10", "kpj-cut"),
        ("10901749O37", "kpj-letters"),
        ("00000000000", "kpj-invented"),
    ],
)
def test_a_kpj_is_never_padded_or_guessed(tmp_path: Path, written: str, code: str) -> None:
    path = write_row(tmp_path, kpj=written)

    lines, _ = read(path)

    assert lines[0].worker is None
    assert [problem.code for problem in lines[0].problems] == [code]


@pytest.mark.parametrize("written", ["109-0174-9037", "'10901749037", "10901749037.0", " 109 01749037"])
def test_a_kpj_is_read_through_its_separators(tmp_path: Path, written: str) -> None:
    path = write_row(tmp_path, kpj=written)

    assert workers(path) == [KAIRAV]


@pytest.mark.parametrize("written", ["H. Ma'ruf   Amin,  S.Pd", "'Aisyah", "I Gusti Ngurah", "Nur\u0308", "D’Souza"])
def test_a_name_stays_as_written_but_for_white_space_and_nfc(tmp_path: Path, written: str) -> None:
    path = write_row(tmp_path, name=written)

    (worker,) = workers(path)

    assert worker is not None
    assert worker.name == " ".join(written.split()).replace("r\u0308", "r̈")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "name-missing"),
        ("-", "name-missing"),
        ("12345", "name-missing"),
        ("=HYPERLINK(1)", "name-odd"),
        ("@SUM(A1)", "name-odd"),
        ("<script>x</script>", "name-odd"),
    ],
)
def test_a_name_that_is_none_refuses_the_row(tmp_path: Path, written: str, code: str) -> None:
    path = write_row(tmp_path, name=written)

    assert codes(path) == [code]
    assert workers(path) == [None]


def test_the_digits_of_the_nik_disagreeing_with_birth_date_and_sex_only_warns(tmp_path: Path) -> None:
    path = write_row(tmp_path, born="18/11/1973", sex="L")

    lines, reading = read(path)

    assert lines[0].worker == KAIRAV._replace(birth_date=date(1973, 11, 18), sex="male")
    assert codes(path) == ["nik-birth-date", "nik-sex"]
    assert (reading.counts.refused, reading.counts.warnings) == (0, 2)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/1990", "birth-date-impossible"),
        ("29-02-2023", "birth-date-impossible"),
        ("belum tahu", "birth-date-impossible"),
        ("17/11/2073", "birth-date-unlikely"),
        ("17/11/1873", "birth-date-unlikely"),
        ("", "birth-date-missing"),
    ],
)
def test_a_birth_date_that_cannot_be_warns_and_stays_empty(tmp_path: Path, written: str, code: str) -> None:
    path = write_row(tmp_path, born=written)

    assert codes(path) == [code]
    assert workers(path) == [KAIRAV._replace(birth_date=None)]


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("0824-2534-8894", "+6282425348894"),
        ("'081584771968", "+6281584771968"),
        (" 083232749951 ", "+6283232749951"),
        ("6281372987056", "+6281372987056"),
        ("+62 837-6484-3763", "+6283764843763"),
        ("+62 (0)837 6484 3763", "+6283764843763"),
        ("81372987056", "+6281372987056"),
        ("(021) 555-1234", "+62215551234"),
        ("0812 3456 7890 / 0813 1111 2222", "+6281234567890"),
        ("+60 12-345 6789", "+60123456789"),
        ("0062 812 3456 7890", "+6281234567890"),
    ],
)
def test_a_phone_number_is_brought_to_e164(tmp_path: Path, written: str, phone: str) -> None:
    path = write_row(tmp_path, phone=written)

    assert workers(path) == [KAIRAV._replace(phone=phone)]
    assert codes(path) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [("8,12346E+11", "phone-cut"), ("12345", "phone-unusable"), ("tidak punya", "phone-unusable")],
)
def test_an_unusable_phone_number_warns_and_stays_empty(tmp_path: Path, written: str, code: str) -> None:
    path = write_row(tmp_path, phone=written)

    assert workers(path) == [KAIRAV._replace(phone=None)]
    assert codes(path) == [code]


@pytest.mark.parametrize(
    ("written", "email"),
    [("Kairav@Contoh.ID", "kairav@contoh.id"), ("mailto:a@b.co", "a@b.co"), ("a@b.co, c@d.co", "a@b.co")],
)
def test_an_email_address_is_brought_to_lower_case(tmp_path: Path, written: str, email: str) -> None:
    path = write_row(tmp_path, email=written)

    assert workers(path) == [KAIRAV._replace(email=email)]


@pytest.mark.parametrize("written", ["kairav@contoh", "kairav", "a..b@contoh.id", "@contoh.id", "a@b@c.id", "a@-b.id"])
def test_an_unusable_email_address_warns_and_stays_empty(tmp_path: Path, written: str) -> None:
    path = write_row(tmp_path, email=written)

    assert workers(path) == [KAIRAV._replace(email=None)]
    assert codes(path) == ["email-unusable"]


@pytest.mark.parametrize(
    ("written", "programmes"),
    [
        ("JKK/JKM/JHT/JP/JKP", ("JKK", "JKM", "JHT", "JP", "JKP")),
        ("jht, jkk dan jp", ("JKK", "JHT", "JP")),
        ("JKK JKM JHT", ("JKK", "JKM", "JHT")),
        ("Jaminan Hari Tua", ("JHT",)),
        ("", ()),
    ],
)
def test_programmes_come_in_the_funds_order(tmp_path: Path, written: str, programmes: tuple[str, ...]) -> None:
    path = write_row(tmp_path, programmes=written)

    assert workers(path) == [KAIRAV._replace(programmes=programmes)]
    assert codes(path) == []


def test_an_unknown_programme_warns_and_is_left_out(tmp_path: Path) -> None:
    path = write_row(tmp_path, programmes="JKK, JKX")

    assert workers(path) == [KAIRAV._replace(programmes=("JKK",))]
    assert codes(path) == ["programme-unknown"]


def test_the_same_row_twice_is_a_repeat_of_the_first(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD, OTHER, GOOD)

    lines, reading = read(path)

    assert [line.repeat_of for line in lines] == [None, None, Place(None, 2)]
    assert (reading.counts.read, reading.counts.candidates, reading.counts.repeats) == (3, 2, 1)


def test_a_second_number_of_the_same_person_is_another_membership(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD, GOOD.replace("10901749037", "10901749038"))

    lines, _ = read(path)

    assert [line.repeat_of for line in lines] == [None, None]
    assert [line.worker and line.worker.kpj for line in lines] == ["10901749037", "10901749038"]


def test_one_number_for_two_people_refuses_the_second_and_names_both_rows(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD, "", OTHER.replace("10131383004", "10901749037"))

    lines, reading = read(path)

    assert [line.worker is None for line in lines] == [False, True]
    assert explain(lines[1].problems[0], "en").startswith("Row 4, column “No. KPJ”: the KPJ 1090…37 already stands")
    assert "in Row 2" in explain(lines[1].problems[0], "en")
    assert (reading.counts.read, reading.counts.refused) == (2, 1)


def test_a_refused_row_does_not_make_its_corrected_twin_a_repeat(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD.replace("Kairav Haryanto", ""), GOOD)

    lines, _ = read(path)

    assert [(line.worker is None, line.repeat_of) for line in lines] == [(True, None), (False, None)]


def test_sums_notes_empty_lines_and_repeated_headers_are_not_counted(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path,
        *(HEADER, "(1);(2);(3);(4);(5);(6);(7);(8);(9);(10)", GOOD, ";;;;;;;;;", "", HEADER, OTHER),
        *("Bagian Produksi;;;;;;;;;", ";;Budi Santoso (sudah keluar);;;;;;;", "Jumlah;;5000 orang;;;;;;;"),
        *("Total;2;;;;;;;;", "Catatan: sudah diperiksa;;;;;;;;;", "Mengetahui,;;HRD Manager;;;;;;;"),
    )

    lines, reading = read(path)

    assert [line.place.row for line in lines] == [3, 7]
    assert (reading.counts.read, reading.counts.notes) == (2, 8)


def test_a_worker_whose_name_begins_like_a_sum_is_a_worker(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, GOOD.replace("Kairav", "Total"), GOOD.replace("10901749037", "1090174903"))

    lines, _ = read(path)

    assert len(lines) == 2


def test_a_row_with_half_a_worker_is_refused_not_skipped(tmp_path: Path) -> None:
    path = write_lines(tmp_path, HEADER, ";;Budi Santoso;;1/1/1990;;;;;")

    lines, _ = read(path)

    assert [problem.code for problem in lines[0].problems] == ["nik-missing", "kpj-missing"]


def test_every_problem_is_explained_in_both_languages_without_the_datum(tmp_path: Path) -> None:
    path = write_row(
        tmp_path,
        nik="3,27302E+15",
        kpj="1090174903",
        name="=Kairav",
        born="31/02/1987",
        email="kairav@x",
        phone="9912345",
    )

    lines, _ = read(path)
    said = [explain(problem, language) for problem in lines[0].problems for language in ("id", "en")]

    assert len(said) == 12
    assert all(text.startswith(("Baris 2, kolom “", "Row 2, column “")) for text in said)
    for secret in ("1090174903", "Kairav", "kairav", "1987", "9912345"):
        assert not any(secret in text for text in said)
