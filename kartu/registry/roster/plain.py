"""A workbook of texts only: nothing in it is a number, so nothing is cut, and nothing is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from kartu.registry.roster.template import MAIN, PARTS

# XML 1.0 has no place for these; a file that holds one is refused by spreadsheets.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WIDTH = 22
LONGEST = 32_767  # ECMA-376: characters of a cell


def workbook_of(rows: Iterable[Sequence[str]]) -> bytes:
    """An .xlsx with one sheet; each cell is an inline string in a column formatted as text."""
    columns = f'<cols><col min="1" max="64" width="{WIDTH}" style="1" customWidth="1"/></cols>'
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{lines}</sheetData></worksheet>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            package.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return kept.getvalue()


def _cell(text: str) -> str:
    kept = escape(_NO_XML.sub("", text)[:LONGEST])
    return f'<c t="inlineStr" s="1"><is><t xml:space="preserve">{kept}</t></is></c>'
