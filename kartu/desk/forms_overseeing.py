"""Forms of second looks and of supervisors."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from kartu.base.fields import one_of
from kartu.base.said import said
from kartu.desk.doubt_words import FINDINGS, SENT_BACK
from kartu.desk.forms import REASON

NOBODY = said(id="Pilih petugasnya", en="Choose the officer")
SOUND = "sound"  # an empty choice would be no answer
FOUND = said(id="Pilih hasil pemeriksaannya", en="Choose what you found")


class SendBackForm(forms.Form):
    note = one_of(
        said(id="Apa yang perlu dilakukan petugas?", en="What should the officer do?"),
        SENT_BACK,
        REASON,
        said(
            id="Permohonan tetap dipegang petugas itu; ia membaca pilihan Anda.",
            en="The request stays with that officer, who reads your choice.",
        ),
    )


class GiveForm(forms.Form):
    """Which officer gets the case; of those who work at the branch."""

    officer = one_of(said(id="Serahkan kepada siapa?", en="Who should have it?"), (), NOBODY)

    def __init__(self, *args: Any, to: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        cast(forms.ChoiceField, self.fields["officer"]).choices = to


class SampleForm(forms.Form):
    finding = one_of(
        said(id="Apa hasil pemeriksaan ulang ini?", en="What did you find?"),
        [(code or SOUND, words) for code, words in FINDINGS.items()],
        FOUND,
    )
