"""Forms by which a visitor is proved, one question each."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kartu.base.fields import line, one_of
from kartu.base.said import said
from kartu.entrance.days import birth_day
from kartu.registry.models import Contact, Member

NUMBERS = {
    Member.KTP: (
        said(id="NIK", en="NIK (identity number)"),
        said(id="16 angka di KTP atau kartu keluarga.", en="The 16 digits on your KTP or family card."),
    ),
    Member.PASSPORT: (
        said(id="Nomor paspor", en="Passport number"),
        said(id="Huruf dan angka di halaman foto.", en="Letters and digits on the page with your photo."),
    ),
    Member.KITAS: (
        said(id="Nomor KITAS", en="KITAS number"),
        said(id="Huruf dan angka di kartu izin tinggal.", en="Letters and digits on your stay permit."),
    ),
}
ACTIVATION = "activation"
WAYS = [
    (Contact.PHONE, said(id="Kode lewat SMS ke nomor saya", en="A code by text message to my number")),
    (Contact.EMAIL, said(id="Kode lewat email saya", en="A code to my e-mail address")),
    (ACTIVATION, said(id="Kode aktivasi dari perusahaan atau kantor", en="Activation code from employer or branch")),
]
WAY = said(id="Pilih salah satu cara", en="Choose one of the ways")


class IdentityForm(forms.Form):
    """Number of a document, and birth date. `kind` is one of Member.KTP, PASSPORT, KITAS."""

    identity = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "num"}),
        error_messages={"required": said(id="Tulis nomornya", en="Write the number")},
    )
    birth_date = line(
        said(id="Tanggal lahir", en="Date of birth"),
        40,
        said(id="Contoh: 27-05-1990", en="For example 27-05-1990"),
        missing=said(id="Tulis tanggal lahir Anda", en="Write your date of birth"),
        style="short num",
        autocomplete="bday",
    )

    def __init__(self, *args: Any, kind: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.kind = kind
        field = self.fields["identity"]
        field.label, field.help_text = NUMBERS[kind]
        if kind == Member.KTP:
            field.widget.attrs["inputmode"] = "numeric"

    def clean_identity(self) -> str:
        number = "".join(mark for mark in str(self.cleaned_data["identity"]).upper() if mark.isalnum())
        if self.kind == Member.KTP and not (number.isdecimal() and len(number) == 16):
            raise ValidationError(said(id="NIK terdiri dari 16 angka", en="A NIK has 16 digits"))
        if not 5 <= len(number) <= 20:
            raise ValidationError(said(id="Periksa lagi nomornya", en="Check the number again"))
        return number

    def clean_birth_date(self) -> date:
        return birth_day(str(self.cleaned_data["birth_date"]), timezone.now().date())


class WayForm(forms.Form):
    """How to prove it. The list is the same for everybody: it must not tell who is a member."""

    way = one_of(
        said(id="Bagaimana Anda ingin membuktikannya?", en="How do you want to prove it?"),
        WAYS,
        WAY,
        said(
            id="Demi keamanan, kode hanya dikirim ke nomor atau email yang sudah kami catat.",
            en="For your safety, codes go only to a number or address we already have.",
        ),
    )

    def __init__(self, *args: Any, kinds: frozenset[str], **words: Any) -> None:
        """`kinds` are the kinds of contact this fund can write to at all."""
        super().__init__(*args, **words)
        choices = [(way, label) for way, label in WAYS if way == ACTIVATION or way in kinds]
        cast(forms.ChoiceField, self.fields["way"]).choices = choices


class ActivationForm(forms.Form):
    code = line(
        said(id="Kode aktivasi", en="Activation code"),
        20,
        said(
            id="Sepuluh huruf dan angka di lembar yang Anda terima.", en="Ten letters and digits on the slip you got."
        ),
        missing=said(id="Tulis kode aktivasi Anda", en="Write your activation code"),
        style="short num",
        autocapitalize="characters",
    )
