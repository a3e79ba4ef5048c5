"""Addresses of the staff entrance."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from kartu.desk.views import entrance

urlpatterns: list[URLPattern] = [
    path("meja/masuk", entrance.sign_in_page, name="desk-sign-in"),
    path("meja/daftar/<str:token>", entrance.first_entry, name="desk-first-entry"),
    path("meja/saya", entrance.own_page, name="desk-own"),
    path("meja/keluar", entrance.sign_out, name="desk-sign-out"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/masuk/<str:token>", entrance.first_entry, {"demo": True}, name="demo-entry"))
