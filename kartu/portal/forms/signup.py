"""Forms that end a sign-up: what to sign in with, and the password."""

from __future__ import annotations

from django import forms

from kartu.base.said import said
from kartu.portal.forms.fields import contact_field, new_password_field


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
    own = forms.BooleanField(
        label=said(id="Ini ponsel saya sendiri", en="This is my own phone"),
        help_text=said(
            id="Anda tetap masuk, dan kartu bisa dibuka tanpa internet.",
            en="You stay signed in, and the card opens without a network.",
        ),
        required=False,
    )
