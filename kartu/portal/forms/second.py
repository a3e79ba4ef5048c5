"""Forms of the second step."""

from __future__ import annotations

from django import forms

from kartu.base.said import said


class SecondForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = forms.CharField(
        label=said(id="Kode dari aplikasi Anda", en="Code from your app"),
        help_text=said(
            id="Enam angka. Aplikasinya hilang? Tulis salah satu kode cadangan Anda.",
            en="Six digits. Lost the app? Write one of your recovery codes.",
        ),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "class": "short num",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": said(
                id="Tulis enam angka dari aplikasi, atau satu kode cadangan",
                en="Write the six digits of the app, or a recovery code",
            )
        },
    )


class SetSecondForm(forms.Form):
    """The first code of an app, which shows that it has the secret."""

    code = forms.CharField(
        label=said(id="Enam angka dari aplikasi", en="Six digits from the app"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short num", "spellcheck": "false"}
        ),
        error_messages={"required": said(id="Tulis enam angka dari aplikasi", en="Write the six digits of the app")},
    )
