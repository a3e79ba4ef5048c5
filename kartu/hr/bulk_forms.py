"""Forms for many workers at once."""

from __future__ import annotations

from typing import Any

from django import forms

from kartu.base.fields import either, one_of
from kartu.base.said import said
from kartu.employers.acts import Download
from kartu.employers.downloads import REASONS
from kartu.employers.naming import LONGEST_PATTERN, STANDARD
from kartu.hr.acting_forms import CHOOSE, BranchField
from kartu.hr.forms import DATE, DAYS
from kartu.replacements import states

WHY = {
    "worksite": said(id="Pemeriksaan di tempat kerja", en="An inspection at the workplace"),
    "clinic": said(id="Berobat rombongan", en="A visit to a clinic together"),
    "new_workers": said(id="Pekerja baru", en="New workers"),
    "worker_asked": said(id="Diminta pekerjanya", en="The workers asked for it"),
}
LIST = said(id="Satu nomor peserta atau nomor pegawai tiap baris.", en="One membership or staff number on each line.")
SHEET = said(
    id="Sebagaimana keluar dari program Anda; kolom nomornya kami cari sendiri.",
    en="As your program writes it; we find the column with the numbers.",
)
WRITE = said(id="Tempelkan nomornya atau pilih berkas", en="Paste the numbers or choose a file")


class ListForm(forms.Form):
    """A list of workers, pasted or as a file."""

    numbers = forms.CharField(
        label=said(id="Nomor pekerja", en="Workers' numbers"),
        help_text=LIST,
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    listed = forms.FileField(
        label=said(id="Atau berkas Excel atau CSV", en="Or an Excel or CSV file"),
        help_text=SHEET,
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        either(self, "numbers", "listed")

    def clean_listed(self) -> object:
        if not self.cleaned_data.get("listed") and not self.cleaned_data.get("numbers"):
            raise forms.ValidationError(WRITE)
        return self.cleaned_data["listed"]


class StatingForm(ListForm):
    """Who still works here, or leaves on a day: by numbers alone."""

    purpose = one_of(
        said(id="Apa yang Anda nyatakan?", en="What do you state?"),
        [
            ("works", said(id="Mereka masih bekerja di sini", en="They still work here")),
            ("left", said(id="Mereka sudah atau akan keluar", en="They have left or will leave")),
        ],
        CHOOSE,
        initial="works",
    )
    last_day = forms.DateField(
        label=said(id="Hari terakhir bekerja", en="Last day of work"),
        help_text=said(id="Hanya untuk yang keluar.", en="Only for those who leave."),
        required=False,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages=DATE,
    )
    field_order = ("purpose", "last_day", "numbers", "listed")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("purpose") == "left" and not given.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", DATE["required"])
        return given


class BatchForm(ListForm):
    """The letter, the list, and where the cards go."""

    reason = one_of(
        said(id="Apa yang terjadi?", en="What happened?"),
        [
            (states.LOST, said(id="Kebakaran, banjir, atau bencana lain", en="A fire, a flood or another disaster")),
            (states.STOLEN, said(id="Pencurian", en="A theft")),
        ],
        CHOOSE,
    )
    letter_number = forms.CharField(
        label=said(id="Nomor surat", en="Number of the letter"),
        max_length=60,
        error_messages={"required": said(id="Tulis nomor surat", en="Write the letter's number")},
    )
    station = forms.CharField(
        label=said(id="Polisi atau instansi yang membuatnya", en="Police or authority that issued it"),
        max_length=80,
        error_messages={"required": said(id="Tulis nama instansinya", en="Write who issued it")},
    )
    letter_date = forms.DateField(
        label=said(id="Tanggal surat", en="Date of the letter"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={
            "required": said(id="Tulis tanggal surat", en="Write the letter's date"),
            "invalid": said(id="Tulis tanggal seperti 31-12-2026", en="Write a date like 31-12-2026"),
        },
    )
    paper = forms.FileField(
        label=said(id="Foto atau PDF surat", en="Photo or PDF of the letter"),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": said(id="Pilih foto atau PDF suratnya", en="Choose the letter's photo or PDF")},
    )
    branch = BranchField()


class DownloadForm(ListForm):
    """Whose cards, why, in which form and under which names."""

    reason = one_of(said(id="Untuk apa?", en="What for?"), [(code, WHY[code]) for code in REASONS], CHOOSE)
    form = one_of(
        said(id="Bentuknya", en="In which form"),
        [
            (Download.ZIP, said(id="ZIP, satu gambar tiap pekerja", en="ZIP, one picture a worker")),
            (Download.PDF, said(id="Satu PDF", en="One PDF")),
        ],
        CHOOSE,
        initial=Download.ZIP,
    )
    pattern = forms.CharField(
        label=said(id="Pola nama berkas", en="Pattern of the file names"),
        help_text=said(
            id="Boleh memakai {number}, {name}, {staff_number}, {unit}.",
            en="May use {number}, {name}, {staff_number}, {unit}.",
        ),
        initial=STANDARD,
        max_length=LONGEST_PATTERN,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": CHOOSE},
    )
