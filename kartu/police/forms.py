"""Forms of the police desk."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kartu.base.fields import either, line, one_of, some_of
from kartu.base.said import said
from kartu.entrance.days import birth_day
from kartu.letters import states
from kartu.letters.issuing import Loss
from kartu.letters.words import IDENTITIES, ITEMS, WITHDRAWALS
from kartu.registry.models import Member
from kartu.registry.roster.values import Unusable, read_name

CHOOSE_ITEM = said(id="Pilih barang yang hilang", en="Choose what was lost")
CHOOSE_REASON = said(id="Pilih alasannya", en="Choose the reason")
NO_IDENTITY = ""


class LossForm(forms.Form):
    """Who reports, what was lost, when and where. `asked_with` makes two sendings of one form one letter."""

    asked_with = forms.UUIDField(widget=forms.HiddenInput)
    name = line(
        said(id="Nama pelapor", en="Name of the reporter"),
        120,
        said(id="Persis seperti di dokumen identitas.", en="Exactly as on the identity document."),
        missing=said(id="Tulis nama pelapor", en="Write the reporter's name"),
    )
    identity_kind = forms.ChoiceField(
        label=said(id="Nomor identitas yang dicatat", en="Identity number to note"),
        choices=[
            *IDENTITIES.items(),
            (NO_IDENTITY, said(id="Tidak ada nomor yang diketahui", en="No number is known")),
        ],
        initial=Member.KTP,
        required=False,
        widget=forms.RadioSelect,
    )
    identity = line(
        said(id="Nomornya", en="The number"),
        30,
        said(
            id="Boleh dihafal: KTP sering ikut hilang. Nomor inilah yang dicocokkan dana.",
            en="From memory will do: the KTP is often lost too. The fund compares this number.",
        ),
        style="num",
    )
    birth_place = line(said(id="Tempat lahir", en="Place of birth"), 60)
    born = line(
        said(id="Tanggal lahir", en="Date of birth"),
        40,
        said(id="Contoh: 17-08-1990.", en="For example 17-08-1990."),
        style="num",
    )
    address = line(said(id="Alamat", en="Address"), 160)
    items = some_of(said(id="Barang yang hilang", en="What was lost"), ITEMS, CHOOSE_ITEM)
    details = line(
        said(id="Rincian barang", en="Details"),
        240,
        said(id="Nomor peserta, perusahaan, ciri-ciri.", en="Membership number, employer, marks."),
    )
    lost_when = line(
        said(id="Kapan hilangnya?", en="When was it lost?"),
        80,
        said(id="Misalnya Jumat 20 November, sekitar pukul 17.", en="For example Friday 20 November, about 5 pm."),
        missing=said(id="Tulis kapan hilangnya", en="Write when it was lost"),
    )
    lost_where = line(
        said(id="Di mana?", en="Where?"),
        120,
        missing=said(id="Tulis di mana hilangnya", en="Write where it was lost"),
    )

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        words["initial"] = {"asked_with": uuid.uuid4(), "items": [states.CARD]}
        super().__init__(*args, **words)
        either(self, "identity_kind", "identity")
        self.today = today

    def clean_name(self) -> str:
        try:
            return read_name(str(self.cleaned_data["name"]))
        except Unusable as error:
            raise ValidationError(said(id="Periksa lagi namanya", en="Check the name again")) from error

    def clean_born(self) -> date | None:
        typed = str(self.cleaned_data["born"])
        return birth_day(typed, self.today) if typed else None

    def clean(self) -> dict[str, Any]:
        kind, number = self.cleaned_data.get("identity_kind"), self.cleaned_data.get("identity", "")
        digits = "".join(sign for sign in number if sign.isdigit())
        if kind and not number:
            self.add_error(
                "identity",
                said(
                    id="Tulis nomornya, atau pilih “Tidak ada nomor yang diketahui”",
                    en="Write the number, or choose “No number is known”",
                ),
            )
        if kind == Member.KTP and number and len(digits) != 16:
            self.add_error("identity", said(id="NIK terdiri dari 16 angka", en="A NIK has 16 digits"))
        return self.cleaned_data

    @property
    def loss(self) -> Loss:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        kind = typed["identity_kind"]
        number = typed["identity"] if kind else ""
        if kind == Member.KTP:
            number = "".join(sign for sign in number if sign.isdigit())
        return Loss(
            name=typed["name"],
            items=tuple(typed["items"]),
            identity_kind=kind,
            identity=number,
            birth_place=typed["birth_place"],
            birth_date=typed["born"],
            address=typed["address"],
            details=typed["details"],
            lost_when=typed["lost_when"],
            lost_where=typed["lost_where"],
        )


class WithdrawForm(forms.Form):
    reason = one_of(
        said(id="Mengapa surat ini ditarik?", en="Why is this letter withdrawn?"),
        WITHDRAWALS,
        CHOOSE_REASON,
        said(
            id="Sejak saat ini surat ditolak di mana pun diperiksa. Tidak dapat dibatalkan.",
            en="From this moment it is refused wherever it is checked. This cannot be undone.",
        ),
    )


class FindForm(forms.Form):
    """A letter of the station by its number."""

    nomor = line(said(id="Cari nomor surat", en="Find a letter by number"), 80, style="num")
