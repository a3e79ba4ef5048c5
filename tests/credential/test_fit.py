"""A code has 419 characters and version 12 at most, whatever the name."""

from __future__ import annotations

import itertools
import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartu.credential import claims as claims_module
from kartu.credential.claims import MAX_TEXT, fit, text_length
from kartu.credential.code import assemble, bytes_to_sign
from kartu.credential.errors import CodeTooLong
from kartu.credential.names import shortenings, tidy, written_signs
from kartu.credential.qr import draw_modules
from tests.credential.making import KID, card

FIRST = ("Raden Ajeng", "Muhammad", "Nyoman", "Cokorda Istri", "Andi Tenri", "Maria Goreti")
MIDDLE = ("Kusumawardhani", "Fitriyaningrum", "Simanjuntak", "Wulandari", "Nurcahyaningsih", "Abdurrahman")
LAST = ("Widyaningrum", "Hutabarat", "Tjokroaminoto", "Sastrowardoyo", "Mangkunegara", "Reksohadiprodjo")
PAIRS = list(itertools.permutations(MIDDLE, 2))
LONGEST = sorted((" ".join((a, *b, c)) for a, b, c in itertools.product(FIRST, PAIRS, LAST)), key=len)[-100:]
# The longest entry of the civil registry has 55 letters; these begin where that ends or go beyond.
letters = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=120).filter(tidy)


def test_the_longest_names_are_long() -> None:
    assert len(LONGEST) == 100
    assert min(len(name) for name in LONGEST) >= 50


@pytest.mark.parametrize("name", LONGEST)
def test_the_hundred_longest_indonesian_names_fit(name: str) -> None:
    fitted = fit(card(name=name), KID)

    text = assemble(bytes_to_sign(fitted, KID), random.Random(name).randbytes(64))
    assert len(text) <= MAX_TEXT
    assert len(draw_modules(text)) <= 65  # version 12
    assert fitted.name.split()[0] == name.split()[0]
    assert fitted.employer is None or fitted.name == name


def test_the_employer_goes_before_a_letter_of_the_name() -> None:
    name = "BQXWZKJVPMFYHGDCLURTNSOEIABQXWVKJZPYFMHGDCULTR"

    assert fit(card(name=name, employer="NPP-2019-004411"), KID) == card(name=name, employer=None)


def test_an_ordinary_card_stays_whole() -> None:
    assert fit(card(), KID) == card()


@pytest.mark.parametrize("seed", range(20))
def test_a_name_of_46_letters_fits_without_the_employer(seed: int) -> None:
    chance = random.Random(seed)
    name = "".join(chance.choice("ABCDEFGHIJKLMNOPRSTUWY") for _ in range(46))
    claims = card(name=name, status_uri="https://bjp.example/s/1234", serial=chance.randbytes(8), employer=None)
    assert len(claims.issuer) + len(claims.status_uri) == claims_module.MAX_ADDRESSES

    assert text_length(claims, chance.randbytes(8)) <= MAX_TEXT


def test_the_length_does_not_depend_on_the_signature() -> None:
    stored = bytes_to_sign(card(), KID)

    lengths = {len(assemble(stored, signature)) for signature in (bytes(64), b"\xff" * 64, random.randbytes(64))}

    assert lengths == {text_length(card(), KID)}


@settings(max_examples=150, deadline=None)
@given(letters, st.binary(min_size=8, max_size=8), st.integers(0, 2**20 - 1))
def test_any_name_in_any_script_fits(name: str, kid: bytes, index: int) -> None:
    fitted = fit(card(name=name, status_index=index), kid)

    text = assemble(bytes_to_sign(fitted, kid), b"\xa5" * 64)
    assert len(text) <= MAX_TEXT
    assert fitted.name


def test_addresses_that_are_too_long_are_told_as_such() -> None:
    with pytest.raises(CodeTooLong):
        fit(card(name="A", status_uri="https://kartu.example/" + random.Random(1).randbytes(40).hex()), KID)
    with pytest.raises(CodeTooLong):
        bytes_to_sign(card(name=" ".join(LONGEST[:3])), KID)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("Budi Santoso, S.E., M.M.", "Budi Santoso"),
        ("Raden Mas Budi Santoso", "Raden Mas B. Santoso"),
        ("Raden M. B. Santoso", "Raden M. B. Santos"),
        ("Suharti", "Suhart"),
        ("Santoso, Budi Utomo", "Santoso, B. Utomo"),
    ],
)
def test_names_are_shortened_by_the_rule(name: str, step: str) -> None:
    assert next(shortenings(name)) == step


def test_a_letter_never_loses_its_marks() -> None:
    assert written_signs("\ua9b1\ua9b6\ua9a0") == ["\ua9b1\ua9b6", "\ua9a0"]
    for shorter in list(shortenings("ꦱꦶꦠꦶ"))[:-1]:
        assert unicodedata.category(shorter[-1]).startswith("M")


def test_names_are_tidied() -> None:
    assert tidy("  Siti \t Nur\x00halıza\u202e  ") == "Siti Nur halıza"
    assert tidy("e\u0301") == "é"


@pytest.mark.parametrize(
    "wrong",
    [
        {"serial": bytes(7)},
        {"name": "\x00"},
        {"number": ""},
        {"employer": ""},
        {"status_index": 2**20},
        {"programmes": -1},
        {"expires_at": 2**50},
    ],
)
def test_claims_that_could_not_be_read_back_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the class is all there is
        card(**wrong)


def test_early_birth_dates_are_written_with_eight_digits() -> None:
    assert b"09991231" in bytes_to_sign(card(birth_date=date(999, 12, 31)), KID)
