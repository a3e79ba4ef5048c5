"""Addresses of a member's own pages: card, profile, number; and what works without a network."""

from __future__ import annotations

from django.urls import include, path

from kartu.portal import roads
from kartu.portal.views import (
    card,
    consents,
    employer,
    number,
    offline,
    profile,
    proposals,
    representatives,
    sites,
    told,
)

urls = [
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
    path("profil", profile.profile, name="profile"),
    path("profil/bahasa", profile.language),
    path("profil/jejak", profile.trail, name="trail"),
    path("profil/perusahaan", employer.employer_page, name="profile-employer"),
    path("profil/perusahaan/<int:asking_id>", employer.answer, name="profile-employer-answer"),
    path("persetujuan/<int:asking_id>/<str:token>", employer.by_link, name="asking"),
    path("profil/pesan", told.messages, name="messages"),
    path("profil/pesan/<int:number>", told.message, name="message"),
    path("profil/pemberitahuan", told.notices, name="notices"),
    path("kabar/<int:member_id>/<int:message_id>/<str:token>", told.report, name="message-report"),
    path("profil/unduh", profile.download, name="takeout"),
    path("profil/situs", sites.sites, name="sites"),
    path("profil/situs/<int:consent_id>/cabut", sites.end),
    path("profil/wakil", representatives.representatives, name="representatives"),
    path("profil/wakil/beri", representatives.offer),
    path("profil/wakil/terima", representatives.take_up),
    path("profil/wakil/bertindak", representatives.acting, name="acting"),
    path("profil/wakil/selesai", representatives.stop),
    path("profil/wakil/<int:mandate_id>/cabut", representatives.revoke),
    path("profil/wakil/<int:mandate_id>/bertindak", representatives.act),
    path("profil/persetujuan", consents.consents_page, name="consents"),
    path("profil/persetujuan/<slug:slug>/<int:employer_id>", consents.give),
    path("profil/persetujuan/<int:consent_id>/cabut", consents.withdraw),
    path("profil/usulan", proposals.proposals, name="proposals"),
    path("profil/usulan/<int:number>/ya", proposals.accept),
    path("profil/usulan/<int:number>/tidak", proposals.decline),
    path("profil/betulkan", profile.correct, name="correct"),
    path("cari-nomor", number.find, {"road": number.ROAD}, name="find-number"),
    path("cari-nomor", include(roads.proofs(number.ROAD))),
    path("cari-nomor/hasil", number.found),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("luring", offline.offline_page, name="offline"),
]
