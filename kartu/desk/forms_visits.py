"""Forms of the counter and of the branch's hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from kartu.base.fields import one_of
from kartu.base.said import said
from kartu.desk.forms import DATE_FORMATS
from kartu.visits.staffing import MOST_COUNTERS

CHOOSE = said(id="Pilih salah satu", en="Choose one of these")
DAY = said(id="Tulis tanggal seperti 22-11-2026", en="Write the date like 22-11-2026")
PAST = said(id="Pilih hari yang belum lewat", en="Choose a day to come")
HOURS = said(id="Jam tutup harus setelah jam buka", en="Closing has to come after opening")


class TicketForm(forms.Form):
    """A ticket for somebody before the officer."""

    service = one_of(said(id="Untuk urusan apa?", en="What is it about?"), (), CHOOSE)
    priority = forms.BooleanField(
        label=said(id="Prioritas: disabilitas, lansia, atau hamil", en="Priority: disabled, elderly or pregnant"),
        help_text=said(id="Yang mana tidak dicatat.", en="Which one is not kept."),
        required=False,
    )
    seed = forms.RegexField(r"^[a-z]{24}\Z", widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["service"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (each.code, each.name(language)) for each in settings.PROFILE.services
        ]


class _DayForm(forms.Form):
    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 0 <= (day - self.today).days <= 400:
            raise forms.ValidationError(PAST)
        return day


def _day() -> forms.DateField:
    return forms.DateField(
        label=said(id="Tanggal", en="Date"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        input_formats=DATE_FORMATS,
        error_messages={"required": DAY, "invalid": DAY},
    )


def _number(label: str, most: int) -> forms.IntegerField:
    wrong = said(id=f"Tulis angka 0 sampai {most}", en=f"Write a number from 0 to {most}")
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class ExceptionForm(_DayForm):
    """Other hours, or another number of counters, on one day."""

    day = _day()
    opens = _number(said(id="Buka pukul", en="Opens at (hour)"), 23)
    closes = _number(said(id="Tutup pukul", en="Closes at (hour)"), 24)
    counters = _number(said(id="Jumlah loket", en="Counters"), MOST_COUNTERS)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        opens, closes = typed.get("opens"), typed.get("closes")
        if opens is not None and closes is not None and closes <= opens:
            self.add_error("closes", HOURS)
        return typed


class ShutForm(_DayForm):
    """A day on which the branch stays shut."""

    day = _day()
    reason = forms.CharField(
        label=said(id="Alasan, seperti dibaca pengunjung", en="Why, as visitors read it"),
        max_length=80,
        error_messages={"required": said(id="Tulis alasannya", en="Write the reason")},
    )
