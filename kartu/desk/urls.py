"""Addresses of the desk, in Indonesian as people read them."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
