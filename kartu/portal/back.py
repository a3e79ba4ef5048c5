"""Addresses of the ways back in."""

from __future__ import annotations

from django.urls import include, path

from kartu.portal import roads
from kartu.portal.views import back

urls = [
    path("masuk/bantuan", back.help_page, name="back-in"),
    *(path(f"masuk/bantuan/{way}", back.explained, {"way": way}) for way in back.EXPLAINED),
    path("masuk/bantuan/kontak", include(roads.held_pages())),
    path("masuk/bantuan/lembar", back.slip, name="slip"),
    path("masuk/bantuan/lembar/keadaan", back.status),
    path("masuk/bantuan/lembar/kontak", back.contact),
    path("masuk/bantuan/lembar/kode", back.code),
    path("masuk/bantuan/lembar/sandi", back.password),
    path("masuk/bantuan/batal/<int:recovery_id>/<str:token>", back.cancel_by_link, name="recovery-cancel-link"),
]
