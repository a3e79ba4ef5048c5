"""Signing in and out: `/masuk`, `/masuk/passkey`, `/masuk/kode`, `/masuk/siapa`, `/keluar`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.codes import SIGN_IN, CodeRefused, check_code
from kartu.accounts.models import User
from kartu.accounts.passkeys import PasskeyRefused, ask_passkey, open_for_member
from kartu.accounts.second_step import has_second_step
from kartu.accounts.sessions import Way, leave, signed_in_member
from kartu.accounts.signing_in import Attempt, Opened, SignInRefused, sign_in
from kartu.base.pages import PageRequest, way_on
from kartu.base.throttle import TooMany, take
from kartu.base.work import NoWork, challenge
from kartu.entrance.codes import CodeForm
from kartu.notifications.notices import browser_digest, end_of_browser
from kartu.portal.entering import HOME, OWN_PHONE_COOKIE, device_of, let_in
from kartu.portal.forms.again import PasskeyForm
from kartu.portal.forms.signin import SignInForm, WhoForm
from kartu.portal.half_way import begin, begun, forget, with_way


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
            return _opened(request, sign_in(attempt, now=now), own=typed["own"], now=now)
        except (SignInRefused, NoWork, TooMany) as refusal:
            form.add_error("password", refusal.words(page.language))
            status = 429 if isinstance(refusal, TooMany) else 200
    return _page(request, form, now=now, status=status)


def passkey_page(request: HttpRequest) -> HttpResponse:
    """`/masuk/passkey`: the first and only step, without a name."""
    now = timezone.now()
    form, status = SignInForm(None), 200
    sent = PasskeyForm(request.POST)
    if request.method != "POST":
        return redirect(with_way(request, "/masuk"))
    try:
        take("sign-in-address", cast(PageRequest, request).address, now=now)
        key = open_for_member(sent.data.get("passkey", "") if sent.is_valid() else "", now=now)
        forget(request)
        own = request.POST.get("own") == "on"
        way = way_on(request, otherwise=HOME)
        return let_in(request, key.user, way, ways=["passkey"], now=now, own_phone=own, passkey=key)
    except (PasskeyRefused, TooMany) as refusal:
        form = SignInForm({})
        form.errors.clear()
        form.add_error(None, refusal.words(cast(PageRequest, request).language))
        status = 429 if isinstance(refusal, TooMany) else 200
    return _page(request, form, now=now, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/keluar`: ends the session and wipes what the browser kept."""
    now = timezone.now()
    leave(request, now=now)
    end_of_browser(browser_digest(device_of(request)), now=now)
    answer = redirect("/")
    answer.delete_cookie(OWN_PHONE_COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def code_page(request: HttpRequest) -> HttpResponse:
    """`/masuk/kode`: the second half for browsers without script."""
    now = timezone.now()
    kept = begun(request, now=now)
    if "code" not in kept:
        return redirect("/masuk")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code(kept["code"], SIGN_IN, form.cleaned_data["code"], now=now)
            return _go_on(request, kept["users"], own=kept["own"], ways=["password", "code"], now=now)
        except CodeRefused as refused:
            form.add_error("code", refused.words(cast(PageRequest, request).language))
    return render(request, "portal/signin/code.html", {"form": form, "lanjut": way_on(request, otherwise="")})


def who_page(request: HttpRequest) -> HttpResponse:
    """`/masuk/siapa`: whose account, when a family shares name and password."""
    now = timezone.now()
    kept = begun(request, now=now)
    if "open" not in kept:
        return redirect("/masuk")
    users = list(User.objects.filter(id__in=kept["open"], is_active=True).select_related("member"))
    people = [(str(user.id), user.member.name) for user in users if user.member]
    form = WhoForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = next(user for user in users if str(user.id) == form.cleaned_data["who"])
        return _enter(request, chosen, own=kept["own"], ways=kept["ways"], now=now)
    return render(request, "portal/signin/who.html", {"form": form, "lanjut": way_on(request, otherwise="")})


def _page(request: HttpRequest, form: SignInForm, *, now: datetime, status: int) -> HttpResponse:
    context = {
        "form": form,
        "work": challenge(now=now),
        "options": json.dumps(ask_passkey(now=now)),
        "lanjut": way_on(request, otherwise=""),
    }
    return render(request, "portal/signin/signin.html", context, status=status)


def _opened(request: HttpRequest, opened: Opened, *, own: bool, now: datetime) -> HttpResponse:
    users = [user.id for user in opened.users]
    if opened.code is None:
        return _go_on(request, users, own=own, ways=["password"], now=now)
    begin(request, now, code=opened.code.id, users=users, own=own)
    return redirect(with_way(request, "/masuk/kode"))


def _go_on(request: HttpRequest, users: list[int], *, own: bool, ways: list[Way], now: datetime) -> HttpResponse:
    if len(users) > 1:
        begin(request, now, open=users, own=own, ways=ways)
        return redirect(with_way(request, "/masuk/siapa"))
    return _enter(request, User.objects.get(id=users[0], is_active=True), own=own, ways=ways, now=now)


def _enter(request: HttpRequest, user: User, *, own: bool, ways: list[Way], now: datetime) -> HttpResponse:
    """The password was right: let the account in, unless it asks for more."""
    if has_second_step(user):
        begin(request, now, second=user.id, own=own, ways=ways)
        return redirect(with_way(request, "/masuk/kedua"))
    return finish(request, user, own=own, ways=ways, now=now)


def finish(request: HttpRequest, user: User, *, own: bool, ways: list[Way], now: datetime) -> HttpResponse:
    """Everything asked for was right; a password that was voided still lets nobody in."""
    forget(request)
    if user.password_void_at:
        return redirect("/masuk/lupa?perlu=baru")
    return let_in(request, user, way_on(request, otherwise=HOME), ways=ways, now=now, own_phone=own)
