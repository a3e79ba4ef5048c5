"""Forms of the printer, the drawer and the hand-over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict

from kartu.accounts.models import Mandate
from kartu.base.fields import line, one_of
from kartu.base.said import said
from kartu.desk.forms import ComparedForm
from kartu.desk.mandate_forms import MEMBER, WHO, words_of
from kartu.desk.words import SPOILS
from kartu.printing import states
from kartu.printing.handing import Given

TENTHS = 10
NUMBER = said(id="Tulis angka, misalnya 0,5", en="Write a number, for example 0.5")
RANGE = said(id="Antara 0 dan 6 mm", en="Between 0 and 6 mm")
FARTHEST = said(id="Antara -3 dan 3 mm", en="Between -3 and 3 mm")
SERIALS = said(id="Tulis nomor pada kartu kosong", en="Write the number on the blank card")
NAME = said(id="Beri nama pencetaknya", en="Name the printer")
KIND = said(id="Pilih jenis pencetak", en="Choose the kind of printer")
HOW_MANY = said(id="Tulis jumlahnya dengan angka", en="Write how many, in digits")

GOOD, NOT_OUT = "good", "not_out"
OUTCOMES = (GOOD, *SPOILS, NOT_OUT)
MACHINES: Mapping[str, str] = {
    states.CR80: said(id="Kartu plastik (CR80)", en="Plastic cards (CR80)"),
    states.A4: said(id="Kertas A4", en="A4 paper"),
}
DIFFERENCES: Mapping[str, str] = {
    "unnoted_spoiled": said(id="Ada kartu rusak yang belum dicatat", en="A spoiled card was not noted"),
    "unnoted_printed": said(id="Ada cetakan yang belum dicatat", en="A print was not noted"),
    "short_delivery": said(id="Kiriman kurang", en="The delivery was short"),
    "lost": said(id="Hilang", en="Lost"),
    "found": said(id="Ditemukan lagi", en="Found again"),
    "unknown": said(id="Belum diketahui", en="Not known yet"),
}


def outcome_of(posted: QueryDict, number: int) -> str:
    """What was said of one print; "" for nothing, or nothing we know."""
    found = posted.get(f"hasil-{number}", "")
    return found if found in OUTCOMES else ""


class Millimetres(forms.DecimalField):
    """A number of millimetres with a comma or a point, kept in tenths."""

    def __init__(self, label: str, low: int, high: int, words: str) -> None:
        super().__init__(
            label=label,
            min_value=low,
            max_value=high,
            max_digits=4,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
            error_messages=dict.fromkeys(("min_value", "max_value"), words)
            | dict.fromkeys(("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits"), NUMBER),
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SendForm(forms.Form):
    """Which cards go to which printer; what is not known is left out by the verb."""

    mesin = forms.ChoiceField(choices=[(each, each) for each in states.MACHINES])
    pencetak = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    nomor = forms.CharField(required=False, max_length=16)


class PrinterForm(forms.Form):
    """One printer: its name, its kind, and how far beside the card it prints."""

    name = line(
        said(id="Nama pencetak", en="Name of the printer"),
        40,
        said(id="Misalnya: Loket 2, kiri.", en="For example: counter 2, left."),
        missing=NAME,
    )
    machine = one_of(said(id="Untuk apa?", en="What is it for?"), MACHINES, KIND)
    front_x = Millimetres(said(id="Depan: geser ke kanan (mm)", en="Front: shift right (mm)"), -3, 3, FARTHEST)
    front_y = Millimetres(said(id="Depan: geser ke bawah (mm)", en="Front: shift down (mm)"), -3, 3, FARTHEST)
    back_x = Millimetres(said(id="Belakang: geser ke kanan (mm)", en="Back: shift right (mm)"), -3, 3, FARTHEST)
    back_y = Millimetres(said(id="Belakang: geser ke bawah (mm)", en="Back: shift down (mm)"), -3, 3, FARTHEST)
    bleed = Millimetres(
        said(id="Mencetak melewati tepi kartu (mm)", en="Prints beyond the card's edge (mm)"),
        0,
        3,
        said(id="Antara 0 dan 3 mm", en="Between 0 and 3 mm"),
    )
    turned = forms.BooleanField(
        label=said(id="Sisi belakang keluar terbalik", en="The back comes out upside down"), required=False
    )

    def tenths(self, name: str) -> int:
        """A length in tenths of a millimetre, once the form is valid."""
        length: Decimal = self.cleaned_data[name]
        return round(length * TENTHS)


class EdgesForm(forms.Form):
    """What was read off one side of the test card: the smallest number still seen at each edge."""

    left = Millimetres(said(id="Tepi kiri", en="Left edge"), 0, 6, RANGE)
    right = Millimetres(said(id="Tepi kanan", en="Right edge"), 0, 6, RANGE)
    top = Millimetres(said(id="Tepi atas", en="Top edge"), 0, 6, RANGE)
    bottom = Millimetres(said(id="Tepi bawah", en="Bottom edge"), 0, 6, RANGE)


class _SerialsForm(forms.Form):
    first = line(said(id="Nomor kartu kosong pertama", en="First blank's number"), 40, missing=SERIALS, style="num")
    last = line(said(id="Nomor kartu kosong terakhir", en="Last blank's number"), 40, missing=SERIALS, style="num")


class DeliveryForm(_SerialsForm):
    note = line(said(id="Nomor surat jalan", en="Number of the delivery note"), 40)


class LossForm(_SerialsForm):
    """Blanks that are gone."""


class CountForm(forms.Form):
    """How many blanks lie in the drawer."""

    counted = forms.IntegerField(
        label=said(id="Berapa kartu kosong di laci?", en="How many blank cards are in the drawer?"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short num", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), HOW_MANY),
    )
    reason = forms.ChoiceField(
        label=said(id="Kalau berbeda dari catatan, kenapa?", en="If it differs from the record, why?"),
        choices=[("none", said(id="Tidak berbeda", en="It does not differ")), *DIFFERENCES.items()],
        required=False,
    )


class HandOverForm(ComparedForm):
    """The card in hand, to whom it goes, what they were compared with, how it was signed for.

    The field set is stable: what is kept while a line is down is sent by these names.
    """

    card = line(
        said(id="Kartu yang akan diserahkan", en="The card you are handing over"),
        600,
        said(
            id="Pindai kode QR di depan kartu, atau ketik 8 angka dan huruf terakhir nomor seri di belakangnya.",
            en="Scan the QR code on its front, or type the last 8 characters of the serial number on its back.",
        ),
        missing=said(id="Pindai kartunya dulu", en="Scan the card first"),
        autocapitalize="off",
    )
    code = line(
        said(id="Kode ambil", en="Pickup code"),
        40,
        said(
            id="Dari pesan kepada peserta, atau dari keluarga. Peserta tanpa kode: cukup dokumennya.",
            en="From the message to the member, or from the relative. A member without one: the document will do.",
        ),
        autocapitalize="characters",
    )
    old_card = forms.BooleanField(
        label=said(id="Kartu lama saya terima untuk dimusnahkan", en="I took the old card in, to be destroyed"),
        required=False,
    )
    strokes = forms.CharField(required=False, max_length=30_000, widget=forms.HiddenInput({"data-typed": ""}))

    def __init__(self, *args: Any, collectors: Sequence[Mandate], relative: str = "", **words: Any) -> None:
        super().__init__(*args, **words)
        self.order_fields(["card", "to", "checked", "code", "old_card", "strokes"])
        if not collectors and not relative:
            return
        choices: list[tuple[str, Any]] = [(MEMBER, said(id="Peserta sendiri", en="The member"))]
        choices += [(str(each.id), words_of(each)) for each in collectors]
        if relative:
            choices.append(
                (
                    states.RELATIVE,
                    said(id=f"Keluarga: {relative}, dengan kode", en=f"Relative: {relative}, with the code"),
                )
            )
        self.fields["to"] = one_of(
            said(id="Siapa yang mengambil?", en="Who collects it?"),
            choices,
            WHO,
            said(
                id="Cocokkan dokumen orang yang berdiri di depan Anda.", en="Compare the person who stands before you."
            ),
            initial=MEMBER,
        )
        self.order_fields(["card", "to", "checked", "code", "old_card", "strokes"])

    @property
    def given(self) -> Given:
        """What the verb is told, once the form is valid."""
        typed, to = self.cleaned_data, cast(str, self.cleaned_data.get("to", MEMBER))
        plain = to in (MEMBER, states.RELATIVE)
        return Given(
            card=typed["card"],
            checked=tuple(typed["checked"]),
            receiver=to if plain else states.MANDATE,
            mandate_id=None if plain else int(to),
            code=typed["code"],
            strokes=typed["strokes"],
            old_card=typed["old_card"],
        )


class RelativeForm(forms.Form):
    """Who may collect the card for the member, with a code."""

    name = line(
        said(id="Nama keluarga yang mengambil", en="Name of the relative who collects"),
        80,
        said(
            id="Seperti di dokumennya. Petugas mencocokkan nama ini.",
            en="As on their document. The officer compares this name.",
        ),
        missing=said(id="Tulis namanya", en="Write the name"),
    )
