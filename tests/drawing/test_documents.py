from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest

from kartu.cards.drawing import Face, draw_card_pdf, draw_sheet_pdf
from tests.drawing.people import ARABIC, SITI_CODE, rendered, texts_read, words_on

MM = 72 / 25.4
DOT = 25.4 / 600  # millimetres, at the resolution measured


def test_the_card_has_two_pages_of_exactly_id_1_size(siti: Face) -> None:
    with pypdfium2.PdfDocument(draw_card_pdf(siti)) as document:
        sizes = [[round(side / MM, 2) for side in page.get_size()] for page in document]

    assert sizes == [[85.60, 53.98]] * 2


def test_the_sheet_is_one_a4_page(siti: Face) -> None:
    with pypdfium2.PdfDocument(draw_sheet_pdf(siti)) as document:
        sizes = [[round(side / MM, 1) for side in page.get_size()] for page in document]

    assert sizes == [[210.0, 297.0]]


def test_crop_marks_stand_at_the_corners_of_two_cards(siti: Face) -> None:
    dark = np.asarray(rendered(draw_sheet_pdf(siti), 0, dots_per_inch=600).convert("L")) < 128
    above, beside = round(57 / DOT), round(14 / DOT)

    columns, rows = np.flatnonzero(dark[above]) * DOT, np.flatnonzero(dark[:, beside]) * DOT

    # The sheet's own title stands higher and its text further right: only marks cross these two lines.
    assert columns[-1] - columns[0] == pytest.approx(2 * 85.60, abs=0.2)
    assert rows[-1] - rows[0] == pytest.approx(53.98, abs=0.2)


@pytest.mark.parametrize("dots_per_inch", [300, 600])
def test_the_code_reads_from_the_card_and_from_the_sheet(dots_per_inch: int, siti: Face) -> None:
    card = rendered(draw_card_pdf(siti), 0, dots_per_inch=dots_per_inch)
    sheet = rendered(draw_sheet_pdf(siti), 0, dots_per_inch=dots_per_inch)

    assert texts_read(card) == texts_read(sheet) == [SITI_CODE]


def test_the_code_is_printed_with_black_ink_only_and_as_lines_not_pixels(siti: Face) -> None:
    for pdf in (draw_card_pdf(siti), draw_sheet_pdf(siti)):
        document = pikepdf.open(io.BytesIO(pdf))
        page = document.pages[0]
        inks = [
            [float(number) for number in step.operands]
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "k"
        ]

        assert inks == [[0, 0, 0, 1]]
        assert len(page.get_images()) == 0


@pytest.mark.parametrize("name", ["Siti Rahmawati", ARABIC, "Đỗ Nguyễn Ḥasanah"])
def test_every_font_is_embedded_as_a_subset(name: str, siti: Face) -> None:
    face = replace(siti, name=name)

    for pdf in (draw_card_pdf(face), draw_sheet_pdf(face)):
        document = pikepdf.open(io.BytesIO(pdf))
        fonts = [font for page in document.pages for font in dict(page.Resources.Font).values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert str(font.BaseFont)[7] == "+"


def test_the_words_of_both_sides_can_be_read_and_searched(siti: Face) -> None:
    pdf = draw_card_pdf(siti)

    front, back = words_on(pdf, 0), words_on(pdf, 1)

    for words in ("Balai Jaminan Pekerja", "KARTU PESERTA", "2604 1187 009", "Siti Rahmawati", "21 Mei 2027"):
        assert words in front
    for words in ("JHT · Hari tua", "Kartu hilang?", "bjp.example/periksa", "7F3A 91C2 05DE 88B4", "gratis"):
        assert words in back


def test_an_english_card_has_no_indonesian_words(siti: Face) -> None:
    face = replace(siti, language="en", kind="plastic", programmes=())

    words = words_on(draw_card_pdf(face), 0) + words_on(draw_card_pdf(face), 1) + words_on(draw_sheet_pdf(face))

    for phrase in ("MEMBERSHIP CARD", "Plastic card", "Valid until 21 May 2027"):
        assert phrase in words
    for word in ("Nomor", "Kartu", "Berlaku", "lipat", "Cetak"):
        assert word not in words
