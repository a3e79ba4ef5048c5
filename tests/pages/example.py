"""The example of a page with a form, as a door would write it; mounted by the tests only."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from kartu.base.errors import DomainError, NotThere
from kartu.base.said import said
from kartu.base.throttle import TooMany
from kartu.base.work import challenge
from kartu.urls import handler400, handler403, handler404, handler500
from kartu.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500"]

WHEN = [
    ("0", said(id="Hari ini atau kemarin", en="Today or yesterday")),
    ("7", said(id="Dua sampai tujuh hari yang lalu", en="Two to seven days ago")),
    ("x", said(id="Saya tidak ingat", en="I do not remember")),
]
MISSING = said(id="Pilih kapan terakhir kali Anda melihat kartu", en="Choose when you last saw the card")


class WhenForm(forms.Form):
    when = forms.ChoiceField(
        label=said(id="Kapan terakhir kali Anda melihat kartu?", en="When did you last see the card?"),
        help_text=said(id="Perkiraan saja cukup.", en="A guess will do."),
        choices=WHEN,
        widget=forms.RadioSelect,
        error_messages={"required": MISSING, "invalid_choice": MISSING},
    )
    place = forms.CharField(label=said(id="Di mana?", en="Where?"), required=False, max_length=60)
    secret = forms.CharField(
        label=said(id="Kata sandi", en="Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": said(id="Tulis kata sandi Anda", en="Write your password")},
    )
    agreed = forms.BooleanField(label=said(id="Ini ponsel saya sendiri", en="This is my own phone"), required=False)


def when_lost(request: HttpRequest) -> HttpResponse:
    form = WhenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("/")
    return render(request, "pages/example.html", {"form": form, "work": challenge(now=timezone.now())})


def refuse(request: HttpRequest, code: str) -> HttpResponse:
    if code == "forbidden":
        raise PermissionDenied
    if code == "not-there":
        raise NotThere
    if code == "too-many":
        raise TooMany(until=timezone.now())
    if code == "bug":
        raise RuntimeError("3174055205900001")
    refusal = DomainError()
    refusal.code = code
    raise refusal


urlpatterns = [*real, path("contoh", when_lost), path("tolak/<slug:code>", refuse)]
