"""The form of a code out of a message."""

from __future__ import annotations

from django import forms

from kartu.base.fields import line
from kartu.base.said import said


class CodeForm(forms.Form):
    """Six digits; the phone may fill them in."""

    code = line(
        said(id="Kode dari pesan kami", en="Code from our message"),
        20,
        missing=said(id="Tulis enam angka dari pesan kami", en="Write the six digits we sent"),
        style="short num",
        autocomplete="one-time-code",
        inputmode="numeric",
    )
