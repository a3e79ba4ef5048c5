"""The form that asks once more who is there."""

from __future__ import annotations

from django import forms

from kartu.portal.forms.fields import password_field


class AgainForm(forms.Form):
    password = password_field()


class PasskeyForm(forms.Form):
    """What the browser's passkey answered, as JSON; empty without script."""

    passkey = forms.CharField(required=False, max_length=8000)
