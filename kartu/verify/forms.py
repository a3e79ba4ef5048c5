"""The forms of the verifier: a code as text, or a picture of it."""

from __future__ import annotations

from django import forms

from kartu.base.said import said
from kartu.base.scanned import CodeForm


class LetterCheckForm(CodeForm):
    """The same two ways for a letter."""

    missing = said(id="Pilih foto surat atau tempel kodenya", en="Choose a photo of the letter or paste its code")

    picture = forms.FileField(
        label=said(id="Foto surat", en="Photo of the letter"),
        help_text=said(id="Kode QR-nya terlihat utuh.", en="With its whole QR code in view."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
