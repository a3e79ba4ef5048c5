"""Forms of the employer's door."""

from __future__ import annotations

from typing import Any

from django import forms

from kartu.base.fields import line, one_of
from kartu.base.said import said

DATE = {
    "required": said(id="Tulis tanggalnya", en="Write the date"),
    "invalid": said(id="Tulis tanggal seperti 31-12-2026", en="Write a date like 31-12-2026"),
}
DAYS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]


def _day(label: str, hint: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages=DATE,
    )


class RosterForm(forms.Form):
    """One file; with a last day it is a list of those who have left."""

    file = forms.FileField(
        label=said(id="Berkas daftar pekerja", en="The file with your workers"),
        help_text=said(
            id="Excel (.xlsx) atau CSV, sebagaimana keluar dari program Anda. Paling banyak 25 MB dan 100.000 baris.",
            en="Excel (.xlsx) or CSV, as your program writes it. At most 25 MB and 100,000 rows.",
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={
            "required": said(id="Pilih berkasnya", en="Choose the file"),
            "max_length": said(id="Nama berkas terlalu panjang", en="The file's name is too long"),
        },
    )
    purpose = one_of(
        said(id="Apa isi daftar ini?", en="What is in this list?"),
        [
            ("roster", said(id="Semua pekerja unit ini", en="All workers of this unit")),
            ("works", said(id="Pekerja yang masih bekerja di sini", en="Workers who still work here")),
            ("left", said(id="Pekerja yang sudah atau akan keluar", en="Workers who have left or will leave")),
        ],
        said(id="Pilih isi daftarnya", en="Choose what is in the list"),
        initial="roster",
    )
    last_day = _day(
        said(id="Hari terakhir bekerja", en="Last day of work"),
        said(id="Hanya untuk daftar pekerja yang keluar.", en="Only for a list of workers who leave."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("purpose") == "left" and not given.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", DATE["required"])
        return given


class NewsForm(forms.Form):
    """Where news goes; empty for nowhere."""

    email = forms.CharField(
        label=said(id="Alamat email Anda", en="Your email address"),
        help_text=said(
            id="Alamat baru kami kirimi kode dulu. Kosongkan bila tidak mau dikabari.",
            en="We send a code to a new address first. Leave it empty if you want no news.",
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SearchForm(forms.Form):
    """One worker: by a number, or by the whole name and the date of birth."""

    what = line(
        said(id="Nomor peserta, nomor pegawai, atau nama lengkap", en="Membership number, staff number or full name"),
        120,
        missing=said(id="Tulis nomor atau namanya", en="Write the number or the name"),
    )
    birth_date = _day(
        said(id="Tanggal lahir", en="Date of birth"),
        said(id="Perlu bila mencari dengan nama.", en="Needed when you search by name."),
        required=False,
    )


class LeavingForm(forms.Form):
    last_day = _day(
        said(id="Kapan hari terakhirnya bekerja?", en="When is the last day of work?"),
        said(
            id="Nomor dan kartu tetap milik pekerja. Pekerja diberi tahu. Bisa ditarik kembali dalam satu hari.",
            en="The number and the card stay the worker's. The worker is told. It can be taken back within a day.",
        ),
    )
