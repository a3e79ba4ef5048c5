"""Addresses that exist in a demonstration only."""

from __future__ import annotations

from django.urls import path

from kartu.demo import views

urlpatterns = [
    path("", views.accounts, name="demo"),
    path("/pesan", views.messages, name="demo-messages"),
]
