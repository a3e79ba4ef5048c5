"""Tries are counted exactly, and end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kartu.base.throttle import LIMITS, TooMany, forgive, sweep, take

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LIMIT = LIMITS["case-code"]

pytestmark = pytest.mark.usefixtures("django_db_setup")


@pytest.mark.django_db
def test_a_limit_lets_its_tries_through_and_tells_when_it_ends() -> None:
    left = [take("case-code", "PK-1", now=NOW) for _ in range(LIMIT.tries)]

    with pytest.raises(TooMany) as refused:
        take("case-code", "PK-1", now=NOW + timedelta(minutes=1))

    assert left == [4, 3, 2, 1, 0]
    assert refused.value.until == NOW + LIMIT.window
    assert refused.value.words("id") == (
        "Terlalu banyak percobaan. Silakan coba lagi setelah pukul 10.15, 22 November 2026."
    )
    assert refused.value.words("en") == "Too many tries. Please try again after 10:15, 22 November 2026."


@pytest.mark.django_db
def test_trying_on_does_not_make_the_wait_longer() -> None:
    for _ in range(LIMIT.tries):
        take("case-code", "PK-1", now=NOW)
    for minute in range(1, 10):
        with pytest.raises(TooMany):
            take("case-code", "PK-1", now=NOW + timedelta(minutes=minute))

    assert take("case-code", "PK-1", now=NOW + LIMIT.window) == LIMIT.tries - 1


@pytest.mark.django_db
def test_keys_and_names_count_apart_and_forgiving_starts_anew() -> None:
    for _ in range(LIMIT.tries):
        take("case-code", "PK-1", now=NOW)

    other = take("case-code", "PK-2", now=NOW)
    forgive("case-code", "PK-1")

    assert other == LIMIT.tries - 1
    assert take("case-code", "PK-1", now=NOW) == LIMIT.tries - 1


@pytest.mark.django_db
def test_the_table_keeps_no_key_and_sweeping_keeps_what_still_counts() -> None:
    take("vouch-officer", "3174055205900001", now=NOW)
    take("case-code", "PK-1", now=NOW)

    swept = sweep(now=NOW + LIMIT.window)

    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(key, 'escape') || key::text FROM base_throttle")
        rows = cursor.fetchall()
    assert swept == 1
    assert len(rows) == 1
    assert "3174055205900001" not in rows[0][0]


@pytest.mark.usefixtures("committed")
def test_eight_at_once_are_counted_as_eight() -> None:
    def one_try(_: int) -> bool:
        try:
            take("work", "a challenge", now=NOW)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(one_try, range(32)))

    assert passed.count(True) == 1
