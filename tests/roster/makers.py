"""Makes rosters in the shapes employers send, out of invented people."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from kartu.registry.roster import RosterLine, RosterReading, Worker, read_roster

TODAY = date(2026, 11, 22)
HEADER = "NIK;No. KPJ;Nama Lengkap;Tempat Lahir;Tanggal Lahir;L/P;Email;No HP;Mulai Kepesertaan;Program"
GOOD = "3273015711734180;10901749037;Kairav Haryanto;Tual;17/11/1973;P;kairav@contoh.id;086069183373;12/06/19;JKK,JKM"
OTHER = "3374012303639686;10131383004;Bakiono Laksita;Palu;23 Maret 1963;L;;0824-2534-8894;19/07/2023;JKK/JHT"
KAIRAV = Worker(
    nik="3273015711734180",
    kpj="10901749037",
    name="Kairav Haryanto",
    birth_place="Tual",
    birth_date=date(1973, 11, 17),
    sex="female",
    email="kairav@contoh.id",
    phone="+6286069183373",
    member_since=date(2019, 6, 12),
    programmes=("JKK", "JKM"),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Serial:
    """A number shown as a date."""

    days: float


def write_text(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def write_lines(folder: Path, *lines: str) -> Path:
    return write_text(folder, "\r\n".join(lines) + "\r\n")


def write_row(folder: Path, **changed: str) -> Path:
    """One good row with some cells changed, under the usual header; keys are the header's position words."""
    places = ("nik", "kpj", "name", "place", "born", "sex", "email", "phone", "since", "programmes")
    cells = dict(zip(places, GOOD.split(";"), strict=True)) | changed
    return write_lines(folder, HEADER, ";".join(cells[place] for place in places))


def read(path: Path) -> tuple[list[RosterLine], RosterReading]:
    reading = read_roster(path, today=TODAY)
    return list(reading), reading


def workers(path: Path) -> list[Worker | None]:
    return [line.worker for line in read(path)[0]]


def codes(path: Path) -> list[str]:
    return [problem.code for line in read(path)[0] for problem in line.problems]


def cells(line: str) -> list[str]:
    return line.split(";")


Cell = str | int | float | Serial


def write_workbook(
    folder: Path,
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    shared: bool = False,
    from_1904: bool = False,
    hidden: Sequence[str] = (),
) -> Path:
    """An .xlsx with inline or shared strings; style 1 is a date, style 2 text."""
    strings: list[str] = []
    parts = {
        f"xl/worksheets/sheet{i}.xml": sheet_xml(rows, strings if shared else None)
        for i, rows in enumerate(sheets.values(), 1)
    }
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{escape(text)}</t></si>" for text in strings) + "</sst>"
    )
    return write_package(folder, list(sheets), parts, from_1904=from_1904, hidden=hidden)


def write_package(
    folder: Path,
    names: Sequence[str],
    parts: Mapping[str, str | bytes],
    *,
    from_1904: bool = False,
    hidden: Sequence[str] = (),
) -> Path:
    states = {name: "hidden" if name in hidden else "visible" for name in names}
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{i}" state="{states[name]}" r:id="rId{i}"/>' for i, name in enumerate(names, 1)
    )
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="{DOC}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{DOC}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><workbookPr date1904="{int(from_1904)}"/>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{targets}'
        f'<Relationship Id="rIdS" Type="{DOC}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rIdT" Type="{DOC}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" '
        'formatCode="[$-421]dd\\ mmmm\\ yyyy;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="49"/></cellXfs></styleSheet>',
        **parts,
    }
    path = folder / "roster.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in whole.items():
            package.writestr(name, content)
    return path


def sheet_xml(rows: Sequence[Sequence[Cell]], strings: list[str] | None = None) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        written = "".join(_cell_xml(cell, f"{_letters(i)}{number}", strings) for i, cell in enumerate(row))
        lines.append(f'<row r="{number}">{written}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell_xml(cell: Cell, at: str, strings: list[str] | None) -> str:
    if isinstance(cell, Serial):
        return f'<c r="{at}" s="1"><v>{cell.days}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{at}"><v>{cell!r}</v></c>'
    if cell == "":
        return f'<c r="{at}" s="2"/>'
    if strings is None:
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    strings.append(cell)
    return f'<c r="{at}" t="s"><v>{len(strings) - 1}</v></c>'


def _letters(index: int) -> str:
    return chr(65 + index) if index < 26 else _letters(index // 26 - 1) + chr(65 + index % 26)
