"""Addresses of a door's entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from kartu.entrance import views
from kartu.entrance.doors import StaffDoor


def entrance_of(door: StaffDoor) -> list[URLPattern]:
    """Sign-in, first entry, one's own page and the way out, below the door's home."""
    below, given = door.home.removeprefix("/"), {"door": door}
    return [
        path(f"{below}/masuk", views.sign_in_page, given, name=f"{door.code}-sign-in"),
        path(f"{below}/daftar/<str:token>", views.first_entry, given, name=f"{door.code}-first-entry"),
        path(f"{below}/saya", views.own_page, given, name=f"{door.code}-own"),
        path(f"{below}/keluar", views.sign_out, given, name=f"{door.code}-sign-out"),
    ]
