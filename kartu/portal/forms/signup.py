"""Forms that end a sign-up: what to sign in with, and the password."""

from __future__ import annotations

from typing import Any

from django import forms

from kartu.base.said import said
from kartu.portal.forms.fields import contact_field, new_password_field, own_field


class ContactForm(forms.Form):
    contact = contact_field(
        said(id="Anda mau masuk dengan apa?", en="What do you want to sign in with?"),
        said(
            id="Email atau nomor ponsel Anda. Kami kirim kode ke sana.",
            en="Your e-mail address or phone number. We will send a code to it.",
        ),
    )


class AddContactForm(forms.Form):
    contact = contact_field(
        said(id="Email atau nomor ponsel baru", en="New e-mail address or phone number"),
        said(id="Kami kirim kode ke sana untuk memastikan.", en="We will send a code to it to make sure."),
        autocomplete="off",
    )


class PasswordForm(forms.Form):
    password = new_password_field()
    own = own_field()

    def __init__(self, *args: Any, second_step: bool = False, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["password"] = new_password_field(second_step=second_step)


class OwnPasskeyForm(forms.Form):
    """What the browser answered that was asked to make a passkey, as JSON; empty without script."""

    passkey = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)
    own = own_field()
