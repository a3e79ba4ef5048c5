"""Addresses of the portal, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.portal import roads
from kartu.portal.views import card, contacts, guide, home, offline, signin

urlpatterns = [
    path("", home.home, name="home"),
    path("panduan", guide.guide, name="guide"),
    path("panduan/<slug:slug>", guide.guide_page, name="guide-page"),
    path("hubungi", home.contact, name="contact"),
    path("privasi", home.privacy, name="privacy"),
    path("aksesibilitas", home.accessibility, name="accessibility"),
    path("masuk", signin.sign_in_page, name="sign-in"),
    path("masuk/kode", signin.code_page, name="sign-in-code"),
    path("masuk/siapa", signin.who_page, name="sign-in-who"),
    path("keluar", signin.sign_out, name="sign-out"),
    path("kontak", contacts.contacts_page, name="contacts"),
    path("kontak/tambah", contacts.add_page, name="contact-add"),
    path("kontak/kode", contacts.code_page, name="contact-code"),
    path("kontak/<int:contact_id>/hapus", contacts.end, name="contact-end"),
    path("kontak/batal/<int:change_id>", contacts.cancel, name="contact-cancel"),
    path("kontak/batal/<int:change_id>/<str:token>", contacts.cancel_by_link, name="contact-cancel-link"),
    path("daftar", include(roads.pages(roads.SIGN_UP))),
    path("masuk/lupa", include(roads.pages(roads.RESET))),
    path("kartu", card.cards, name="cards"),
    path("kartu/besar", card.big_card, name="big-card"),
    path("kartu/luring", card.saved_cards, name="saved-cards"),
    path("kartu/<int:card_id>", card.card, name="card"),
    path("kartu/<int:card_id>/besar", card.big_card),
    path("kartu/<int:card_id>/cetak", card.print_card),
    path("kartu/<int:card_id>/perbarui", card.renew),
    path("kartu/<int:card_id>/kartu.png", card.picture),
    path("kartu/<int:card_id>/kartu.pdf", card.card_pdf),
    path("kartu/<int:card_id>/lembar.pdf", card.sheet_pdf),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("luring", offline.offline_page, name="offline"),
    path("kartu", card.cards, name="cards"),
    path("kartu/besar", card.big_card, name="big-card"),
    path("kartu/luring", card.saved_cards, name="saved-cards"),
    path("kartu/<int:card_id>", card.card, name="card"),
    path("kartu/<int:card_id>/besar", card.big_card),
    path("kartu/<int:card_id>/cetak", card.print_card),
    path("kartu/<int:card_id>/perbarui", card.renew),
    path("kartu/<int:card_id>/kartu.png", card.picture),
    path("kartu/<int:card_id>/kartu.pdf", card.card_pdf),
    path("kartu/<int:card_id>/lembar.pdf", card.sheet_pdf),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("luring", offline.offline_page, name="offline"),
]
