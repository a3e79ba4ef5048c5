"""Forms of acting for workers."""

from __future__ import annotations

from typing import Any

from django import forms

from kartu.accounts.consent_models import Consent
from kartu.base.fields import either, line, one_of, some_of
from kartu.base.said import said
from kartu.entrance.reasons import REASONS
from kartu.registry.models import Branch
from kartu.replacements import states

CHOOSE = said(id="Pilih salah satu", en="Choose one")
LOSSES = [(reason, REASONS[reason]) for reason in states.LOSSES]
CHECKS = [
    ("identity_card", said(id="KTP", en="Identity card (KTP)")),
    ("passport", said(id="Paspor", en="Passport")),
    ("driving_licence", said(id="SIM", en="Driving licence")),
    ("family_card", said(id="Kartu keluarga", en="Family card")),
    ("employer_letter", said(id="Kartu pegawai", en="Staff card")),
]


class BranchField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django takes no parameter here
    """The branch that decides, by its city."""

    def __init__(self) -> None:
        super().__init__(
            label=said(id="Kantor cabang yang memutuskan", en="The branch that decides"),
            queryset=Branch.objects.order_by("city", "name"),
            empty_label=said(id="Pilih kantor", en="Choose an office"),
            to_field_name="code",
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )

    def label_from_instance(self, obj: Branch) -> str:
        return f"{obj.city}: {obj.name}"


class AskForm(forms.Form):
    """What is asked for; with a paper it is noted instead."""

    purpose = one_of(
        said(id="Izin untuk apa?", en="Consent to what?"),
        [
            (Consent.EMPLOYER_ACTS, said(id="Mengurus kartu pekerja", en="Looking after the worker's card")),
            (Consent.EMPLOYER_DOWNLOADS, said(id="Mengunduh kartu digital", en="Downloading the digital card")),
        ],
        CHOOSE,
    )
    signed_on = forms.DateField(
        label=said(id="Tanggal tanda tangan", en="Day of the signature"),
        help_text=said(id="Hanya bila ditandatangani di kertas.", en="Only when signed on paper."),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": said(id="Tulis tanggal seperti 31-12-2026", en="Write a date like 31-12-2026")},
    )
    paper = forms.FileField(
        label=said(id="Foto kertas bertanda tangan", en="Photo of the signed paper"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("paper")) != bool(given.get("signed_on")) and "signed_on" not in self.errors:
            both = said(id="Kertas perlu foto dan tanggalnya", en="A paper needs its photo and its day")
            self.add_error("signed_on", both)
        return given


class LostForm(forms.Form):
    reason = one_of(said(id="Apa yang terjadi?", en="What happened?"), LOSSES, CHOOSE)
    word = forms.BooleanField(
        label=said(id="Pekerjanya sendiri yang memberi tahu saya", en="The worker told me so in person"),
        error_messages={
            "required": said(id="Kartu diblokir hanya atas kata pekerjanya", en="Only at the worker's own word")
        },
    )


class NewCardForm(forms.Form):
    reason = one_of(
        said(id="Mengapa perlu kartu baru?", en="Why is a new card needed?"),
        [*LOSSES, (states.DAMAGED, REASONS[states.DAMAGED])],
        CHOOSE,
    )
    branch = BranchField()
    delivery = one_of(
        said(id="Kartu diserahkan di mana?", en="Where is the card handed over?"),
        [
            (states.AT_EMPLOYER, said(id="Di perusahaan", en="At the company")),
            (states.AT_BRANCH, said(id="Di kantor cabang", en="At the branch")),
        ],
        CHOOSE,
        initial=states.AT_EMPLOYER,
    )
    vouched = forms.BooleanField(
        label=said(id="Kami menjamin orang dan kehilangannya", en="We vouch for the person and the loss"),
        required=False,
    )


class HandOverForm(forms.Form):
    """Which card, the worker's code, and what the person was compared with."""

    case = line(
        said(id="Nomor seri di kartu, atau nomor permohonan", en="Serial number on the card, or request number"),
        4000,
        said(
            id="Enam angka/huruf terakhir nomor serinya cukup. Boleh juga teks kode QR yang dipindai.",
            en="The last six characters of the serial will do. So does the text of the scanned QR code.",
        ),
        style="num short",
        autocapitalize="characters",
    )
    photo = forms.FileField(
        label=said(id="Atau foto kode QR di kartunya", en="Or a photo of the QR code on the card"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    code = line(
        said(id="Kode yang disebutkan pekerja", en="The code the worker says"),
        20,
        missing=said(id="Tulis kodenya", en="Write the code"),
        style="num short",
        autocapitalize="characters",
    )
    checked = some_of(
        said(id="Dengan apa Anda mencocokkan orangnya?", en="What did you compare the person with?"),
        CHECKS,
        CHOOSE,
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        either(self, "case", "photo")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("case") and not given.get("photo"):
            words = said(id="Tulis nomornya, atau foto kode kartunya", en="Write the number, or photograph the code")
            self.add_error("case", words)
        return given


class VouchForm(forms.Form):
    """What the worker before HR was compared with, and the statement agreed to."""

    checked = some_of(
        said(id="Dengan apa Anda mencocokkan orangnya?", en="What did you compare the person with?"),
        CHECKS,
        CHOOSE,
    )
    stated = forms.BooleanField(
        label=said(id="Saya menyatakan yang tertulis di atas", en="I state what is written above"),
        error_messages={"required": said(id="Baca dan nyatakan dulu", en="Read and state it first")},
    )
