"""Proof of work is accepted once, in time, and only for challenges of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from pytest_django import Settings

from kartu.base.work import LIFE, NoWork, challenge, check_work, solve

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

pytestmark = [pytest.mark.usefixtures("django_db_setup"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def light(settings: Settings) -> None:
    settings.WORK_BITS = 8


def test_an_answer_is_accepted_once() -> None:
    answer = solve(challenge(now=NOW))

    check_work(answer, now=NOW)

    with pytest.raises(NoWork):
        check_work(answer, now=NOW)


def test_a_second_answer_to_the_same_challenge_is_refused() -> None:
    given = challenge(now=NOW)
    first = solve(given)
    start = int(first.rpartition(":")[2]) + 1
    second = next(f"{given}:{n}" for n in range(start, start + 10**6) if solved(f"{given}:{n}"))

    check_work(first, now=NOW)

    with pytest.raises(NoWork):
        check_work(second, now=NOW)


def test_an_answer_too_late_is_refused() -> None:
    answer = solve(challenge(now=NOW))

    with pytest.raises(NoWork):
        check_work(answer, now=NOW + LIFE)


@pytest.mark.parametrize("answer", ["", ":", "x", "a.b.c.d:1", "٣.1.1.1:1", "0" * 5000, "\x00:1", "1.2.3:4:5"])
def test_nonsense_is_refused_in_words(answer: str) -> None:
    with pytest.raises(NoWork) as refused:
        check_work(answer, now=NOW)

    assert "tekan tombolnya" in refused.value.words("id")


def test_a_challenge_made_easier_by_its_reader_is_refused() -> None:
    salt, expiry, _, mac = challenge(now=NOW).split(".")

    with pytest.raises(NoWork):
        check_work(f"{salt}.{expiry}.0.{mac}:1", now=NOW)


def test_work_not_done_is_refused() -> None:
    given = challenge(now=NOW)
    lazy = next(f"{given}:{n}" for n in range(1000) if not solved(f"{given}:{n}"))

    with pytest.raises(NoWork):
        check_work(lazy, now=NOW)


def solved(answer: str) -> bool:
    """Whether the answer has the eight zero bits these tests ask for."""
    return sha256(answer.encode()).digest()[0] == 0
