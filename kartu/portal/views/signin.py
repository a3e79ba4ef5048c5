"""Signing in and out: `/masuk`, `/masuk/kode`, `/masuk/siapa`, `/keluar`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.codes import LIFETIME, SIGN_IN, CodeRefused, check_code
from kartu.accounts.models import User
from kartu.accounts.sessions import Way, leave, signed_in_member
from kartu.accounts.signing_in import Attempt, Opened, SignInRefused, sign_in
from kartu.base.pages import PageRequest, way_on
from kartu.base.throttle import TooMany
from kartu.base.work import NoWork, challenge
from kartu.notifications.notices import browser_digest, end_of_browser
from kartu.portal.entering import HOME, OWN_PHONE_COOKIE, device_of, let_in
from kartu.portal.forms.proving import CodeForm
from kartu.portal.forms.signin import SignInForm, WhoForm

BEGUN = "masuk"


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
    context = {"form": form, "work": challenge(now=now), "lanjut": way_on(request, otherwise="")}
    return render(request, "portal/signin/signin.html", context, status=status)


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
    begun = _begun(request, now=now)
    if "code" not in begun:
        return redirect("/masuk")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code(begun["code"], SIGN_IN, form.cleaned_data["code"], now=now)
            return _go_on(request, begun["users"], own=begun["own"], way="code", now=now)
        except CodeRefused as refused:
            form.add_error("code", refused.words(cast(PageRequest, request).language))
    return render(request, "portal/signin/code.html", {"form": form, "lanjut": way_on(request, otherwise="")})


def who_page(request: HttpRequest) -> HttpResponse:
    """`/masuk/siapa`: whose account, when a family shares name and password."""
    now = timezone.now()
    begun = _begun(request, now=now)
    if "open" not in begun:
        return redirect("/masuk")
    users = list(User.objects.filter(id__in=begun["open"], is_active=True).select_related("member"))
    people = [(str(user.id), user.member.name) for user in users if user.member]
    form = WhoForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = next(user for user in users if str(user.id) == form.cleaned_data["who"])
        return _enter(request, chosen, own=begun["own"], way=begun["way"], now=now)
    return render(request, "portal/signin/who.html", {"form": form, "lanjut": way_on(request, otherwise="")})


def _opened(request: HttpRequest, opened: Opened, *, own: bool, now: datetime) -> HttpResponse:
    users = [user.id for user in opened.users]
    if opened.code is None:
        return _go_on(request, users, own=own, way="password", now=now)
    _begin(request, now, code=opened.code.id, users=users, own=own)
    return redirect(_with_way(request, "/masuk/kode"))


def _go_on(request: HttpRequest, users: list[int], *, own: bool, way: Way, now: datetime) -> HttpResponse:
    if len(users) > 1:
        _begin(request, now, open=users, own=own, way=way)
        return redirect(_with_way(request, "/masuk/siapa"))
    return _enter(request, User.objects.get(id=users[0], is_active=True), own=own, way=way, now=now)


def _enter(request: HttpRequest, user: User, *, own: bool, way: Way, now: datetime) -> HttpResponse:
    request.session.pop(BEGUN, None)
    return let_in(request, user, way_on(request, otherwise=HOME), ways=[way], now=now, own_phone=own)


def _begin(request: HttpRequest, now: datetime, **kept: Any) -> None:
    request.session[BEGUN] = {**kept, "at": now.isoformat()}


def _begun(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """What the first half of this sign-in left, while it is fresh."""
    kept: dict[str, Any] = request.session.get(BEGUN, {})
    return kept if kept and now - datetime.fromisoformat(kept["at"]) < LIFETIME else {}


def _with_way(request: HttpRequest, address: str) -> str:
    wanted = way_on(request, otherwise="")
    return f"{address}?{urlencode({'lanjut': wanted})}" if wanted else address
