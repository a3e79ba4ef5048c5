"""Forms of signing in."""

from __future__ import annotations

from django import forms

from kartu.base.said import said
from kartu.portal.forms.fields import code_field, name_field, password_field


class SignInForm(forms.Form):
    name = name_field()
    password = password_field()
    own = forms.BooleanField(
        label=said(id="Ini ponsel saya sendiri", en="This is my own phone"),
        help_text=said(
            id="Anda tetap masuk, dan kartu bisa dibuka tanpa internet. Jangan dipilih bila ponsel dipakai bersama.",
            en="You stay signed in, and the card opens without a network. Not for a phone you share with others.",
        ),
        required=False,
    )
    work = forms.CharField(required=False, widget=forms.HiddenInput, max_length=120)


class CodeForm(forms.Form):
    code = code_field()
