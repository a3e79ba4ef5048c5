"""Forms of a request for a new card, of its papers, and of looking it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kartu.audit.actors import Actor
from kartu.base.errors import DomainError
from kartu.base.fields import line, one_of
from kartu.base.said import said
from kartu.entrance.days import birth_day
from kartu.entrance.papers import PaperForm
from kartu.registry.branches import branches_by_city
from kartu.registry.roster.values import Unusable, read_name
from kartu.replacements import states
from kartu.replacements.evidence import Correction
from kartu.replacements.handing_in import hand_in
from kartu.replacements.models import Replacement
from kartu.replacements.refusals import NothingToCorrect

DELIVERIES = {
    states.AT_BRANCH: said(id="Saya ambil di kantor cabang", en="I collect it at a branch"),
    states.AT_EMPLOYER: said(id="Lewat perusahaan saya", en="Through my employer"),
    states.BY_POST: said(id="Lewat pos ke alamat saya yang tercatat", en="By post to the address you have of me"),
}
CHOOSE_DELIVERY = said(id="Pilih cara menerima kartu", en="Choose how to get the card")
CHOOSE_BRANCH = said(id="Pilih satu kantor cabang", en="Choose one branch")


class DeliveryForm(forms.Form):
    """Where the card goes; only what is possible for this card is offered."""

    delivery = one_of(
        said(id="Bagaimana Anda menerima kartu?", en="How do you want to get the card?"),
        (),
        CHOOSE_DELIVERY,
        said(id="Semuanya gratis.", en="All of them are free."),
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


class CorrectionForm(PaperForm):
    """A document with the correct data: the photo, and what it says instead of what the card says."""

    name = line(
        said(id="Nama yang benar", en="The correct name"),
        200,
        said(
            id="Persis seperti di dokumen. Kosongkan bila namanya sudah benar.",
            en="Exactly as on the document. Leave it empty if the name is right.",
        ),
    )
    born = line(
        said(id="Tanggal lahir yang benar", en="The correct date of birth"),
        40,
        said(
            id="Contoh: 17-08-1990. Kosongkan bila sudah benar.", en="For example 17-08-1990. Leave it empty if right."
        ),
        style="short num",
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

    def hand_in(self, case: Replacement, kind: str, *, actor: Actor, now: datetime) -> None:
        correction = Correction(self.cleaned_data["name"], self.cleaned_data["born"])
        hand_in(case, kind, self.content, correction=correction, actor=actor, now=now)

    def refuse(self, refusal: DomainError, language: str) -> None:
        if isinstance(refusal, NothingToCorrect):
            self.add_error("name", refusal.words(language))
        else:
            super().refuse(refusal, language)


class FollowForm(forms.Form):
    """Number and code of a request, as on the message."""

    number = line(
        said(id="Nomor permohonan", en="Request number"),
        20,
        said(id="Delapan huruf dan angka, seperti 4H7K-29RX.", en="Eight letters and digits: 4H7K-29RX."),
        missing=said(id="Tulis nomor permohonan", en="Write the request number"),
        style="short num",
        autocapitalize="characters",
    )
    code = line(
        said(id="Kode", en="Code"),
        20,
        said(id="Sepuluh huruf dan angka, dari pesan kami.", en="Ten letters and digits, from our message."),
        missing=said(id="Tulis kodenya", en="Write the code"),
        style="short num",
        autocapitalize="characters",
    )
