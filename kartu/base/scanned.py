"""The form of a code that was scanned: a picture of it, or its text. Whoever shows it reads the picture."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from kartu.base.fields import either
from kartu.base.said import said

LINE_BREAKS = re.compile(r"[\r\n\t]")  # what a messenger puts in; a blank is a sign of the code's alphabet


class ScannedForm(forms.Form):
    """One of the two is wanted; the picture goes first, with its `label` and `hint`."""

    missing = said(id="Pilih foto kartu atau tempel kodenya", en="Choose a photo of the card or paste its code")
    label = said(id="Foto kartu", en="Photo of the card")
    hint = said(id="Foto atau tangkapan layar yang memuat kode QR.", en="A photo or screenshot of the QR code.")

    picture = forms.FileField(
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    code = forms.CharField(
        label=said(id="Atau kode sebagai teks", en="Or the code as text"),
        help_text=said(id="Tempel teks dari pemindai QR lain.", en="Paste the text that another QR reader shows."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["picture"].label, self.fields["picture"].help_text = self.label, self.hint
        either(self, "picture", "code")

    def clean_code(self) -> str:
        return LINE_BREAKS.sub("", self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        if not self.errors and not (self.cleaned_data.get("picture") or self.cleaned_data.get("code")):
            self.add_error("picture", str(self.missing))
        return self.cleaned_data
