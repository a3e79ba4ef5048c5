"""Forms of the ways back in."""

from __future__ import annotations

from django import forms

from kartu.base.fields import line
from kartu.base.said import said
from kartu.portal.forms.fields import contact_field


class HeldForm(forms.Form):
    """Another contact of one's own, which the fund was told of before."""

    contact = contact_field(
        said(id="Email atau nomor mana yang masih Anda pegang?", en="Which e-mail or number do you still hold?"),
        said(
            id="Kode hanya kami kirim bila kontak ini sudah tercatat sebagai milik Anda sebelumnya.",
            en="We send a code only if this contact was noted as yours before.",
        ),
        autocomplete="off",
    )


class SlipForm(forms.Form):
    """Number and code, as on the slip that was handed over."""

    number = line(
        said(id="Nomor", en="Number"),
        20,
        said(id="Delapan huruf dan angka, seperti 4H7K-29RX.", en="Eight letters and digits: 4H7K-29RX."),
        missing=said(id="Tulis nomor di lembar Anda", en="Write the number on your slip"),
        style="short num",
        autocapitalize="characters",
    )
    code = line(
        said(id="Kode", en="Code"),
        20,
        said(id="Sepuluh huruf dan angka di bawahnya.", en="The ten letters and digits below it."),
        missing=said(id="Tulis kode di lembar Anda", en="Write the code on your slip"),
        style="short num",
        autocapitalize="characters",
    )
