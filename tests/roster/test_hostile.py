"""Files that are no rosters, broken ones and bombs: refused in words, quickly, in little memory."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartu.registry.roster import RosterError, read_roster
from tests.roster.makers import (
    GOOD,
    HEADER,
    TODAY,
    cells,
    sheet_xml,
    write_lines,
    write_package,
    write_text,
    write_workbook,
)

SAMPLES = Path(__file__).parents[2] / "samples"
LONG = f"{random.Random(1).getrandbits(40_000_000):x}"  # packs badly: not tightness but the reader must stop it
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path) -> RosterError:
    with pytest.raises(RosterError) as caught:
        list(read_roster(path, today=TODAY))
    assert all(caught.value.words(language) for language in ("id", "en"))
    return caught.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "roster-empty"),
        (b"\xef\xbb\xbf", "roster-empty"),
        (b"\xff\xfe", "roster-empty"),
        (b"\r\n \r\n", "roster-empty"),
        (b"\0" * 5000, "roster-empty"),
        (OLE + b"\0" * 4096 + "Workbook".encode("utf-16-le"), "roster-old-workbook"),
        (OLE + b"\0" * 9000 + "EncryptedPackage".encode("utf-16-le"), "roster-locked"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "roster-other-file"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "roster-other-file"),
        (b"%PDF-1.7\nNIK;KPJ;Nama", "roster-other-file"),
        (b"BM" + bytes(range(256)) * 9, "roster-other-file"),
        (bytes(range(256)) * 20, "roster-other-file"),
        (b"<html><table><tr><td>NIK</td></tr></table>", "roster-old-workbook"),
        (b'<?xml version="1.0"?><Workbook/>', "roster-old-workbook"),
        (b"PK\x03\x04 and nothing more", "roster-damaged"),
        (b"x" * 300_000, "roster-other-file"),
    ],
)
def test_what_is_no_roster_is_refused_by_its_content(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(write_text(tmp_path, content)).code == code


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.csv").code == "roster-unreadable"


def test_missing_columns_are_named_beside_those_that_were_seen(tmp_path: Path) -> None:
    error = refusal(write_lines(tmp_path, "No;Nama Lengkap;NIK;Alamat", "1;Kairav;3273015711734180;Tual"))

    assert error.context == {"missing": "KPJ", "seen": "No, Nama Lengkap, NIK, Alamat"}
    assert "KPJ" in error.words("id")


def test_without_any_header_no_person_is_named_in_the_refusal(tmp_path: Path) -> None:
    error = refusal(write_lines(tmp_path, *[GOOD] * 3))

    assert error.context["missing"] == "NIK, KPJ, Nama"
    assert "Kairav" not in str(error.context)
    assert "3273015711734180" not in str(error.context)


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/workbook.bin", "roster-old-workbook"),
        ("content.xml", "roster-old-workbook"),
        ("word/document.xml", "roster-other-file"),
    ],
)
def test_other_packages_are_told_apart(tmp_path: Path, part: str, code: str) -> None:
    path = write_package(tmp_path, [], {part: "x"})

    assert refusal(path).code == code


def test_an_encrypted_package_is_refused_as_locked(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, {"Data": [cells(HEADER), cells(GOOD)]})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1

    path.write_bytes(content)

    assert refusal(path).code == "roster-locked"


def test_three_hundred_megabytes_in_nine_hundred_kilobytes_are_refused_before_unpacking(tmp_path: Path) -> None:
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    path = write_package(tmp_path, ["Data"], {"xl/worksheets/sheet1.xml": row * (300 * 2**20 // len(row))})

    tracemalloc.start()
    error = refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert error.code == "roster-too-big"
    assert peak < 2 * 2**20


def test_a_bomb_of_shared_strings_is_refused(tmp_path: Path) -> None:
    sheet = sheet_xml([cells(HEADER)], [])
    path = write_package(
        tmp_path, ["Data"], {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": "<si><t>a</t></si>" * 2_000_000}
    )

    assert refusal(path).code == "roster-too-big"


def test_a_package_with_a_lying_size_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, {"Data": [cells(HEADER), *[cells(GOOD)] * 500]})
    with zipfile.ZipFile(path) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    content = path.read_bytes()

    path.write_bytes(
        content.replace(
            struct.pack("<II", info.compress_size, info.file_size), struct.pack("<II", info.compress_size, 999)
        )
    )

    assert refusal(path).code == "roster-damaged"


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;">]><worksheet><sheetData>&d;</sheetData></worksheet>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>',
        "<worksheet><sheetData><row><c",
        "no xml at all",
        f'<worksheet><sheetData><row><c t="inlineStr"><is><t>{LONG}</t></is></c></row></sheetData></worksheet>',
        f'<worksheet a="{LONG}"/>',
        '<worksheet><sheetData><row><c t="s"><v>999</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row><c t="s"><v>-1</v></c></row></sheetData></worksheet>',
    ],
    ids=["entities", "outside", "cut", "no-xml", "long-text", "long-attribute", "no-string", "negative-string"],
)
def test_hostile_sheets_are_refused_as_damaged(tmp_path: Path, sheet: str) -> None:
    path = write_package(tmp_path, ["Data"], {"xl/worksheets/sheet1.xml": sheet})

    assert refusal(path).code == "roster-damaged"


def test_millions_of_empty_cells_rows_and_far_columns_cost_no_memory(tmp_path: Path) -> None:
    head = sheet_xml([cells(HEADER), cells(GOOD)]).removesuffix("</sheetData></worksheet>")
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(3, 40_003))
    path = write_package(tmp_path, ["Data"], {"xl/worksheets/sheet1.xml": f"{head}{empty}</sheetData></worksheet>"})
    reading = read_roster(path, today=TODAY)

    tracemalloc.start()
    read = len(list(reading))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert read == 1
    assert peak < 2 * 2**20


def test_a_csv_of_many_rows_is_streamed(tmp_path: Path) -> None:
    path = write_text(tmp_path, f"{HEADER}\n" + ";;;;;;;;;\n" * 50_000 + f"{GOOD}\n")
    reading = read_roster(path, today=TODAY)

    tracemalloc.start()
    read = len(list(reading))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert read == 1
    assert peak < 2 * 2**20


def read_or_refuse(path: Path) -> None:
    try:
        for line in read_roster(path, today=TODAY):
            assert line.worker is not None or line.problems
    except RosterError as error:
        assert error.words("id")  # noqa: PT017 -- being read is as good as being refused


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()

    read_or_refuse(write_text(folder, content))
    read_or_refuse(write_text(folder, HEADER.encode() + b"\r\n" + content))


ODD_CELLS = st.lists(st.text(max_size=30) | st.sampled_from(cells(GOOD)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(ODD_CELLS, max_size=5))
def test_rows_of_anything_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    lines = [HEADER, *(";".join(row) for row in rows)]

    read_or_refuse(write_text(tmp_path_factory.getbasetemp(), "\n".join(lines).encode("utf-8", "replace")))


@pytest.mark.parametrize("name", ["roster-pt-contoh.csv", "roster-pt-contoh.xlsx"])
def test_mutated_samples_are_read_or_refused(tmp_path: Path, name: str) -> None:
    chance = random.Random(20261122)
    whole = (SAMPLES / name).read_bytes()
    path = tmp_path / name
    for _ in range(60):
        content = bytearray(whole[: chance.choice((len(whole), 20_000, chance.randrange(len(whole))))])
        for _ in range(chance.choice((1, 5, 200))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content[:60_000] if name.endswith("csv") else content)

        read_or_refuse(path)


def test_mutated_parts_of_a_workbook_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    source = write_workbook(tmp_path, {"Data": [cells(HEADER), *[cells(GOOD)] * 20]}, shared=True)
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(150):
        changed = dict(parts)
        name = chance.choice(sorted(parts))
        content = bytearray(parts[name])
        for _ in range(chance.choice((1, 3, 30))):
            content[chance.randrange(len(content))] = chance.choice(b'<>/"= 0189AZaz\xff\x00&;')
        changed[name] = bytes(content)
        with zipfile.ZipFile(source, "w") as package:
            for part, data in changed.items():
                package.writestr(part, data)

        read_or_refuse(source)
