"""Forms of the page on security."""

from __future__ import annotations

from typing import Any

from django import forms

from kartu.base.said import said
from kartu.portal.forms.fields import new_password_field


class ChangePasswordForm(forms.Form):
    """The password there is, and the one to be."""

    current = forms.CharField(
        label=said(id="Kata sandi sekarang", en="Current password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": said(id="Tulis kata sandi Anda sekarang", en="Write your current password")},
    )
    password = new_password_field()

    def __init__(self, *args: Any, has_one: bool, second_step: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        if not has_one:
            del self.fields["current"]
        self.fields["password"] = new_password_field(second_step=second_step)


class LongerPasswordForm(forms.Form):
    """A password that is good alone, for whoever had one that was not."""

    password = new_password_field()

    def __init__(self, *args: Any, needed: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        if not needed:
            del self.fields["password"]


class NewPasskeyForm(forms.Form):
    """What the browser answered that was asked to make a passkey, as JSON; empty without script."""

    passkey = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)
