"""Forms of signing in."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from kartu.base.fields import one_of
from kartu.base.said import said
from kartu.portal.forms.fields import name_field, own_field, password_field

WHO = said(id="Pilih siapa yang masuk", en="Choose who is signing in")


class SignInForm(forms.Form):
    name = name_field()
    password = password_field()
    own = own_field()


class WhoForm(forms.Form):
    """Whose account, when a family shares name and password."""

    who = one_of(
        said(id="Siapa yang masuk?", en="Who is signing in?"),
        (),
        WHO,
        said(
            id="Beberapa akun memakai email atau nomor ini dengan kata sandi yang sama.",
            en="Several accounts use this e-mail or number with the same password.",
        ),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        cast(forms.ChoiceField, self.fields["who"]).choices = people
