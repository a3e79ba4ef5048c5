"""The entrance of staff: passkeys only. `masuk`, `daftar/<token>`, `saya` and `keluar` below each door's home."""

from __future__ import annotations

import json
from typing import cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.asked import keep_asked, take_asked
from kartu.accounts.entry_links import LinkRefused, enrol, link_for, use_link
from kartu.accounts.passkeys import PasskeyRefused, ask_passkey, begin_passkey, open_for_staff
from kartu.accounts.sessions import leave, signed_in_staff
from kartu.accounts.staff import roles_of
from kartu.base.errors import DomainError
from kartu.base.pages import PageRequest, refusal_page, way_on
from kartu.base.throttle import TooMany, take
from kartu.entrance.doors import StaffDoor, door_of, entrance_address, home_of
from kartu.entrance.entering import let_in, role_name

GONE = ("Tautan tidak berlaku", "The link is not valid", "", "")


class PasskeyForm(forms.Form):
    """What the browser's passkey answered, as JSON; empty without script."""

    passkey = forms.CharField(required=False, max_length=8000)


def sign_in_page(request: HttpRequest, door: StaffDoor) -> HttpResponse:
    """`/meja/masuk`, `/perusahaan/masuk`"""
    now = timezone.now()
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    if form.is_valid():
        try:
            take("sign-in-address", cast(PageRequest, request).address, now=now)
            user = open_for_staff(form.cleaned_data["passkey"], now=now).user
            return let_in(request, user, way="passkey", now=now)
        except (PasskeyRefused, TooMany) as refused:
            refusal = refused
    _tell(request, form, refusal)
    context = {
        "form": form,
        "door": door,
        "options": json.dumps(ask_passkey(now=now)),
        "lanjut": way_on(request, otherwise=""),
        "again": signed_in_staff(request, now=now) is not None and way_on(request, otherwise="") != "",
    }
    return render(request, "entrance/signin.html", context, status=429 if isinstance(refusal, TooMany) else 200)


def first_entry(request: HttpRequest, token: str, *, door: StaffDoor | None = None, demo: bool = False) -> HttpResponse:
    """`/meja/daftar/<token>`: make a passkey, once. In a demonstration a browser without one gets in as well.

    Without a door it is the one the account works at.
    """
    now = timezone.now()
    try:
        link = link_for(token, now=now)
    except LinkRefused as refused:
        return refusal_page(request, 410, refusal=refused, texts=GONE)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    if form.is_valid():
        answer = form.cleaned_data["passkey"]
        try:
            if demo and not answer:
                return let_in(request, use_link(link, now=now), way="link", now=now)
            user = enrol(link, take_asked(request, now=now), answer, now=now)
            return let_in(request, user, way="passkey", now=now)
        except PasskeyRefused as refused:
            refusal = refused
    roles = [role_name(role) for role in roles_of(link.user_id, now=now)]
    options, state = begin_passkey(link.user, "; ".join(roles) or settings.PROFILE.short_name)
    keep_asked(request, state, now=now)
    _tell(request, form, refusal)
    door = door or door_of(link.user_id, now=now)
    context = {"form": form, "door": door, "options": json.dumps(options), "roles": roles, "demo": demo}
    return render(request, "entrance/first.html", context)


def own_page(request: HttpRequest, door: StaffDoor) -> HttpResponse:
    """`/meja/saya`: who is in, as what, and the way out."""
    now = timezone.now()
    user = signed_in_staff(request, now=now)
    if user is None:
        return redirect(entrance_address(request, door))
    roles = [role_name(role) for role in roles_of(user.id, now=now)]
    home = home_of(user.id, now=now)
    context = {"door": door, "home": home, "roles": roles, "passkeys": user.passkeys.order_by("since")}
    return render(request, "entrance/own.html", context)


@require_POST
def sign_out(request: HttpRequest, door: StaffDoor) -> HttpResponse:
    """`/meja/keluar`"""
    leave(request, now=timezone.now())
    answer = redirect(door.sign_in)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _tell(request: HttpRequest, form: PasskeyForm, refusal: DomainError | None) -> None:
    if refusal:
        form.add_error(None, refusal.words(cast(PageRequest, request).language))
