"""Forms of the desk about ways back in."""

from __future__ import annotations

from django import forms

from kartu.accounts.models import Recovery
from kartu.base.fields import line, one_of, some_of
from kartu.base.said import said
from kartu.desk.recovery_words import REFUSED
from kartu.desk.words import CHECKS

COMPARED = said(id="Pilih dulu apa yang dicocokkan dengan orangnya", en="First say what the person was compared with")
WANTED = said(id="Pilih apa yang diberikan", en="Choose what to give")
REASON = said(id="Pilih alasannya", en="Choose the reason")


class HelpForm(forms.Form):
    """What the person present was compared with, and what they need."""

    checked = some_of(
        said(id="Dengan apa Anda mencocokkan orangnya?", en="What did you compare the person with?"),
        CHECKS,
        COMPARED,
        said(
            id="Paling sedikit satu dokumen. KTP ikut hilang? Dokumen lain juga cukup. Pilih semua yang Anda lihat.",
            en="One document at least. Is the KTP lost too? Another document will do. Choose all you have seen.",
        ),
    )
    gives = one_of(
        said(id="Apa yang diperlukan orangnya?", en="What does the person need?"),
        [
            (
                Recovery.ENTRY,
                said(id="Lembar untuk masuk sendiri lewat situs", en="A slip, to get in alone on the web site"),
            ),
            (
                Recovery.CONTACT,
                said(
                    id="Nomor ponsel atau email baru dicatat (tanpa ponsel pintar)",
                    en="A new phone number or e-mail noted (no smartphone needed)",
                ),
            ),
        ],
        WANTED,
    )


class ContactForm(forms.Form):
    contact = line(
        said(id="Nomor atau email yang dibacakan orangnya", en="Number or e-mail address the person reads out"),
        254,
        said(
            id="Kami kirim enam angka ke sana. Orangnya membacakannya kepada Anda.",
            en="We send six digits to it. The person reads them out to you.",
        ),
        missing=said(id="Tulis nomor atau email", en="Write the number or e-mail address"),
        autocapitalize="none",
    )


class ReadOutForm(forms.Form):
    code = line(
        said(id="Enam angka yang dibacakan orangnya", en="The six digits the person reads out"),
        20,
        missing=said(id="Tulis enam angkanya", en="Write the six digits"),
        style="short num",
        inputmode="numeric",
    )


class AgreeForm(forms.Form):
    """The second officer answers for it too."""

    seen = forms.BooleanField(
        label=said(
            id="Saya sudah memeriksa sendiri apa yang dicatat rekan saya, dan tidak ada yang janggal",
            en="I have checked myself what my colleague recorded, and nothing is odd",
        ),
        error_messages={"required": said(id="Periksa dulu, lalu centang", en="Check it first, then tick the box")},
    )


class RefuseForm(forms.Form):
    reason = one_of(said(id="Mengapa Anda tidak setuju?", en="Why do you not agree?"), REFUSED, REASON)
