"""Signing out at the wish of a site (OpenID Connect RP-Initiated Logout): `/oidc/logout`, `/oidc/keluar`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from allauth.idp.oidc.models import Client
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kartu.accounts.models import User
from kartu.accounts.sessions import leave, signed_in_member
from kartu.accounts.signon.ending import sign_off
from kartu.accounts.signon.id_tokens import read_hint
from kartu.accounts.signon.sites import site_by_id
from kartu.accounts.signon.subjects import subject_of
from kartu.base.errors import NotThere
from kartu.base.pages import PageRequest, refusal_page
from kartu.base.throttle import take
from kartu.signon.onward import onward, with_words
from kartu.signon.parameters import LEAVE, Unreadable, again, read

OUT = "out"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which site wishes it (None: nobody we know), where to go on, and whether it means who is signed in."""

    site: Client | None
    back: str
    meant: bool
    user: User | None
    query: str


@csrf_exempt
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """`/oidc/logout`: at once with an ID token of the person who is signed in, else the person is asked."""
    now = timezone.now()
    take("signon-address", cast(PageRequest, request).address, now=now)
    try:
        if request.method == "POST":
            return again(request, LEAVE)
        wish = _read(request, now)
    except Unreadable:
        return refusal_page(request, 400)
    if wish.user is None:
        return _go_on(request, wish, after_form=False)
    if wish.meant:
        return _out(request, wish, wish.user, now, after_form=False)
    name = wish.site.name if wish.site else ""
    return render(request, "signon/leave.html", {"site": name, "query": wish.query})


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """`/oidc/keluar`: the person's own word, out or stay."""
    now = timezone.now()
    try:
        wish = _read(request, now)
    except Unreadable:
        return refusal_page(request, 400)
    if request.method == "GET":
        return redirect(f"/oidc/logout?{wish.query}")
    if wish.user and request.POST.get("decision") == OUT:
        return _out(request, wish, wish.user, now, after_form=True)
    return _go_on(request, wish, after_form=True)


def _out(request: HttpRequest, wish: Wish, user: User, now: datetime, *, after_form: bool) -> HttpResponse:
    if wish.site:
        sign_off(user, wish.site, now=now)
    leave(request, now=now)
    answer = _go_on(request, wish, after_form=after_form)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _go_on(request: HttpRequest, wish: Wish, *, after_form: bool) -> HttpResponse:
    if wish.back:
        return onward(request, wish.back, after_form=after_form)
    return render(request, "signon/left.html", {"member": signed_in_member(request, now=timezone.now())})


def _read(request: HttpRequest, now: datetime) -> Wish:
    """Raises Unreadable."""
    sent = read(request.GET, LEAVE)
    claims = read_hint(sent.get("id_token_hint", "")) or {}
    named = sent.get("client_id") or str(claims.get("aud", ""))
    if claims and claims.get("aud") != named:
        claims = {}
    site, user = _site(named), signed_in_member(request, now=now)
    meant = bool(site and user and claims) and claims.get("sub") == subject_of(cast(Client, site), cast(User, user))
    back = sent.get("post_logout_redirect_uri", "")
    known = site is not None and back in site.get_post_logout_redirect_uris()
    return Wish(site, with_words(back, state=sent.get("state", "")) if known else "", meant, user, urlencode(sent))


def _site(site_id: str) -> Client | None:
    try:
        return site_by_id(site_id)
    except NotThere:
        return None
