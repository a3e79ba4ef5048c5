"""Forms of second looks and of supervisors."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from kartu.base.said import said
from kartu.desk.doubt_words import FINDINGS, SENT_BACK
from kartu.desk.forms import REASON

NOBODY = said(id="Pilih petugasnya", en="Choose the officer")
SOUND = "sound"  # an empty choice would be no answer
FOUND = said(id="Pilih hasil pemeriksaannya", en="Choose what you found")


class SendBackForm(forms.Form):
    note = forms.ChoiceField(
        label=said(id="Apa yang perlu dilakukan petugas?", en="What should the officer do?"),
        help_text=said(
            id="Permohonan tetap dipegang petugas itu; ia membaca pilihan Anda.",
            en="The request stays with that officer, who reads your choice.",
        ),
        choices=list(SENT_BACK.items()),
        widget=forms.RadioSelect,
        error_messages={"required": REASON, "invalid_choice": REASON},
    )


class GiveForm(forms.Form):
    """Which officer gets the case; of those who work at the branch."""

    officer = forms.ChoiceField(
        label=said(id="Serahkan kepada siapa?", en="Who should have it?"),
        widget=forms.RadioSelect,
        error_messages={"required": NOBODY, "invalid_choice": NOBODY},
    )

    def __init__(self, *args: Any, to: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        cast(forms.ChoiceField, self.fields["officer"]).choices = to


class SampleForm(forms.Form):
    finding = forms.ChoiceField(
        label=said(id="Apa hasil pemeriksaan ulang ini?", en="What did you find?"),
        choices=[(code or SOUND, words) for code, words in FINDINGS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": FOUND, "invalid_choice": FOUND},
    )
