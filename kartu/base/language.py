"""Indonesian first, English second: the two languages every word for a person is written in."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LANGUAGES = ("id", "en")

MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def say(language: str, *, id: str, en: str) -> str:  # the keyword is the language's own code
    """Return the text in `language`; anything but "en" reads Indonesian."""
    return en if language == "en" else id


def written_date(day: date, language: str) -> str:
    """A date as people write it, such as "21 Mei 2027"."""
    months = MONTHS["en" if language == "en" else "id"]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def written_moment(moment: datetime, language: str, zone: str) -> str:
    """A moment as people say when something ends: "27 November 2026 pukul 17.05 WIB"."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = local.strftime(say(language, id="pukul %H.%M %Z", en="at %H:%M %Z"))
    return f"{written_date(local, language)} {clock}"
