"""Days as people write them into a form; those of a birth are not at hand in a calendar to be clicked."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from kartu.base.said import said
from kartu.registry.roster.dates import read_date

YOUNGEST = 15  # years; of two digits for a year the later century counts for nobody younger


def birth_day(typed: str, today: date) -> date:
    """A day of birth. Raises ValidationError."""
    try:
        born = read_date(typed, today.year - YOUNGEST).day
    except ValueError as error:
        raise ValidationError(said(id="Tulis seperti 27-05-1990", en="Write it like 27-05-1990")) from error
    if born.year <= 1900 or born > today:
        raise ValidationError(said(id="Periksa lagi tahunnya", en="Check the year again"))
    return born


def letter_day(typed: str, today: date) -> date:
    """The day on a letter, today at the latest. Raises ValidationError."""
    try:
        day = read_date(typed, today.year).day
    except ValueError as error:
        raise ValidationError(said(id="Tulis seperti 21-11-2026", en="Write it like 21-11-2026")) from error
    if day > today:
        words = said(id="Tanggal ini belum tiba. Periksa lagi suratnya.", en="This day is still to come. Check it.")
        raise ValidationError(words)
    return day
