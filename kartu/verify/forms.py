"""The forms of the verifier: a code as text, or a picture of it."""

from __future__ import annotations

from kartu.base.said import said
from kartu.base.scanned import ScannedForm


class LetterCheckForm(ScannedForm):
    """The same two ways for a letter."""

    missing = said(id="Pilih foto surat atau tempel kodenya", en="Choose a photo of the letter or paste its code")
    label = said(id="Foto surat", en="Photo of the letter")
    hint = said(id="Kode QR-nya terlihat utuh.", en="With its whole QR code in view.")
