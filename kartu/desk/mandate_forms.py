"""Forms of the desk about representatives."""

from __future__ import annotations

from django import forms

from kartu.accounts.mandates import LENGTHS
from kartu.accounts.models import Mandate
from kartu.base.fields import some_of
from kartu.base.said import said

MEMBER = "member"
SEEN = said(id="Periksa dulu surat kuasanya", en="Look at the paper first")
WHAT = said(id="Pilih paling sedikit satu", en="Choose at least one")
HOW_LONG = said(id="Pilih berapa lama", en="Choose how long")
WHO = said(id="Pilih siapa yang mengambil", en="Choose who collects")


class MandateForm(forms.Form):
    """What the signed paper says."""

    scope = some_of(
        said(id="Apa yang boleh dilakukan wakil menurut suratnya?", en="What does the paper let them do?"),
        [
            (Mandate.REPORT, said(id="Melaporkan kartu hilang", en="Report the card lost")),
            (Mandate.REQUEST, said(id="Meminta kartu baru", en="Ask for a new card")),
            (Mandate.COLLECT, said(id="Mengambil kartu", en="Collect the card")),
        ],
        WHAT,
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


def words_of(mandate: Mandate) -> str:
    """How a representative is named at the hand-over."""
    name = mandate.holder.member.name if mandate.holder and mandate.holder.member else ""
    return str(said(id=f"Wakil: {name} ({mandate.number})", en=f"Representative: {name} ({mandate.number})"))
