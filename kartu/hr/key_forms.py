"""The form of a new key."""

from __future__ import annotations

from django import forms

from kartu.base.fields import one_of, some_of
from kartu.base.said import said
from kartu.hr.words import SCOPES


class KeyForm(forms.Form):
    """What it is called, what it may do, how long it is good."""

    name = forms.CharField(
        label=said(id="Nama kunci", en="Name of the key"),
        help_text=said(
            id="Program yang memakainya, misalnya: penggajian.", en="The program that uses it, say: payroll."
        ),
        max_length=60,
        error_messages={"required": said(id="Beri kunci ini nama", en="Give the key a name")},
    )
    scopes = some_of(
        said(id="Boleh untuk apa?", en="What may it do?"),
        SCOPES,
        said(id="Pilih paling sedikit satu", en="Choose one at least"),
    )
    days = one_of(
        said(id="Berlaku berapa lama?", en="Good for how long?"),
        [
            ("30", said(id="30 hari", en="30 days")),
            ("90", said(id="90 hari", en="90 days")),
            ("365", said(id="Satu tahun", en="One year")),
        ],
        said(id="Pilih masa berlakunya", en="Choose how long"),
        initial="90",
    )
