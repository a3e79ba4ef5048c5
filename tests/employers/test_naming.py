"""File names HR chooses: safe on every system, never alike."""

from __future__ import annotations

import pytest

from kartu.employers.naming import Named, PatternWrong, file_names, require_pattern, safe_name

SITI = Named("26041187009", "Siti Nur'aini", "A-7", "Pabrik 1")


def test_names_are_filled_by_the_pattern() -> None:
    assert file_names("{unit} {staff_number} {name} {number}", [SITI], ".png") == [
        "Pabrik 1 A-7 Siti Nur'aini 26041187009.png"
    ]


@pytest.mark.parametrize(
    "pattern",
    ["", "kartu", "{unit}", "{nik}", "{name.__class__}", "{name!r}", "{number:>99999999}", "{0}", "{", "{name", "{}"],
)
def test_a_pattern_names_nothing_but_the_four_fields(pattern: str) -> None:
    with pytest.raises(PatternWrong):
        require_pattern(pattern)


def test_a_pattern_too_long_is_none() -> None:
    with pytest.raises(PatternWrong):
        require_pattern("{name}" + "x" * 80)


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\x", "C-Windows-x"),
        ("CON", "kartu-CON"),
        ("nul.txt", "kartu-nul.txt"),
        ("...", "kartu-"),
        ("", "kartu-"),
        (".hidden", "hidden"),
        ("a\x00b\n\tc", "a-b-c"),
        ("Budi\u202egnp.exe", "Budi-gnp.exe"),
        ("  spaced   out  ", "spaced out"),
        ("محمد", "محمد"),
    ],
)
def test_a_name_is_a_plain_name(typed: str, safe: str) -> None:
    assert safe_name(typed) == safe


def test_a_long_name_is_cut_without_half_a_letter() -> None:
    assert len(safe_name("é" * 300).encode()) <= 100


def test_two_of_one_name_are_told_apart_whatever_their_capitals() -> None:
    people = [Named("1", "Budi"), Named("2", "BUDI"), Named("3", "Budi"), Named("4", "Budi (2)")]

    names = file_names("{name}", people, ".png")

    assert names[:3] == ["Budi.png", "BUDI (2).png", "Budi (3).png"]
    assert len({name.casefold() for name in names}) == 4
