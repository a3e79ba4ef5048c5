"""The roads on which a visitor is proved, and their pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from kartu.accounts import codes
from kartu.portal.proving import Road
from kartu.portal.views import back, proving, second, signup

SIGN_UP = Road("/daftar", codes.SIGN_UP, "/daftar/sandi")
RESET = Road("/masuk/lupa", codes.RESET, "/masuk/lupa/sandi")


# Another contact than the usual one, when that is gone: the first of the three ways back in.
HELD = Road("/masuk/bantuan/kontak", codes.RESET, "/masuk/bantuan/kontak/sandi", pages="portal/back/held")


def pages(road: Road) -> list[URLPattern]:
    """The addresses of a road that ends with a password."""
    return [*proofs(road), *_to_a_password(road)]


def proofs(road: Road) -> list[URLPattern]:
    """The addresses by which any road begins."""
    which = {"road": road}
    return [
        path("", proving.who, which),
        path("/cara", proving.way, which),
        path("/kode", proving.code, which),
        path("/aktivasi", proving.activation, which),
    ]


def held_pages() -> list[URLPattern]:
    """The addresses of the road on which a contact held before is typed."""
    which = {"road": HELD}
    return [
        path("", proving.who, which),
        path("/cara", back.held, which),
        path("/kode", proving.code, which),
        *_to_a_password(HELD),
    ]


def _to_a_password(road: Road) -> list[URLPattern]:
    which = {"road": road}
    return [
        path("/kontak", signup.contact, which),
        path("/kontak/kode", signup.contact_code, which),
        path("/kedua", second.road_page, which),
        path("/tunggu", back.wait, which),
        path("/sandi", signup.password, which),
        path("/passkey", signup.passkey, which),
    ]
