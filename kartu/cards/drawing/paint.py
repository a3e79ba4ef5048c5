"""Pictures and PDFs of a card, from one template (card.typ).

Deterministic: the same face gives the same bytes. Safe in threads: each thread keeps its own compiler; the fonts are
shared and never change.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

import typst
from PIL import Image

from kartu.cards.drawing.face import Face, describe
from kartu.cards.drawing.fonts import load_fonts

DOTS_PER_INCH = 300
COLOURS = 64
TEMPLATE = files("kartu.cards.drawing").joinpath("card.typ").read_bytes()
Page = Literal["front", "back", "card", "sheet", "plate"]

_own = threading.local()


def draw_front_png(face: Face) -> bytes:
    """The front as PNG, 1011 x 638 dots at 300 dpi, palette colours, below 60 kB."""
    return _flat(_compile(face, "front", "png"))


def draw_back_png(face: Face) -> bytes:
    """The back as PNG, 1011 x 638 dots at 300 dpi."""
    return _flat(_compile(face, "back", "png"))


def draw_card_pdf(face: Face) -> bytes:
    """Front and back as a PDF of two pages of 85.60 x 53.98 mm (ISO/IEC 7810 ID-1), fonts embedded."""
    return _compile(face, "card", "pdf")


def draw_sheet_pdf(face: Face) -> bytes:
    """An A4 page with front and back side by side, crop marks, fold line and instructions."""
    return _compile(face, "sheet", "pdf")


def draw_plate_pdf(face: Face, setting: Mapping[str, object]) -> bytes:
    """Both sides as one printer needs them (`plate.Setting`), still without the boxes that say where the card is."""
    return _compile(face, "plate", "pdf", setting=json.dumps(setting))


def compile_document(template: bytes, **inputs: str) -> bytes:
    """The PDF of another template of ours, with the card's faces; the same in gives the same out."""
    return _typeset(template, "pdf", inputs)


def _compile(face: Face, page: Page, output: Literal["png", "pdf"], **more: str) -> bytes:
    inputs = {"face": json.dumps(describe(face), ensure_ascii=False), "page": page, **more}
    return _typeset(TEMPLATE, output, inputs)


def _typeset(template: bytes, output: Literal["png", "pdf"], inputs: dict[str, str]) -> bytes:
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(font_paths=load_fonts(), ignore_system_fonts=True)
    drawn = _own.compiler.compile(template, format=output, ppi=DOTS_PER_INCH, sys_inputs=inputs)
    if not isinstance(drawn, bytes):
        raise TypeError("a card picture is one page")
    return drawn


def _flat(png: bytes) -> bytes:
    """Fewer colours and the density in the file: flat art needs no more than a palette."""
    picture = (
        Image.open(io.BytesIO(png))
        .convert("RGB")
        .quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    )
    flat = io.BytesIO()
    picture.save(flat, "PNG", compress_level=6, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return flat.getvalue()
