"""Forms of the desk about representatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from kartu.accounts.mandates import LENGTHS
from kartu.accounts.models import Mandate
from kartu.base.said import said
from kartu.desk.forms import ComparedForm

MEMBER = "member"
SEEN = said(id="Periksa dulu surat kuasanya", en="Look at the paper first")
WHAT = said(id="Pilih paling sedikit satu", en="Choose at least one")
HOW_LONG = said(id="Pilih berapa lama", en="Choose how long")
WHO = said(id="Pilih siapa yang mengambil", en="Choose who collects")


class MandateForm(forms.Form):
    """What the signed paper says."""

    scope = forms.MultipleChoiceField(
        label=said(id="Apa yang boleh dilakukan wakil menurut suratnya?", en="What does the paper let them do?"),
        choices=[
            (Mandate.REPORT, said(id="Melaporkan kartu hilang", en="Report the card lost")),
            (Mandate.REQUEST, said(id="Meminta kartu baru", en="Ask for a new card")),
            (Mandate.COLLECT, said(id="Mengambil kartu", en="Collect the card")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": WHAT, "invalid_choice": WHAT},
    )
    days = forms.TypedChoiceField(
        label=said(id="Berapa lama?", en="For how long?"),
        choices=[(days, said(id=f"{days} hari", en=f"{days} days")) for days in LENGTHS],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": HOW_LONG, "invalid_choice": HOW_LONG},
    )
    seen = forms.BooleanField(
        label=said(
            id="Surat kuasa bertanda tangan dan dokumen identitas pemberi kuasa sudah saya lihat",
            en="I have seen the signed paper and an identity document of who gives the power",
        ),
        error_messages={"required": SEEN},
    )


class HandOverForm(ComparedForm):
    """To whom the card goes: the member, or a representative who may collect it."""

    def __init__(self, *args: Any, collectors: Sequence[Mandate], **words: Any) -> None:
        super().__init__(*args, **words)
        if not collectors:
            return
        self.fields["to"] = forms.ChoiceField(
            label=said(id="Siapa yang mengambil?", en="Who collects it?"),
            help_text=said(
                id="Cocokkan dokumen orang yang berdiri di depan Anda.", en="Compare the person who stands before you."
            ),
            choices=[
                (MEMBER, said(id="Peserta sendiri", en="The member")),
                *((str(each.id), _words(each)) for each in collectors),
            ],
            initial=MEMBER,
            widget=forms.RadioSelect,
            error_messages={"required": WHO, "invalid_choice": WHO},
        )

    @property
    def mandate_id(self) -> int | None:
        """The mandate of whoever collects, once the form is valid; None for the member."""
        to = cast(str, self.cleaned_data.get("to", MEMBER))
        return None if to == MEMBER else int(to)


def _words(mandate: Mandate) -> str:
    name = mandate.holder.member.name if mandate.holder and mandate.holder.member else ""
    return str(said(id=f"Wakil: {name} ({mandate.number})", en=f"Representative: {name} ({mandate.number})"))
