"""Addresses of the portal, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.portal import back, branches, loss, mine, roads, security
from kartu.portal.views import codes, contacts, guide, home, signin, standard

urlpatterns = [
    path("", home.home, name="home"),
    path("panduan", guide.guide, name="guide"),
    path("panduan/<slug:slug>", guide.guide_page, name="guide-page"),
    path("hubungi", home.contact, name="contact"),
    path("standar-layanan", standard.standard, name="standard"),
    path("privasi", home.privacy, name="privacy"),
    path("aksesibilitas", home.accessibility, name="accessibility"),
    path("masuk", signin.sign_in_page, name="sign-in"),
    path("masuk/kode", signin.code_page, name="sign-in-code"),
    path("masuk/siapa", signin.who_page, name="sign-in-who"),
    path("kode", codes.linked, name="code"),
    path("kode/saluran", codes.channel, name="code-channel"),
    path("keluar", signin.sign_out, name="sign-out"),
    path("kontak", contacts.contacts_page, name="contacts"),
    path("kontak/tambah", contacts.add_page, name="contact-add"),
    path("kontak/kode", contacts.code_page, name="contact-code"),
    path("kontak/<int:contact_id>/hapus", contacts.end, name="contact-end"),
    path("kontak/batal/<int:change_id>", contacts.cancel, name="contact-cancel"),
    path("kontak/batal/<int:change_id>/<str:token>", contacts.cancel_by_link, name="contact-cancel-link"),
    path("daftar", include(roads.pages(roads.SIGN_UP))),
    path("masuk/lupa", include(roads.pages(roads.RESET))),
    *back.urls,
    *mine.urls,
    *loss.urls,
    *security.urls,
    *branches.urls,
]
