"""A loss letter as a PDF: one A4 page, its signed code in pure black. It is Indonesian, as offices read it."""

from __future__ import annotations

import io
import json
from importlib.resources import files

import segno
import typst
from django.conf import settings
from django.utils import translation

from kartu.base.language import written_date
from kartu.cards.drawing.fonts import drawable, load_fonts
from kartu.letters.models import Letter
from kartu.letters.words import IDENTITIES, ITEMS

TEMPLATE = files("kartu.letters").joinpath("letter.typ").read_bytes()
QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks


def draw_letter(letter: Letter) -> bytes:
    """The PDF of the letter as it stands now, fonts embedded. The same letter gives the same bytes."""
    compiler = typst.Compiler(font_paths=load_fonts(), ignore_system_fonts=True)
    inputs = {"letter": json.dumps(_told(letter), ensure_ascii=False), "code": _code_svg(letter.code)}
    drawn = compiler.compile(TEMPLATE, format="pdf", sys_inputs=inputs)
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


def _told(letter: Letter) -> dict[str, object]:
    station = letter.station
    with translation.override("id"):
        person = [
            ("Nama", letter.name),
            (str(IDENTITIES.get(letter.identity_kind, "")), letter.identity),
            ("Tempat, tanggal lahir", _born(letter)),
            ("Alamat", letter.address),
        ]
        items = [str(ITEMS[item]) for item in letter.item_codes]
    loss = [("Waktu", letter.lost_when), ("Tempat", letter.lost_where)]
    where = ", ".join(filter(None, [station.address, station.city]))
    return {
        "title": f"Surat keterangan kehilangan {letter.number}",
        "station": drawable(station.name),
        "place": drawable(where + (f". Telepon {station.telephone}" if station.telephone else "")),
        "city": drawable(station.city),
        "number": letter.number,
        "issued": written_date(letter.issued_on, "id"),
        "extended": written_date(letter.extended_on, "id") if letter.extended_on else "",
        "until": written_date(letter.until, "id"),
        "person": [(words, drawable(value)) for words, value in person if words and value],
        "items": items,
        "details": drawable(letter.details),
        "loss": [(words, drawable(value)) for words, value in loss if value],
        "officer": str(letter.issued_by_id),
        "check": f"{settings.PROFILE.verify_address}/surat",
        "alt": "Kode tanda tangan digital surat ini",
    }


def _born(letter: Letter) -> str:
    day = written_date(letter.birth_date, "id") if letter.birth_date else ""
    return ", ".join(filter(None, [letter.birth_place, day]))


def _code_svg(text: str) -> str:
    drawn = io.BytesIO()
    code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False)
    code.save(drawn, kind="svg", border=QUIET, xmldecl=False, svgns=True, dark="#000", light="#fff")
    return drawn.getvalue().decode()
