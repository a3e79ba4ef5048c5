"""Forms of the second step."""

from __future__ import annotations

from django import forms

from kartu.base.fields import line
from kartu.base.said import said


class SecondForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = line(
        said(id="Kode dari aplikasi Anda", en="Code from your app"),
        20,
        said(
            id="Enam angka. Aplikasinya hilang? Tulis salah satu kode cadangan Anda.",
            en="Six digits. Lost the app? Write one of your recovery codes.",
        ),
        missing=said(
            id="Tulis enam angka dari aplikasi, atau satu kode cadangan",
            en="Write the six digits of the app, or a recovery code",
        ),
        style="short num",
        autocomplete="one-time-code",
        autocapitalize="characters",
    )


class SetSecondForm(forms.Form):
    """The first code of an app, which shows that it has the secret."""

    code = line(
        said(id="Enam angka dari aplikasi", en="Six digits from the app"),
        20,
        missing=said(id="Tulis enam angka dari aplikasi", en="Write the six digits of the app"),
        style="short num",
        autocomplete="one-time-code",
        inputmode="numeric",
    )
