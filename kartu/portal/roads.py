"""The roads on which a visitor is proved, and their pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from kartu.accounts import codes
from kartu.portal.proving import Road
from kartu.portal.views import proving, signup

SIGN_UP = Road("/daftar", codes.SIGN_UP, "/daftar/sandi")
RESET = Road("/masuk/lupa", codes.RESET, "/masuk/lupa/sandi")


def pages(road: Road) -> list[URLPattern]:
    """The addresses of a road that ends with a password."""
    which = {"road": road}
    return [
        *proofs(road),
        path("/kontak", signup.contact, which),
        path("/kontak/kode", signup.contact_code, which),
        path("/sandi", signup.password, which),
    ]


def proofs(road: Road) -> list[URLPattern]:
    """The addresses by which any road begins."""
    which = {"road": road}
    return [
        path("", proving.who, which),
        path("/cara", proving.way, which),
        path("/kode", proving.code, which),
        path("/aktivasi", proving.activation, which),
    ]
