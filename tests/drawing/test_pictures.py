from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from kartu.cards.drawing import Face, draw_back_png, draw_card_pdf, draw_front_png, draw_sheet_pdf
from kartu.cards.drawing.face import Kind
from tests.degrade import recompressed
from tests.drawing.people import ARABIC, LONGEST, ONE_LONG_WORD, SITI, SITI_CODE, code_text, modules_of, picture
from tests.drawing.people import texts_read as read

SIDES = [draw_front_png, draw_back_png]
NAMES = ["Siti Rahmawati", LONGEST, ONE_LONG_WORD, ARABIC, "W" * 200, "Ĉŝğ đ’Éſțræ Nguyễn Ḥasanah"]


@pytest.mark.parametrize("draw", SIDES)
def test_a_picture_is_a_card_at_300_dpi_in_palette_colours(draw: Callable[[Face], bytes], siti: Face) -> None:
    drawn = picture(draw(siti))

    assert (drawn.format, drawn.size, drawn.mode) == ("PNG", (1011, 638), "P")
    assert [round(density) for density in drawn.info["dpi"]] == [300, 300]


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_stays_below_60_kb_and_reads_with_any_name(name: str, siti: Face) -> None:
    face = replace(siti, name=name, employer=name, fund_name=name, language="en", kind="print")

    front, back = draw_front_png(face), draw_back_png(face)

    assert max(len(front), len(back)) < 60_000
    assert read(picture(front)) == [SITI_CODE]
    assert read(picture(recompressed(front))) == [SITI_CODE]


@pytest.mark.parametrize("length", [300, 360, 386, 400, 419])
def test_the_code_of_any_size_is_whole_dots_in_pure_black_and_white(length: int, siti: Face) -> None:
    text = code_text(length, length)
    modules = modules_of(text)
    dots = 365 // (len(modules) + 8)

    front = np.asarray(picture(draw_front_png(replace(siti, modules=modules))).convert("L"))

    size = len(modules) * dots
    top, left = 220 + (365 - size) // 2, 1011 - 48 - 365 + (365 - size) // 2
    wanted = np.kron(np.where(np.array(modules), 0, 255), np.ones((dots, dots)))
    assert np.abs(front[top : top + size, left : left + size] - wanted).max() <= 2
    quiet = front[top - 4 * dots + 4 : top, left : left + size]
    assert quiet.min() >= 253
    assert read(picture(draw_front_png(replace(siti, modules=modules)))) == [text]


def test_the_saved_picture_reads_after_a_messenger_made_it_small() -> None:
    for seed in range(10):
        text = code_text(seed, 386 + seed * 3)

        small = picture(recompressed(draw_front_png(replace(SITI, modules=modules_of(text))), width=800, quality=40))

        assert small.width == 800
        assert read(small) == [text]


def test_the_same_face_gives_the_same_bytes(siti: Face) -> None:
    again = replace(siti)

    for draw in (draw_front_png, draw_back_png, draw_card_pdf, draw_sheet_pdf):
        assert draw(siti) == draw(again)


def test_threads_draw_at_the_same_time_without_mixing_cards(siti: Face) -> None:
    faces = [replace(siti, name=f"Siti {n}", modules=modules_of(code_text(n))) for n in range(8)]
    alone = [draw_front_png(face) for face in faces]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(draw_front_png, faces))

    assert together == alone


@pytest.mark.parametrize("kind", ["print", "plastic"])
def test_copies_of_another_kind_look_different(kind: Kind, siti: Face) -> None:
    other = replace(siti, kind=kind)

    assert draw_front_png(other) != draw_front_png(siti)


def test_a_face_without_optional_fields_is_drawn(siti: Face) -> None:
    bare = replace(siti, valid_until=None, employer=None, programmes=(), telephone="", report_address="")

    assert read(picture(draw_front_png(bare))) == [SITI_CODE]
    assert picture(draw_back_png(bare)).size == (1011, 638)
