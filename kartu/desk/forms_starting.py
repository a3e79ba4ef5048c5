"""The form of a case begun at the counter."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings

from kartu.base.fields import one_of, some_of
from kartu.base.said import said
from kartu.cards.models import Card
from kartu.cards.states import PHYSICAL, PLASTIC
from kartu.desk.forms import COMPARED, REASON
from kartu.desk.words import CHECKS, KINDS
from kartu.entrance.reasons import REASONS

CARD = said(id="Pilih kartunya", en="Choose the card")


class StartForm(forms.Form):
    """Which card, why, of which kind, and what the person showed. With one card nothing is asked about it."""

    card = one_of(said(id="Kartu yang mana?", en="Which card?"), (), CARD)
    reason = one_of(
        said(id="Mengapa perlu kartu baru?", en="Why is a new card needed?"),
        REASONS,
        REASON,
        said(
            id="Hilang atau dicuri: semua salinan kartu ini langsung diblokir.",
            en="Lost or stolen: every copy of this card is blocked at once.",
        ),
    )
    kind = one_of(
        said(id="Kartu seperti apa?", en="What kind of card?"),
        [(kind, KINDS[kind]) for kind in PHYSICAL],
        REASON,
        initial=PLASTIC,
    )
    checked = some_of(
        said(id="Dengan apa Anda mencocokkan orangnya?", en="What did you compare the person with?"),
        CHECKS,
        COMPARED,
        said(
            id="KTP ikut hilang? Satu dokumen lain cukup. Pilihan Anda tercatat di permohonan.",
            en="Is the KTP lost too? One other document will do. Your choice is recorded with the request.",
        ),
    )

    def __init__(self, *args: Any, cards: list[Card], **words: Any) -> None:
        super().__init__(*args, **words)
        self.cards = cards
        if len(cards) == 1:
            del self.fields["card"]
        else:
            field = cast(forms.ChoiceField, self.fields["card"])
            field.choices = [(str(card.id), settings.PROFILE.grouped(card.membership.number)) for card in cards]

    @property
    def card_id(self) -> int:
        """The card that was chosen, once the form is valid."""
        return self.cards[0].id if len(self.cards) == 1 else int(self.cleaned_data["card"])
