"""Addresses of the verifier: the page, and what anybody may fetch to check a card without us."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import path

from kartu.verify.views import certificates, check, letters, published

# Codes name the fund's address of their list; whatever host answers, the path is the same.
LISTS = urlsplit(settings.PROFILE.status_address).path.lstrip("/").replace("{shard}", "<int:shard>")

urlpatterns = [
    path("periksa", check.check, name="check"),
    path("periksa/pekerja.js", check.worker, name="check-worker"),
    path("periksa/pembaca.js", check.scanner, name="check-scanner"),
    path("periksa/surat", letters.letter, name="check-letter"),
    path("periksa/surat/kunci.json", letters.station_keys, name="station-keys"),
    path("periksa/keterangan", certificates.certificate, name="check-certificate"),
    path("kunci.json", published.keys, name="keys"),
    path(LISTS, published.status_list, name="status-list"),
]
