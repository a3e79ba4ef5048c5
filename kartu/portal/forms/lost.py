"""Forms of the report: one question each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kartu.base.fields import one_of
from kartu.base.said import said
from kartu.replacements import states

HAPPENED = {
    states.LOST: said(id="Kartu hilang", en="The card is lost"),
    states.STOLEN: said(id="Kartu dicuri", en="The card was stolen"),
    states.DAMAGED: said(id="Kartu rusak", en="The card is damaged"),
    states.WRONG_DATA: said(id="Data di kartu salah", en="The details on the card are wrong"),
    states.NEVER_RECEIVED: said(id="Kartu tidak pernah saya terima", en="The card never reached me"),
}
CHOOSE = said(id="Pilih apa yang terjadi", en="Choose what happened")
CHOOSE_CARD = said(id="Pilih satu kartu", en="Choose one card")


class ReasonForm(forms.Form):
    reason = one_of(said(id="Apa yang terjadi dengan kartu Anda?", en="What happened to your card?"), HAPPENED, CHOOSE)


class CardForm(forms.Form):
    """Which of several cards; `cards` are pairs of row number and words."""

    card = forms.TypedChoiceField(
        label=said(id="Kartu yang mana?", en="Which card?"),
        help_text=said(id="Anda punya lebih dari satu kepesertaan.", en="You have more than one membership."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE_CARD, "invalid_choice": CHOOSE_CARD},
    )

    def __init__(self, *args: Any, cards: Sequence[tuple[int, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["card"].choices = cards  # type: ignore[attr-defined]  # a choice field has them
