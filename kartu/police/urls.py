"""Addresses of the police desk, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import include, path

from kartu.entrance.addresses import entrance_of
from kartu.entrance.doors import POLICE
from kartu.police.views import letters

LETTER = "polisi/surat/<slug:serial>"

urlpatterns = [
    path("", include(entrance_of(POLICE))),
    path("polisi", letters.listed, name="police"),
    path("polisi/surat/baru", letters.new, name="police-new"),
    path(LETTER, letters.one, name="police-letter"),
    path(f"{LETTER}/surat.pdf", letters.paper, name="police-paper"),
    path(f"{LETTER}/perpanjang", letters.extend, name="police-extend"),
    path(f"{LETTER}/tarik", letters.withdraw, name="police-withdraw"),
]
