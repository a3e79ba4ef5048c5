"""Dates as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartu.base.language import written_date
from kartu.registry.roster.dates import day_of_serial, read_date


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("17/11/1973", date(1973, 11, 17)),
        ("17-11-73", date(1973, 11, 17)),
        ("17.11.1973", date(1973, 11, 17)),
        ("1973-11-17", date(1973, 11, 17)),
        ("1973/11/17 00:00:00", date(1973, 11, 17)),
        ("1973-11-17T00:00:00.000Z", date(1973, 11, 17)),
        ("17/11/1973 00.00.00", date(1973, 11, 17)),
        ("11/17/1973 12:00 AM", date(1973, 11, 17)),
        ("17 November 1973", date(1973, 11, 17)),
        ("Sabtu, 17 Nopember 1973", date(1973, 11, 17)),
        ("Jum'at, 9 Agustus 1974", date(1974, 8, 9)),
        ("9 Agt 74", date(1974, 8, 9)),
        ("17-Nov-73", date(1973, 11, 17)),
        ("November 17, 1973", date(1973, 11, 17)),
        ("1973 Mei 3", date(1973, 5, 3)),
        ("03 PEBRUARI 1990", date(1990, 2, 3)),
        ("19731117", date(1973, 11, 17)),
        ("17111973", date(1973, 11, 17)),
        ("7111973", date(1973, 11, 7)),
        ("171173", date(1973, 11, 17)),
        ("36950", date(2001, 2, 28)),
        ("29/02/2000", date(2000, 2, 29)),
        ("01/02/03", date(2003, 2, 1)),
    ],
)
def test_a_written_date_is_read(written: str, day: date) -> None:
    assert read_date(written, 2011).day == day


@pytest.mark.parametrize(
    "written",
    [
        "31/02/1990",
        "29/02/1900",
        "00/01/1990",
        "13/13/1990",
        "1990",
        "17/11",
        "17/11/197",
        "17 Foo 1990",
        "x",
        "1/2/3/4",
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_date(written, 2011)


def test_day_comes_before_month_unless_that_is_impossible() -> None:
    assert read_date("04/03/1972", 2011) == (date(1972, 3, 4), False)
    assert read_date("11/25/1990", 2011) == (date(1990, 11, 25), True)


def test_two_digit_years_end_at_the_latest_year() -> None:
    assert [read_date(f"1/1/{year}", 2011).day.year for year in ("11", "12", "99", "00")] == [2011, 1912, 1999, 2000]
    assert read_date("1/1/27", 2027).day.year == 2027


@pytest.mark.parametrize(
    ("serial", "from_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (61, False, date(1900, 3, 1)),
        (36950.75, False, date(2001, 2, 28)),
        (35488, True, date(2001, 2, 28)),
    ],
)
def test_serial_numbers_follow_both_date_systems(serial: float, from_1904: bool, day: date) -> None:
    assert day_of_serial(serial, from_1904=from_1904) == day


@given(st.dates(date(1930, 1, 1), date(2011, 12, 31)), st.sampled_from(("id", "en")))
def test_every_day_written_out_comes_back(day: date, language: str) -> None:
    assert read_date(written_date(day, language), 2011).day == day
    assert read_date(day.isoformat(), 2011).day == day
    assert read_date(day.strftime("%d/%m/%Y"), 2011).day == day


@given(st.text(max_size=30))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        found = read_date(text, 2011).day
    except ValueError:
        return
    assert date.min <= found <= date.max - timedelta(0)
