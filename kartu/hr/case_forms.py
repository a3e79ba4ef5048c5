"""Forms of handing in a worker's papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kartu.base.said import said
from kartu.hr.forms import DATE, DAYS, either

PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"
NO_FILE = said(id="Pilih berkas yang akan dikirim", en="Choose the file to send")


class PaperForm(forms.Form):
    """One paper, by camera or as a file."""

    photo = forms.FileField(
        label=said(id="Ambil foto", en="Take a photo"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE, "max_length": NO_FILE},
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    file = forms.FileField(
        label=said(id="Atau pilih foto atau PDF", en="Or choose a photo or PDF"),
        help_text=said(
            id="JPEG, PNG, HEIC, atau PDF, paling besar 10 MB.", en="JPEG, PNG, HEIC or PDF, 10 MB at most."
        ),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE, "max_length": NO_FILE},
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        either(self, "photo", "file")

    def clean(self) -> dict[str, Any]:
        if not self.upload and not {"photo", "file"} & self.errors.keys():
            words = said(id="Ambil foto atau pilih berkas dulu", en="Take a photo or choose a file first")
            self.add_error("file", words)
        return self.cleaned_data

    @property
    def upload(self) -> UploadedFile | None:
        """The file that was given; the camera's first."""
        return self.cleaned_data.get("photo") or self.cleaned_data.get("file")


class LetterForm(PaperForm):
    """A police letter: the photo, and what stands on it."""

    number = forms.CharField(
        label=said(id="Nomor surat", en="Number of the letter"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": said(id="Tulis nomor surat", en="Write the number of the letter")},
    )
    station = forms.CharField(
        label=said(id="Kantor polisi", en="Police station"),
        help_text=said(id="Misalnya Polsek Coblong.", en="For example Polsek Coblong."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": said(id="Tulis nama kantor polisi", en="Write the name of the police station")},
    )
    dated = forms.DateField(
        label=said(id="Tanggal surat", en="Date of the letter"),
        help_text=said(id="Sudah diperpanjang? Tanggal perpanjangannya.", en="Extended? The day of the extension."),
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages=DATE,
    )
