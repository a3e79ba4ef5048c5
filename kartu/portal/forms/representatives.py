"""Forms of giving a power of attorney."""

from __future__ import annotations

from django import forms

from kartu.accounts.mandates import LENGTHS
from kartu.accounts.models import Mandate
from kartu.base.fields import some_of
from kartu.base.said import said

SCOPES = {
    Mandate.REPORT: said(id="Melaporkan kartu saya hilang", en="Report my card lost"),
    Mandate.REQUEST: said(id="Meminta kartu baru dan mengirim dokumen", en="Ask for a new card and send papers"),
    Mandate.COLLECT: said(id="Mengambil kartu di kantor", en="Collect the card at a branch"),
}
LONG = {
    30: said(id="30 hari", en="30 days"),
    90: said(id="90 hari", en="90 days"),
    365: said(id="Satu tahun", en="One year"),
}
WHAT = said(id="Pilih paling sedikit satu", en="Choose at least one")
HOW_LONG = said(id="Pilih berapa lama", en="Choose how long")


class OfferForm(forms.Form):
    """What the representative may do, and for how long."""

    scope = some_of(said(id="Apa yang boleh dilakukan wakil?", en="What may the representative do?"), SCOPES, WHAT)
    days = forms.TypedChoiceField(
        label=said(id="Berapa lama?", en="For how long?"),
        choices=[(days, LONG[days]) for days in LENGTHS],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": HOW_LONG, "invalid_choice": HOW_LONG},
    )
