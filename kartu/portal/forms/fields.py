"""Fields several forms share, each with its words in both languages."""

from __future__ import annotations

from django import forms

from kartu.base.fields import line
from kartu.base.said import said


def name_field() -> forms.CharField:
    """What people sign in with; a browser that can offers its passkeys here."""
    label = said(id="Email atau nomor ponsel", en="E-mail or phone number")
    return contact_field(label, autocomplete="username webauthn")


def contact_field(label: str, hint: str = "", *, autocomplete: str = "username") -> forms.CharField:
    """An e-mail address or a telephone number."""
    return line(
        label,
        254,
        hint,
        missing=said(id="Tulis email atau nomor ponsel Anda", en="Write your e-mail address or phone number"),
        autocomplete=autocomplete,
        autocapitalize="none",
    )


def password_field() -> forms.CharField:
    """The password of an account that exists; nothing of it is cut off or refused for its form."""
    return forms.CharField(
        label=said(id="Kata sandi", en="Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": said(id="Tulis kata sandi Anda", en="Write your password")},
    )


def new_password_field(*, second_step: bool = False) -> forms.CharField:
    """A password to be: pasting is welcome, a password manager may make one. With a second step it may be shorter."""
    shortest = 8 if second_step else 15
    longer = said(
        id="Paling sedikit 15 huruf. Empat kata acak mudah diingat, misalnya: pisang becak lampu hujan.",
        en="At least 15 characters. Four random words are easy to remember, such as: banana cart lamp rain.",
    )
    shorter = said(
        id="Paling sedikit 8 huruf, karena Anda juga memakai kode dari aplikasi.",
        en="At least 8 characters, because you use a code from an app as well.",
    )
    return forms.CharField(
        label=said(id="Kata sandi baru", en="New password"),
        help_text=shorter if second_step else longer,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": str(shortest)}),
        error_messages={"required": said(id="Tulis kata sandi baru", en="Write a new password")},
    )


def own_field() -> forms.BooleanField:
    """Whether the session may stay on this phone."""
    return forms.BooleanField(
        label=said(id="Ini ponsel saya sendiri", en="This is my own phone"),
        help_text=said(
            id="Anda tetap masuk, dan kartu bisa dibuka tanpa internet. Jangan dipilih bila ponsel dipakai bersama.",
            en="You stay signed in, and the card opens without a network. Not for a phone you share with others.",
        ),
        required=False,
    )
