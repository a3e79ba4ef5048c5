from __future__ import annotations

import ctypes
from dataclasses import replace

import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from pypdfium2 import raw

from kartu.cards.drawing import Face, draw_card_pdf, draw_front_png, undrawable
from kartu.cards.drawing.face import grouped
from kartu.cards.drawing.fonts import drawable
from kartu.cards.drawing.words import CATALOGUE
from tests.drawing.people import ARABIC, LONGEST, ONE_LONG_WORD, picture

DOT = 0.24  # points


def lines_of_name(face: Face) -> list[tuple[str, int]]:
    """The lines between number and validity on the front, with their type size in dots."""
    document = pypdfium2.PdfDocument(draw_card_pdf(face))
    text = document[0].get_textpage()
    lines: dict[int, str] = {}
    sizes: dict[int, int] = {}
    for index in range(text.count_chars()):
        y = ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, ctypes.c_double(), y)
        line = round(y.value)
        lines[line] = lines.get(line, "") + text.get_text_range(index, 1)
        sizes.setdefault(line, round(raw.FPDFText_GetFontSize(text, index) / DOT))
    left = [(lines[y].strip(), sizes[y]) for y in sorted(lines, reverse=True)]
    start = next(i for i, (words, _) in enumerate(left) if words.startswith("2604"))
    return [line for line in left[start + 1 :] if not line[0].startswith("Berlaku")]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Siti Rahmawati", [("Siti Rahmawati", 48)]),
        ("Siti Nurhaliza Rahmawati", [("Siti Nurhaliza Rahmawati", 40)]),
        ("Muhammad Rizky Ramadhan Nugroho", [("Muhammad Rizky", 40), ("Ramadhan Nugroho", 40)]),
    ],
)
def test_a_long_name_shrinks_step_by_step_then_takes_two_lines(
    name: str, lines: list[tuple[str, int]], siti: Face
) -> None:
    assert lines_of_name(replace(siti, name=name)) == lines


@pytest.mark.parametrize("name", [LONGEST, ONE_LONG_WORD, "W" * 120])
def test_only_what_does_not_fit_two_smallest_lines_is_cut_and_shows_it(name: str, siti: Face) -> None:
    lines = lines_of_name(replace(siti, name=name))

    assert len(lines) == 2
    assert {size for _, size in lines} == {28}
    shown = "".join(words for words, _ in lines).replace("\u200b", "")
    assert shown.endswith("…")
    assert name.replace(" ", "").startswith(shown[:-1].replace(" ", ""))


def test_a_name_of_60_letters_is_never_cut(siti: Face) -> None:
    name = "Anak Agung Gde Ngurah Bagus Mahendra Wiranata Kusuma Pramana"

    lines = lines_of_name(replace(siti, name=name))

    assert len(name) == 60
    assert " ".join(words for words, _ in lines) == name


def test_arabic_letters_join(siti: Face) -> None:
    joined, apart = "سيتي", "\u200c".join("سيتي")

    runs = [_ink_runs(replace(siti, name=name)) for name in (joined, apart)]

    assert (runs[0], runs[1]) == (1, 4)


def test_arabic_runs_from_right_to_left(siti: Face) -> None:
    front = np.asarray(picture(draw_front_png(replace(siti, name="ا" + "ـ" * 12))).convert("L"))

    band = front[470:545, 40:560] > 150
    tall = np.flatnonzero(band.sum(axis=0) > 20)

    # The upright alef comes first, so it stands at the right end.
    assert tall.min() > np.flatnonzero(band.any(axis=0)).mean()


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Siti  Rahmawati ", "Siti Rahmawati"),
        ("Jose\u0301", "José"),
        ("Si\u202eti\u0007", "Siti"),
        ("ꦱꦶꦠꦶ Rahma", "* Rahma"),
        ("𝓢iti", "Siti"),
        ("Ḥ\u0324asan", "Ḥasan"),
        (ARABIC, ARABIC),
    ],
)
def test_no_letter_is_ever_drawn_as_an_empty_box(name: str, drawn: str) -> None:
    assert drawable(name) == drawn


def test_the_desk_is_told_which_letters_the_card_cannot_show() -> None:
    assert undrawable("ꦱꦶꦱ Rahma") == ("ꦱ", "ꦶ")
    assert undrawable("Siti Rahmawati Ḥasanah") == ()


def test_both_languages_say_the_same_things_in_letters_the_card_has() -> None:
    assert CATALOGUE["id"].keys() == CATALOGUE["en"].keys()
    for words in CATALOGUE.values():
        assert [phrase for phrase in words.values() if undrawable(phrase)] == []


def test_a_fund_with_longer_numbers_keeps_them_clear_of_the_code(siti: Face) -> None:
    front = draw_front_png(replace(siti, number="1234567890123456"))

    beside_the_code = np.asarray(picture(front).convert("L"))[300:590, 566:596]

    assert beside_the_code.max() < 100


def test_numbers_are_grouped_in_fours_from_the_left() -> None:
    assert [grouped("26041187009"), grouped("1234"), grouped("")] == ["2604 1187 009", "1234", ""]


def _ink_runs(face: Face) -> int:
    """How many separate pieces of ink lie side by side in the name's line."""
    front = np.asarray(picture(draw_front_png(face)).convert("L"))
    columns = (front[470:552, 40:560] > 150).any(axis=0)
    return int(np.count_nonzero(np.diff(columns.astype(int)) == 1))
