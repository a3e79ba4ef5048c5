"""Dates as people write them, in Indonesian and English.

Order: a four-digit number in front is the year; otherwise day, month, year as written in Indonesia. Month first is
believed only where the Indonesian order is impossible (11/25/1990). Two-digit years become the latest year that is
not after `latest_year`: with latest_year 2011, "11" is 2011 and "12" is 1912.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_TIME = re.compile(
    r"(?<=\d)[T\s]\s*\d{1,2}(:\d\d(:\d\d([.,]\d+)?)?|\.\d\d\.\d\d)\s*([a-z]{1,4}|[+-]\d\d:?\d\d)?$", re.IGNORECASE
)
_WEEKDAY_NAMES = """
    senin selasa rabu kamis jumat jum at sabtu minggu ahad sen sel rab kam sab min
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
"""
_SKIPPED = frozenset((*_WEEKDAY_NAMES.split(), "tgl", "tanggal"))
_MONTH_NAMES = (
    "jan januari january",
    "feb februari february peb pebruari",
    "mar maret march mrt",
    "apr april",
    "mei may",
    "jun juni june",
    "jul juli july",
    "agu agustus agt ags agst aug august",
    "sep september sept",
    "okt oktober oct october",
    "nov november nop nopember",
    "des desember dec december",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_SERIALS = range(3_654, 73_051)  # 1910 to 2099 in the 1900 date system


class ReadDate(NamedTuple):
    """The day, and whether it was believed only with the month in front."""

    day: date
    month_first: bool = False


@lru_cache(maxsize=65_536)
def read_date(text: str, latest_year: int) -> ReadDate:
    """Read a written date; ValueError when it is no date or no such day exists."""
    tokens = _TOKEN.findall(_TIME.sub("", text).casefold())
    words = [token for token in tokens if not token.isdecimal()]
    numbers = [token for token in tokens if token.isdecimal()]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    if any(word not in _MONTHS and word not in _SKIPPED for word in words) or len(months) > 1:
        raise ValueError("no date")
    if months and len(numbers) == 2:
        return ReadDate(_with_month_name(numbers, months[0], latest_year))
    if not months and len(numbers) == 3:
        return _three_numbers(numbers, latest_year)
    if not months and len(numbers) == 1:
        return ReadDate(_one_number(numbers[0], latest_year))
    raise ValueError("no date")


def day_of_serial(serial: float, *, from_1904: bool) -> date:
    """The day a spreadsheet's date number means; ValueError outside 1900 to 9999 (ECMA-376 part 1, 18.17.4)."""
    days = int(serial)
    # The 1900 system believes in 29 February 1900: numbers before it are one day off.
    origin = date(1904, 1, 1) if from_1904 else date(1899, 12, 30 + (days < 60))
    if not 0 < days < 2_958_466:
        raise ValueError("outside the date system")
    try:
        return origin + timedelta(days=days)
    except OverflowError as error:
        raise ValueError("outside the date system") from error


def _with_month_name(numbers: list[str], month: int, latest_year: int) -> date:
    first, second = numbers
    if len(first) == 4:
        return date(int(first), month, int(second))
    return date(_year(second, latest_year), month, int(first))


def _three_numbers(numbers: list[str], latest_year: int) -> ReadDate:
    first, second, third = numbers
    if len(first) == 4:
        return ReadDate(date(int(first), int(second), int(third)))
    year = _year(third, latest_year)
    if int(second) > 12 >= int(first):
        return ReadDate(date(year, int(first), int(second)), month_first=True)
    return ReadDate(date(year, int(second), int(first)))


def _one_number(digits: str, latest_year: int) -> date:
    if len(digits) == 8 and digits[:2] in ("19", "20") and int(digits[4:6]) <= 12:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) in (7, 8):
        return date(int(digits[-4:]), int(digits[-6:-4]), int(digits[:-6]))
    if len(digits) == 6:
        return date(_year(digits[4:], latest_year), int(digits[2:4]), int(digits[:2]))
    if len(digits) == 5 and int(digits) in _SERIALS:
        return day_of_serial(int(digits), from_1904=False)
    raise ValueError("no date")


def _year(digits: str, latest_year: int) -> int:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        raise ValueError("no year")
    year = latest_year - latest_year % 100 + int(digits)
    return year if year <= latest_year else year - 100
