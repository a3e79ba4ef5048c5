"""Cards for a card printer: where the card is on the page, what a shift moves, and how it is found."""

from __future__ import annotations

import io
import os
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
import zxingcpp
from PIL import Image

from kartu.cards.drawing import Face
from kartu.cards.drawing.plate import STRAIGHT, Setting, draw_printer_pdf, draw_test_pdf, shifted_by
from tests.degrade import GRADES, photograph
from tests.drawing.people import SITI_CODE, code_text, modules_of, picture, rendered, texts_read

LONG = os.environ.get("KARTU_LONG") == "1"
CARDS, SHOTS = (4, 6) if LONG else (1, 1)
DOT = 25.4 / 600  # millimetres, at the resolution measured
SHIFTED = Setting(front=(0.8, -0.5), back=(-0.6, 0.4), bleed=1.0, turned=True)
SETTINGS = pytest.mark.parametrize("setting", [STRAIGHT, SHIFTED], ids=["straight", "shifted"])


def _trimmed(pdf: bytes, page: int, *, dots_per_inch: int = 600) -> Image.Image:
    """What lies in the trim box: the card itself."""
    whole = rendered(pdf, page, dots_per_inch=dots_per_inch)
    with pypdfium2.PdfDocument(pdf) as document:
        left, bottom, right, top = (side / 72 * dots_per_inch for side in document[page].get_trimbox())
    return whole.crop((round(left), round(whole.height - top), round(right), round(whole.height - bottom)))


@SETTINGS
@pytest.mark.parametrize("page", [0, 1])
def test_the_card_measures_id_1_with_every_shift_and_is_coloured_to_its_edge(
    siti: Face, setting: Setting, page: int
) -> None:
    card = _trimmed(draw_printer_pdf([siti], setting), page)

    measured = [side * DOT for side in card.size]
    assert measured == pytest.approx([85.60, 53.98], abs=0.2)
    # The first and last lines of dots have the ground's colours throughout: a shift leaves no white edge.
    dots = np.asarray(card).astype(int)
    corners = [dots[0, 0], dots[0, -1], dots[-1, 0], dots[-1, -1]]
    assert all(dot.sum() < 760 for dot in corners)


@pytest.mark.parametrize("page", [0, 1])
def test_the_frame_of_the_test_card_measures_id_1(page: int) -> None:
    dark = np.asarray(rendered(draw_test_pdf("id", SHIFTED), page, dots_per_inch=600).convert("L")) < 128
    # The frame of the card crosses the whole picture; the scales do not.
    columns = np.flatnonzero(dark.mean(axis=0) > 0.8) * DOT
    rows = np.flatnonzero(dark.mean(axis=1) > 0.8) * DOT

    assert columns[-1] - columns[0] == pytest.approx(85.60, abs=0.2)
    assert rows[-1] - rows[0] == pytest.approx(53.98, abs=0.2)
    shift = SHIFTED.front if page == 0 else tuple(-side for side in SHIFTED.back)  # the back is turned
    assert (columns[0], rows[0]) == pytest.approx([1 + shift[0], 1 + shift[1]], abs=0.1)


def _code_at(card: Image.Image) -> tuple[float, float]:
    """The upper left corner of the code, in millimetres."""
    (code,) = zxingcpp.read_barcodes(card)
    assert code.text == SITI_CODE
    return code.position.top_left.x * DOT, code.position.top_left.y * DOT


def test_a_shift_moves_the_drawing_by_so_many_millimetres(siti: Face) -> None:
    straight, shifted = (_code_at(_trimmed(draw_printer_pdf([siti], each), 0)) for each in (STRAIGHT, SHIFTED))

    moved = [after - before for before, after in zip(straight, shifted, strict=True)]
    assert moved == pytest.approx(list(SHIFTED.front), abs=0.1)


def test_many_cards_are_one_document_in_their_order_and_the_code_is_black_ink_only(siti: Face) -> None:
    pdf = draw_printer_pdf([siti, siti, siti], SHIFTED)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        inks = [
            [
                [float(number) for number in step.operands]
                for step in pikepdf.parse_content_stream(page)
                if str(step.operator) == "k"
            ]
            for page in document.pages
        ]
        images = sum(len(page.get_images()) for page in document.pages)
    assert inks == [[[0, 0, 0, 1]], []] * 3
    assert images == 0
    assert [texts_read(rendered(pdf, page, dots_per_inch=300)) for page in range(6)] == [[SITI_CODE], []] * 3


def _printed(pdf: bytes, *, bleed: float) -> bytes:
    """The front of the card as a printer of 300 dots an inch puts it down: its dots begin at the page's corner."""
    dot = 72 / 300
    first = round(bleed * 300 / 25.4) * dot
    file = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        top = page.get_height() - first
        # A hair less than 637 lines: what is over a whole number by rounding would become a line more, and stretch all.
        page.set_cropbox(first, top - 636.99 * dot, first + 1010.99 * dot, top)
        page.render(scale=1 / dot).to_pil().save(file, "PNG")
    return file.getvalue()


def test_a_shift_leaves_every_module_of_the_code_its_whole_dots(siti: Face) -> None:
    straight, shifted = (_printed(draw_printer_pdf([siti], each), bleed=each.bleed) for each in (STRAIGHT, SHIFTED))
    here, there = (np.asarray(picture(png).convert("L")).astype(int) for png in (straight, shifted))
    (code,) = zxingcpp.read_barcodes(picture(straight))
    x, y = code.position.top_left.x + 8, code.position.top_left.y + 8
    moved = [round(side * 300 / 25.4) for side in SHIFTED.front]

    def differing(right: int, down: int) -> float:
        inside = there[y + down : y + down + 292, x + right : x + right + 292]
        return float((np.abs(here[y : y + 292, x : x + 292] - inside) > 64).mean())

    assert differing(*moved) < 0.01


@pytest.mark.slow
def test_the_code_of_a_shifted_card_reads_from_bad_photographs(siti: Face) -> None:
    """One code, one shot a grade; with KARTU_LONG=1 four codes, six shots, of which 88 % must read."""
    read = []
    for card in range(CARDS):
        text = code_text(card, 386 + card * 11)
        png = _printed(draw_printer_pdf([replace(siti, modules=modules_of(text))], SHIFTED), bleed=SHIFTED.bleed)
        for grade in GRADES.values():
            shots = [photograph(png, grade, seed=100 * card + shot) for shot in range(SHOTS)]
            read += [texts_read(picture(each)) == [text] for each in shots]

    assert sum(read) >= (0.88 if LONG else 0.6) * len(read), f"{sum(read)} of {len(read)}"


def test_what_is_read_off_the_test_card_becomes_the_shift() -> None:
    # The drawing stood 0.8 mm too far right and 0.5 mm too high.
    assert shifted_by((0.0, 0.0), left=0, right=0.8, top=0.5, bottom=0) == (-0.8, 0.5)
    assert shifted_by((-0.8, 0.5), left=0, right=0, top=0, bottom=0) == (-0.8, 0.5)
    with pytest.raises(ValueError, match="shifted by"):
        shifted_by((-2.5, 0.0), left=0, right=1.0, top=0, bottom=0)
