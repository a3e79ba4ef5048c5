"""Addresses that exist in a demonstration only."""

from __future__ import annotations

from django.urls import path

from kartu.demo import views
from kartu.entrance.views import first_entry

urlpatterns = [
    path("", views.accounts, name="demo"),
    path("/pesan", views.messages, name="demo-messages"),
    path("/daftar-pekerja.csv", views.roster, name="demo-roster"),
    path("/situs", views.site, name="demo-site"),
    path("/masuk/<str:token>", first_entry, {"demo": True}, name="demo-entry"),
]
