from __future__ import annotations

import pytest

from kartu.base.digits import CHARACTERS, new_seed, ten_characters
from kartu.base.numbers import ALPHABET, LENGTH, new_number, number_as_written, written
from kartu.replacements.numbers import follow_digest, same_digest, stand_in_number


def test_a_number_reads_back_however_it_is_typed() -> None:
    number = new_number()
    plain = number.replace("-", "")

    typed = [number, plain, number.lower(), f" {plain[:2]} {plain[2:5]}.{plain[5:]} "]

    assert [number_as_written(each) for each in typed] == [number] * 4


def test_a_number_has_no_character_that_is_mistaken_for_another() -> None:
    assert not set("0158BEILOSUVZ") & set(ALPHABET)
    assert len(ALPHABET) == 23
    assert {len(new_number()) for _ in range(50)} == {LENGTH + 1}


def test_every_single_wrong_character_is_noticed() -> None:
    plain = new_number().replace("-", "")

    wrong = [
        plain[:place] + other + plain[place + 1 :]
        for place in range(LENGTH)
        for other in ALPHABET
        if other != plain[place]
    ]

    assert len(wrong) == LENGTH * 22
    assert {number_as_written(each) for each in wrong} == {None}


def test_any_two_swapped_characters_are_noticed() -> None:
    swapped = []
    for plain in (new_number().replace("-", "") for _ in range(40)):
        for one in range(LENGTH):
            for other in range(one + 1, LENGTH):
                if plain[one] != plain[other]:
                    marks = list(plain)
                    marks[one], marks[other] = marks[other], marks[one]
                    swapped.append("".join(marks))

    assert len(swapped) > 500
    assert {number_as_written(each) for each in swapped} == {None}


@pytest.mark.parametrize("typed", ["", "4H7K", "4H7K-29RX-3", "OOOO-OOOO", "4H7K29R½", "' OR 1=1"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert number_as_written(typed) is None


@pytest.mark.django_db
def test_a_follow_code_fits_its_own_case_only_and_forgives_look_alikes() -> None:
    number, other, code = written("4H7K29RX"), written("4H7K29RY"), "0123ABCD1Z"

    digest = follow_digest(number, code)

    assert same_digest(digest, follow_digest(number, "o123-abcd lz"))
    assert not same_digest(digest, follow_digest(other, code))
    assert not same_digest(digest, follow_digest(number, "0123ABCD1Y"))
    assert len(digest) == 32
    assert code.encode() not in digest


def test_a_follow_code_has_ten_characters_of_base_32() -> None:
    codes = {ten_characters(new_seed()) for _ in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {10}
    assert set().union(*codes) <= set(CHARACTERS)
    assert len(CHARACTERS) == 32


def test_a_stand_in_looks_like_any_number_and_stays_the_same_for_one_claim() -> None:
    numbers = {stand_in_number(f"ktp:317401280201{n:04}") for n in range(200)}

    assert len(numbers) == 200
    assert {number_as_written(number) for number in numbers} == numbers
    assert stand_in_number("ktp:3174012802010007") in numbers
