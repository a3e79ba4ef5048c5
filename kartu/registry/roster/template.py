"""The empty roster to download: its columns are text, so a typed NIK keeps all its digits."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

COLUMNS = {
    "id": (
        "NIK",
        "No. KPJ",
        "Nama Lengkap",
        "Tempat Lahir",
        "Tanggal Lahir",
        "L/P",
        "Email",
        "No HP",
        "Mulai Kepesertaan",
        "Program",
    ),
    "en": (
        "NIK",
        "KPJ",
        "Full name",
        "Place of birth",
        "Date of birth",
        "Sex",
        "Email",
        "Phone",
        "Membership start",
        "Programmes",
    ),
}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Data TK" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Style 1 is number format 49, "@": text.
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def write_template(path: Path, *, language: str = "id") -> None:
    """Write an .xlsx with the header row only; every column is formatted as text."""
    names = COLUMNS["en" if language == "en" else "id"]
    columns = f'<cols><col min="1" max="{len(names)}" width="22" style="1" customWidth="1"/></cols>'
    cells = "".join(f'<c t="inlineStr" s="1"><is><t>{escape(name)}</t></is></c>' for name in names)
    sheet = f'<worksheet xmlns="{MAIN}">{columns}<sheetData><row>{cells}</row></sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            package.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
