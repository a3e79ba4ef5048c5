from __future__ import annotations

import os
from dataclasses import replace

import pytest

from kartu.cards.drawing import Face, draw_front_png
from tests.degrade import GRADES, photograph
from tests.drawing.people import code_text, modules_of, picture, texts_read

# Fewer shots in every run; KARTU_LONG=1 for the study's count.
CARDS, SHOTS = (4, 4) if os.environ.get("KARTU_LONG") == "1" else (2, 3)


@pytest.mark.slow
def test_badly_photographed_prints_still_read(siti: Face) -> None:
    read: dict[str, int] = dict.fromkeys(GRADES, 0)

    for card in range(CARDS):
        text = code_text(card, 386 + card * 11)
        png = draw_front_png(replace(siti, kind="print", modules=modules_of(text)))
        for name, grade in GRADES.items():
            for shot in range(SHOTS):
                read[name] += texts_read(picture(photograph(png, grade, seed=100 * card + shot))) == [text]

    assert read["fair"] == CARDS * SHOTS
    assert sum(read.values()) >= 0.88 * CARDS * SHOTS * len(GRADES)
