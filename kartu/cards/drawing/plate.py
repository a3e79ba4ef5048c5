"""Cards for a card printer: pages with a trim box, the drawing shifted as that very printer needs it; its test card.

A printer takes each card a little beside where its driver says. The test card shows by how much; `shifted_by` turns
what was read off it into a shift. The trim box (ISO 32000-2, 14.11.2) says where the card is on the page: it is
85.60 x 53.98 mm whatever the shift, for the shift moves the drawing and not the card.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import pypdfium2  # type: ignore[import-untyped]  # ships no types

from kartu.cards.drawing.face import Face
from kartu.cards.drawing.paint import compile_document, draw_plate_pdf

WIDTH, HEIGHT = 85.60, 53.98  # millimetres, ISO/IEC 7810 ID-1
POINTS = 72 / 25.4
DOT = 25.4 / 300  # millimetres
FARTHEST = 3.0  # millimetres a drawing may be shifted: beyond, the printer needs a mechanic
TEMPLATE = files("kartu.cards.drawing").joinpath("test-card.typ").read_bytes()
# PDFium keeps state of its own and is not safe in threads.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Setting:
    """How one printer prints, in millimetres: `front` and `back` shift right and down; `bleed` is what it prints
    beyond the card's edge, on every side; `turned` says that it shows the back upside down. Drawn to the nearest dot
    at 300 dpi, so that the code's modules stay whole dots.
    """

    front: tuple[float, float] = (0.0, 0.0)
    back: tuple[float, float] = (0.0, 0.0)
    bleed: float = 0.0
    turned: bool = False


STRAIGHT = Setting()


def draw_printer_pdf(faces: Sequence[Face], setting: Setting = STRAIGHT) -> bytes:
    """Front and back of every card in turn, as this printer needs them: one document, one print."""
    return _boxed([draw_plate_pdf(face, _plain(setting)) for face in faces], setting)


def draw_test_pdf(language: str, setting: Setting = STRAIGHT) -> bytes:
    """A card of rulers, front and back, drawn with the printer's present shifts: what is read off it is still wrong."""
    inputs = {"setting": json.dumps(_plain(setting)), "language": language}
    return _boxed([compile_document(TEMPLATE, **inputs)], setting)


def shifted_by(
    shift: tuple[float, float], *, left: float, right: float, top: float, bottom: float
) -> tuple[float, float]:
    """The new shift, from the smallest millimetre still seen at each edge of the test card.

    What the right edge has lost, the drawing stands too far right. Rounded to tenths; raises ValueError beyond
    FARTHEST, where no shift helps.
    """
    new = (round(shift[0] + left - right, 1), round(shift[1] + top - bottom, 1))
    if max(abs(side) for side in new) > FARTHEST:
        raise ValueError(f"shifted by {new}")
    return new


def _plain(setting: Setting) -> dict[str, object]:
    front, back = ([_whole_dots(side) for side in shift] for shift in (setting.front, setting.back))
    return {"front": front, "back": back, "bleed": _whole_dots(setting.bleed), "turned": setting.turned}


def _whole_dots(millimetres: float) -> float:
    return round(millimetres / DOT) * DOT


def joined(parts: Sequence[bytes]) -> bytes:
    """The documents as one, page after page."""
    return _joined(parts)


def _boxed(parts: Sequence[bytes], setting: Setting) -> bytes:
    """The parts as one document, every page with its trim and bleed box."""
    edge = _whole_dots(setting.bleed) * POINTS
    return _joined(parts, card=(edge, edge, edge + WIDTH * POINTS, edge + HEIGHT * POINTS))


def _joined(parts: Sequence[bytes], *, card: tuple[float, float, float, float] | None = None) -> bytes:
    whole = io.BytesIO()
    with _one_at_a_time, pypdfium2.PdfDocument.new() as document:
        for part in parts:
            with pypdfium2.PdfDocument(part) as drawn:
                document.import_pages(drawn)
        for page in document if card else ():
            page.set_bleedbox(*page.get_mediabox())
            page.set_trimbox(*card)
            page.close()
        document.save(whole)
    return whole.getvalue()
