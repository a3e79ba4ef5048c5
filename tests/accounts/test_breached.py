"""Passwords that were in breaches are refused, offline; so are those that rest on what is known of a member."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.management import CommandError, call_command
from pytest_django import Settings

from kartu.accounts.breached import LAID, BreachedList, record_of, was_breached, write_list
from kartu.accounts.passwords import BreachedPassword, PersonalPassword, WeakPassword, check_strength
from tests.accounts.builders import EMAIL, NIK, PHONE, a_member

OWN = "jembatan merah di kampung kami"


@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc4rfv",
        "PasswordPassword",
        "password1password1",
        "qwertyuiop12345!",
        "iloveyou1234567890",
        "sunshinebaseball",
        "1234567890123456",
    ],
)
def test_a_password_that_was_in_a_breach_or_is_made_of_such_is_refused(password: str) -> None:
    with pytest.raises(BreachedPassword):
        check_strength(password)


@pytest.mark.parametrize(
    "password",
    [
        "semut gajah pintu laut",
        "abcd efgh ijkl mnopq",
        "kucingsepedaawanbatulaut",
        "🐘🌊🚲🪨☁️🌧️🌵🍌🥥🦆🐟🐚🪁🧵🪵",
        "x7" + "q" * 60 + "zab",
    ],
)
def test_other_long_passwords_are_fine_whatever_they_are_made_of(password: str) -> None:
    check_strength(password)


def test_three_thousand_of_the_most_common_are_refused() -> None:
    common = sorted(CommonPasswordValidator().passwords)[:3000]

    assert all(was_breached(password) for password in common)


@pytest.mark.skipif(not LAID.exists(), reason="`make node` lays the larger list")
def test_the_list_laid_at_set_up_is_larger_than_the_frameworks_and_is_asked() -> None:
    laid = BreachedList(LAID)

    assert laid.length > 49_000
    assert "trustno1" in laid
    assert OWN not in laid


def test_an_operators_list_is_made_by_the_command_and_asked_without_a_network(
    tmp_path: Path, settings: Settings
) -> None:
    seen_often = ((OWN, 9), ("rarely", 1))
    lines = [
        f"{hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()}:{seen}" for word, seen in seen_often
    ]
    source, made = tmp_path / "collection.txt", tmp_path / "list.bin"
    source.write_text("\n".join(sorted(lines)) + "\n")
    check_strength(OWN)

    call_command("breached_passwords", str(source), out=made, least_seen=2)
    settings.BREACHED_PASSWORDS = str(made)

    assert made.stat().st_size == 8
    with pytest.raises(BreachedPassword):
        check_strength(OWN)


def test_plain_words_make_a_list_too_and_a_file_out_of_order_makes_none(tmp_path: Path) -> None:
    words, broken, made = tmp_path / "words.txt", tmp_path / "broken.txt", tmp_path / "list.bin"
    words.write_text("satu\r\ndua\r\ntiga\r\n")
    broken.write_text("FF00000000000000:1\n0000000000000000:1\n")

    call_command("breached_passwords", str(words), out=made, plain=True)

    assert all(word in BreachedList(made) for word in ("satu", "dua", "tiga"))
    for file in (broken, words):
        with pytest.raises(CommandError):
            call_command("breached_passwords", str(file), out=made)
        assert not made.exists()


def test_every_record_of_a_list_is_found_and_no_other(tmp_path: Path) -> None:
    words = [f"kata {number}" for number in range(1000)]
    made = tmp_path / "list.bin"
    write_list(sorted(record_of(word) for word in words), made)
    listed = BreachedList(made)

    assert all(word in listed for word in words)
    assert not any(f"lain {number}" in listed for number in range(1000))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    [
        NIK,
        f"{NIK}27051990",
        "siti rahmawati 1990",
        "27051990 siti kartu",
        "RahmawatiRahmawati",
        PHONE * 2,
        "siti@contoh.id siti",
    ],
)
def test_a_password_that_rests_on_who_the_member_is_is_refused(password: str) -> None:
    member = a_member(email=EMAIL)

    with pytest.raises(PersonalPassword):
        check_strength(password, member=member)


@pytest.mark.django_db
def test_a_name_inside_a_long_phrase_is_no_reason_to_refuse_it() -> None:
    check_strength("siti menanam tujuh kelapa", member=a_member())


@pytest.mark.parametrize(
    ("length", "second", "fine"), [(14, False, False), (15, False, True), (7, True, False), (8, True, True)]
)
def test_fifteen_characters_alone_and_eight_with_a_second_step(length: int, second: bool, fine: bool) -> None:
    password = "gtr mlk vwz pqs xjh"[:length]

    if fine:
        check_strength(password, second_step=second)
    else:
        with pytest.raises(WeakPassword):
            check_strength(password, second_step=second)


def _sha1(word: str) -> str:
    """As the public collections write it; not the code that is tested."""
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()
