"""Forms of a request for a new card, of its papers, and of looking it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from kartu.base.said import said
from kartu.portal.forms.fields import birth_day
from kartu.registry.branches import branches_by_city
from kartu.registry.roster.dates import read_date
from kartu.registry.roster.values import Unusable, read_name
from kartu.replacements import states
from kartu.replacements.evidence import Letter

DELIVERIES = {
    states.AT_BRANCH: said(id="Saya ambil di kantor cabang", en="I collect it at a branch"),
    states.AT_EMPLOYER: said(id="Lewat perusahaan saya", en="Through my employer"),
    states.BY_POST: said(id="Lewat pos ke alamat saya yang tercatat", en="By post to the address you have of me"),
}
CHOOSE_DELIVERY = said(id="Pilih cara menerima kartu", en="Choose how to get the card")
CHOOSE_BRANCH = said(id="Pilih satu kantor cabang", en="Choose one branch")
PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"


class DeliveryForm(forms.Form):
    """Where the card goes; only what is possible for this card is offered."""

    delivery = forms.ChoiceField(
        label=said(id="Bagaimana Anda menerima kartu?", en="How do you want to get the card?"),
        help_text=said(id="Semuanya gratis.", en="All of them are free."),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_DELIVERY, "invalid_choice": CHOOSE_DELIVERY},
    )

    def __init__(self, *args: Any, possible: Sequence[str], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["delivery"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (delivery, DELIVERIES[delivery]) for delivery in possible
        ]


class BranchForm(forms.Form):
    """Which office, listed under its city."""

    branch = forms.ChoiceField(
        error_messages={"required": CHOOSE_BRANCH, "invalid_choice": CHOOSE_BRANCH},
        help_text=said(id="Diurutkan menurut kota.", en="In the order of the cities."),
    )

    def __init__(self, *args: Any, delivery: str, **words: Any) -> None:
        super().__init__(*args, **words)
        field = self.fields["branch"]
        field.label = (
            said(id="Di kantor mana Anda mengambilnya?", en="At which office do you collect it?")
            if delivery == states.AT_BRANCH
            else said(id="Kantor mana yang mengurusnya?", en="Which office is to see to it?")
        )
        field.choices = [  # type: ignore[attr-defined]  # a choice field has them
            ("", said(id="Pilih kantor", en="Choose an office")),
            *((city, [(branch.code, branch.name) for branch in there]) for city, there in branches_by_city()),
        ]


NO_FILE = said(id="Pilih berkas yang akan dikirim", en="Choose the file to send")


class PaperForm(forms.Form):
    """One paper: by the camera or as a file."""

    photo = forms.FileField(
        label=said(id="Ambil foto", en="Take a photo"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE, "max_length": NO_FILE},
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment", "data-shrink": True}),
    )
    file = forms.FileField(
        label=said(id="Atau pilih foto atau PDF", en="Or choose a photo or PDF"),
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE, "max_length": NO_FILE},
        widget=forms.FileInput(attrs={"accept": PICTURES, "data-shrink": True}),
    )

    def clean(self) -> dict[str, Any]:
        if not self.upload and not {"photo", "file"} & self.errors.keys():
            words = said(id="Ambil foto atau pilih berkas dulu", en="Take a photo or choose a file first")
            self.add_error("photo", words)
        return self.cleaned_data

    @property
    def upload(self) -> UploadedFile | None:
        """The file that was given; the camera's first."""
        return self.cleaned_data.get("photo") or self.cleaned_data.get("file")


MISSING = {
    "number": said(id="Tulis nomor surat", en="Write the number of the letter"),
    "station": said(id="Tulis nama kantor polisi", en="Write the name of the police station"),
    "dated": said(id="Tulis tanggal surat", en="Write the date of the letter"),
}


class LetterForm(PaperForm):
    """A police letter: its photo and what stands on it; of a signed one the photo or the number is enough."""

    number = forms.CharField(
        label=said(id="Nomor surat", en="Number of the letter"),
        help_text=said(id="Seperti tertulis di bagian atas surat.", en="As written at the top of the letter."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    station = forms.CharField(
        label=said(id="Kantor polisi", en="Police station"),
        help_text=said(id="Misalnya Polsek Coblong.", en="For example Polsek Coblong."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    dated = forms.CharField(
        label=said(id="Tanggal surat", en="Date of the letter"),
        help_text=said(
            id="Contoh: 21-11-2026. Sudah diperpanjang? Tulis tanggal perpanjangannya.",
            en="For example 21-11-2026. Has it been extended? Write the date of the extension.",
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short num"}),
    )
    field_order = ("photo", "file", "number", "station", "dated")

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def clean_dated(self) -> date | None:
        typed = str(self.cleaned_data["dated"])
        if not typed:
            return None
        try:
            day = read_date(typed, self.today.year).day
        except ValueError as error:
            raise ValidationError(said(id="Tulis seperti 21-11-2026", en="Write it like 21-11-2026")) from error
        if day > self.today:
            words = said(id="Tanggal ini belum tiba. Periksa lagi suratnya.", en="This day is still to come. Check it.")
            raise ValidationError(words)
        return day

    def clean(self) -> dict[str, Any]:
        # Only the number: it may be a signed letter's, and then nothing else is needed.
        if self.cleaned_data.get("number") and not self.upload:
            return self.cleaned_data
        if not self.upload:
            self.ask_for_the_rest()
        return super().clean()

    @property
    def letter(self) -> Letter:
        """What was typed; without a station where anything is missing, so that it counts as incomplete."""
        typed = self.cleaned_data
        whole = all(typed[name] for name in ("number", "station", "dated"))
        return Letter(typed["number"], typed["station"] if whole else "", typed["dated"] or self.today)

    def ask_for_the_rest(self) -> None:
        """Say what is missing: the letter carries no signed code."""
        for name, words in MISSING.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, words)


class CorrectionForm(PaperForm):
    """A document with the correct data: the photo, and what it says instead of what the card says."""

    name = forms.CharField(
        label=said(id="Nama yang benar", en="The correct name"),
        help_text=said(
            id="Persis seperti di dokumen. Kosongkan bila namanya sudah benar.",
            en="Exactly as on the document. Leave it empty if the name is right.",
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born = forms.CharField(
        label=said(id="Tanggal lahir yang benar", en="The correct date of birth"),
        help_text=said(
            id="Contoh: 17-08-1990. Kosongkan bila sudah benar.", en="For example 17-08-1990. Leave it empty if right."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short num"}),
    )
    field_order = ("name", "born", "photo", "file")

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        try:
            return read_name(typed) if typed else ""
        except Unusable as error:
            raise ValidationError(said(id="Periksa lagi namanya", en="Check the name again")) from error

    def clean_born(self) -> date | None:
        typed = str(self.cleaned_data["born"])
        return birth_day(typed, self.today) if typed else None


class FollowForm(forms.Form):
    """Number and code of a request, as on the message."""

    number = forms.CharField(
        label=said(id="Nomor permohonan", en="Request number"),
        help_text=said(id="Delapan huruf dan angka, seperti 4H7K-29RX.", en="Eight letters and digits: 4H7K-29RX."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "short num"}),
        error_messages={"required": said(id="Tulis nomor permohonan", en="Write the request number")},
    )
    code = forms.CharField(
        label=said(id="Kode", en="Code"),
        help_text=said(id="Sepuluh huruf dan angka, dari pesan kami.", en="Ten letters and digits, from our message."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "short num"}),
        error_messages={"required": said(id="Tulis kodenya", en="Write the code")},
    )
