"""The front page and the plain pages; none of them asks the database anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kartu.credential.qr import draw_modules


@dataclass(frozen=True, slots=True)
class SampleCard:
    """The invented card on the front page; its code opens the verifier and proves nothing."""

    number: str
    name: str
    valid_until: date
    modules: tuple[tuple[bool, ...], ...]


def home(request: HttpRequest) -> HttpResponse:
    """`/`"""
    return render(request, "portal/home.html", {"sample": _sample()})


def contact(request: HttpRequest) -> HttpResponse:
    """`/hubungi`"""
    return render(request, "portal/contact.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """`/privasi`"""
    return render(request, "portal/privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """`/aksesibilitas`"""
    return render(request, "portal/accessibility.html")


@lru_cache(maxsize=1)
def _sample() -> SampleCard:
    number = "26041187009"[: settings.PROFILE.membership_digits]
    modules = draw_modules(f"HTTPS://{settings.PROFILE.verify_address}".upper())
    return SampleCard(number, "Siti Rahmawati", date(2027, 5, 21), modules)
