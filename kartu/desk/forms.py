"""Forms of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import capfirst

from kartu.base.fields import line, one_of, some_of
from kartu.base.said import said
from kartu.desk.words import CHECKS, LOOKED_UP, NEVER_ARRIVED, PAPER_WORDS, REJECTIONS, SPOILS
from kartu.replacements import states

DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]
REASON = said(id="Pilih alasannya", en="Choose the reason")
COMPARED = said(id="Pilih dulu apa yang dicocokkan dengan orangnya", en="First say what the person was compared with")
PAPERS = said(id="Pilih berkas yang diminta", en="Choose the papers to ask for")
WHAT = said(id="Tulis nomornya, atau nama dan tanggal lahir", en="Write a number, or name and date of birth")
NAME = said(id="Tulis namanya juga", en="Write the name as well")
BORN = said(id="Tulis tanggal lahirnya juga", en="Write the date of birth as well")
MOST_TEXT = 1000  # characters in the code of a card, and some more
LOOK_UP = said(
    id="Tidak ada di antrean kantor Anda. Pilih alasan untuk mencari di seluruh data",
    en="Not in your branch's queue. Choose a reason to search all records",
)


class RejectForm(forms.Form):
    reason = one_of(
        said(id="Mengapa permohonan ini ditolak?", en="Why is this request refused?"),
        REJECTIONS,
        REASON,
        said(id="Peserta diberi tahu alasan ini.", en="The member is told this reason."),
    )


class SpoiledForm(forms.Form):
    reason = one_of(
        said(id="Apa yang salah dengan cetakannya?", en="What is wrong with the print?"),
        SPOILS,
        REASON,
        said(
            id="Kartu ini dibatalkan dan kartu baru dengan kode baru dibuat. Hancurkan yang rusak.",
            en="This card is voided and a new one with a new code is made. Destroy the spoiled one.",
        ),
    )

    def __init__(self, *args: Any, reasons: Sequence[str], **words: Any) -> None:
        super().__init__(*args, **words)
        known = {**SPOILS, states.NEVER_ARRIVED: NEVER_ARRIVED}
        cast(forms.ChoiceField, self.fields["reason"]).choices = [(reason, known[reason]) for reason in reasons]


class ComparedForm(forms.Form):
    """What the person in front of the officer was compared with."""

    checked = some_of(
        said(id="Dengan apa Anda mencocokkan orangnya?", en="What did you compare the person with?"),
        CHECKS,
        COMPARED,
        said(
            id="KTP ikut hilang? Dokumen lain juga cukup. Pilih semua yang Anda lihat.",
            en="Is the KTP lost too? Another document will do. Choose all you have seen.",
        ),
    )


class AskForm(forms.Form):
    """Which papers are missing or unclear; of those the case needs."""

    papers = some_of(
        said(id="Berkas apa yang masih kurang?", en="Which papers are missing?"),
        (),
        PAPERS,
        said(
            id="Peserta diberi tahu dan permohonan menunggu sampai berkasnya dikirim.",
            en="The member is told, and the request waits until they are sent.",
        ),
    )

    def __init__(self, *args: Any, papers: tuple[str, ...], **words: Any) -> None:
        super().__init__(*args, **words)
        field = cast(forms.MultipleChoiceField, self.fields["papers"])
        field.choices = [(paper, capfirst(PAPER_WORDS[paper])) for paper in papers]


class SearchForm(forms.Form):
    """A whole number, the code of a scanned card, or exact name and birth date; and why."""

    what = line(
        said(id="Nomor permohonan, kartu, atau NIK", en="Request, card or identity number"),
        MOST_TEXT,
        said(
            id="Tulis lengkap, atau pindai kode QR kartunya ke sini. Setiap pencarian dicatat.",
            en="Write it in full, or scan the card's QR code into it. Every search is recorded.",
        ),
        style="num",
        autocapitalize="characters",
    )
    name = line(said(id="Nama lengkap, persis seperti di kartu", en="Full name, exactly as on the card"), 200)
    born = forms.DateField(
        label=said(id="Tanggal lahir", en="Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": said(id="Tulis tanggal seperti 22-11-1990", en="Write the date like 22-11-1990")},
    )
    reason = forms.ChoiceField(
        label=said(id="Alasan mencari", en="Why you search"),
        help_text=said(
            id="Perlu bila orangnya tidak punya permohonan di kantor Anda. Peserta dapat melihat alasan ini.",
            en="Needed when the person has no request at your branch. The member can see this reason.",
        ),
        choices=[("", said(id="Pilih alasan", en="Choose a reason")), *LOOKED_UP.items()],
        required=False,
        error_messages={"invalid_choice": REASON},
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("what") and "what" not in self.errors and not (typed.get("name") and typed.get("born")):
            only = "born" if typed.get("name") else "name" if typed.get("born") else "what"
            if only not in self.errors:
                self.add_error(only, {"born": BORN, "name": NAME, "what": WHAT}[only])
        return typed


class PresentForm(forms.Form):
    """The person of a flagged report stands before the officer."""

    present = forms.BooleanField(
        label=said(
            id="Orangnya ada di depan saya dan sudah saya cocokkan dengan dokumennya",
            en="The person is in front of me and I have compared them with a document",
        ),
        error_messages={
            "required": said(
                id="Kartu hanya diblokir bila orangnya hadir dan sudah dicocokkan",
                en="A card is blocked only when the person is present and was compared",
            )
        },
    )
