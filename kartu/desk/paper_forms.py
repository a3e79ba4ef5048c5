"""The form for a paper that is shown at the counter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from kartu.base.fields import line
from kartu.base.said import said
from kartu.desk.forms import DATE_FORMATS
from kartu.replacements.evidence import CORRECT_DATA, POLICE_LETTER, Correction, Letter

LONGEST_CODE = 500  # the text of a signed code, as a hand scanner types it
SCANS = "image/*,application/pdf"
MISSING = {
    "number": said(id="Tulis nomor surat", en="Write the letter's number"),
    "station": said(id="Tulis kantor polisinya", en="Write the police station"),
    "date": said(id="Tulis tanggal surat", en="Write the letter's date"),
}


class SeenForm(forms.Form):
    """A paper the officer has in hand, scanned or not; a police letter with what it says, or with its signed code."""

    def __init__(self, *args: Any, paper: str, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.paper, self.today = paper, today
        if paper == POLICE_LETTER:
            self.fields.update(_letter_fields())
        if paper == CORRECT_DATA:
            self.fields.update(_correction_fields())
        self.fields["scan"] = forms.FileField(
            label=said(id="Pindaian atau foto", en="Scan or photo"),
            help_text=said(
                id="Boleh kosong. JPEG, PNG, HEIC, atau PDF, paling besar 10 MB.",
                en="May stay empty. JPEG, PNG, HEIC or PDF, 10 MB at most.",
            ),
            required=False,
            allow_empty_file=True,
            widget=forms.FileInput(attrs={"accept": SCANS}),
        )

    @property
    def content(self) -> bytes:
        """The bytes of the scan; none without one."""
        scan = self.cleaned_data.get("scan")
        return scan.read() if scan else b""

    @property
    def letter(self) -> Letter | None:
        """What the letter says, once the form is valid; without a station where anything is missing."""
        if self.paper != POLICE_LETTER:
            return None
        typed = self.cleaned_data
        whole = all(typed[name] for name in MISSING)
        return Letter(typed["number"], typed["station"] if whole else "", typed["date"] or self.today)

    @property
    def correction(self) -> Correction | None:
        """What the document says instead, once the form is valid."""
        if self.paper != CORRECT_DATA:
            return None
        return Correction(name=self.cleaned_data["name"], birth_date=self.cleaned_data["born"])

    def ask_for_the_rest(self) -> None:
        """Say what is missing: the letter is no signed one."""
        for name, words in MISSING.items():
            if not self.cleaned_data.get(name):
                self.add_error(name, words)


def _letter_fields() -> dict[str, forms.Field]:
    return {
        "number": line(
            said(id="Nomor surat", en="Number of the letter"),
            LONGEST_CODE,
            said(
                id="Ada kode QR dari kantor polisi? Pindai di sini, atau tulis nomornya saja: diperiksa mesin.",
                en="With a station's QR code? Scan it here, or write its number alone: it is checked by machine.",
            ),
        ),
        "station": line(said(id="Kantor polisi", en="Police station"), 80),
        "date": forms.DateField(
            label=said(id="Tanggal surat", en="Date of the letter"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
            input_formats=DATE_FORMATS,
            help_text=said(
                id="Surat yang diperpanjang: tanggal perpanjangannya.",
                en="Of an extended letter: the extension's date.",
            ),
            error_messages={
                "invalid": said(id="Tulis tanggal seperti 22-11-2026", en="Write the date like 22-11-2026"),
            },
        ),
    }


def _correction_fields() -> dict[str, forms.Field]:
    return {
        "name": line(
            said(id="Nama menurut dokumen", en="Name on the document"),
            200,
            said(id="Kosongkan bila sudah sama.", en="Leave it empty if it is the same."),
        ),
        "born": forms.DateField(
            label=said(id="Tanggal lahir menurut dokumen", en="Date of birth on the document"),
            help_text=said(id="Kosongkan bila sudah sama.", en="Leave it empty if it is the same."),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
            input_formats=DATE_FORMATS,
            error_messages={
                "invalid": said(id="Tulis tanggal seperti 22-11-1990", en="Write the date like 22-11-1990")
            },
        ),
    }
