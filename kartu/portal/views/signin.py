"""Signing in and out: `/masuk`, `/masuk/kode`, `/masuk/siapa`, `/keluar`."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.models import User
from kartu.accounts.sessions import leave, signed_in_member
from kartu.accounts.signing_in import Attempt, Opened, SignInRefused, sign_in
from kartu.base.pages import PageRequest, way_on
from kartu.base.throttle import TooMany
from kartu.base.work import NoWork, challenge
from kartu.portal.entering import HOME, OWN_PHONE_COOKIE, device_of, let_in
from kartu.portal.forms.signin import SignInForm


def sign_in_page(request: HttpRequest) -> HttpResponse:
    """`/masuk`"""
    now = timezone.now()
    if request.method == "GET" and signed_in_member(request, now=now):
        return redirect(way_on(request, otherwise=HOME))
    form, status = SignInForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        page = cast(PageRequest, request)
        typed = form.cleaned_data
        attempt = Attempt(
            typed["name"], typed["password"], request.POST.get("work", "")[:200], device_of(request), page.address
        )
        try:
            return _opened(request, sign_in(attempt, now=now), own=typed["own"])
        except (SignInRefused, NoWork, TooMany) as refusal:
            form.add_error("password", refusal.words(page.language))
            status = 429 if isinstance(refusal, TooMany) else 200
    context = {"form": form, "work": challenge(now=now), "lanjut": way_on(request, otherwise="")}
    return render(request, "portal/signin/signin.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/keluar`: ends the session and wipes what the browser kept."""
    leave(request, now=timezone.now())
    answer = redirect("/")
    answer.delete_cookie(OWN_PHONE_COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _opened(request: HttpRequest, opened: Opened, *, own: bool) -> HttpResponse:
    to = way_on(request, otherwise=HOME)
    users: tuple[User, ...] = opened.users
    return let_in(request, users[0], to, way="password", now=timezone.now(), own_phone=own)
