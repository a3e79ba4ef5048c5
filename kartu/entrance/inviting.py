"""Somebody new of a company: what the page of the company itself asks, and that of a supervisor of the fund."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from kartu.accounts.models import Role
from kartu.base.fields import one_of
from kartu.base.said import said

GRADES: Mapping[str, str] = {
    Role.OWNER: said(id="Pemilik: mengatur orang dan bekerja", en="Owner: sees to people, and works"),
    Role.HR_OFFICER: said(id="Petugas: mengirim daftar, mencetak kode", en="Officer: sends lists, prints codes"),
    Role.READER: said(id="Pembaca: hanya melihat", en="Reader: only looks"),
}
SHORT_GRADES: Mapping[str, str] = {
    Role.OWNER: said(id="Pemilik", en="Owner"),
    Role.HR_OFFICER: said(id="Petugas", en="Officer"),
    Role.READER: said(id="Pembaca", en="Reader"),
}


class GradeForm(forms.Form):
    """What somebody of a company may do."""

    grade = one_of(
        said(id="Apa yang boleh dilakukan?", en="What may this person do?"),
        GRADES,
        said(id="Pilih wewenangnya", en="Choose what the person may do"),
    )


class InvitationForm(GradeForm):
    """Who comes in, and where the invitation goes."""

    name = forms.CharField(
        label=said(id="Nama atau jabatan", en="Name or post"),
        help_text=said(
            id="Seperti yang dikenal rekan: “Rina, penggajian”.", en="As colleagues know them: “Rina, payroll”."
        ),
        max_length=80,
        error_messages={"required": said(id="Tulis namanya", en="Write the name")},
    )
    email = forms.CharField(
        label="Email",
        help_text=said(
            id="Undangan dikirim ke sini, lalu alamatnya dihapus. Tanpa email, tautan tampil sekali di halaman ini.",
            en="The invitation goes here and the address is then forgotten. Without it the link is shown here, once.",
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order: tuple[str, ...] = ("name", "grade", "email")
