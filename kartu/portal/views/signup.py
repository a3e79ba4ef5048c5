"""The last pages of a sign-up or a reset: what to sign in with, and the password."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartu.accounts.activation import ActivationRefused, account_in_use
from kartu.accounts.asked import keep_asked, take_asked
from kartu.accounts.codes import CONTACT, CodeRefused, SentOften, confirmed_by, send_again
from kartu.accounts.contacts import ask_contact, confirm_contact
from kartu.accounts.devices import device_for
from kartu.accounts.models import Passkey, User
from kartu.accounts.names import BadContact, NameTaken
from kartu.accounts.passkeys import Made, PasskeyRefused
from kartu.accounts.passwords import WeakPassword
from kartu.accounts.sessions import Way
from kartu.accounts.signing_up import (
    Proved,
    asks_second_step,
    begin_first_passkey,
    needs_name,
    open_account,
    open_by_passkey,
)
from kartu.base.errors import DomainError
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany, take
from kartu.entrance.codes import CodeForm
from kartu.portal.entering import HOME, browser_of, device_of, let_in
from kartu.portal.forms.signup import ContactForm, OwnPasskeyForm, PasswordForm
from kartu.portal.proving import Road, add, code_channel, forget, kept_for
from kartu.portal.views.proving import page
from kartu.registry.lookups import member_by_id
from kartu.registry.models import Contact


def contact(request: HttpRequest, road: Road) -> HttpResponse:
    """`/daftar/kontak`: whoever came by an activation code says what to sign in with."""
    now = timezone.now()
    proved, before = _end_of(request, road, kept_for(request, road, now=now))
    if proved is None:
        return redirect(before)
    form = ContactForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            member = member_by_id(proved.member_id)
            sent = ask_contact(member, form.cleaned_data["contact"], now=now, known_too=True)
            add(request, road, now=now, contact_code=sent.id, contact_way=sent.kind)
            return redirect(f"{road.base}/kontak/kode")
        except (BadContact, TooMany) as refused:
            refusal = refused
    return page(request, road, "contact", form, refusal=refusal)


def contact_code(request: HttpRequest, road: Road) -> HttpResponse:
    """`/daftar/kontak/kode`"""
    now = timezone.now()
    kept = kept_for(request, road, now=now)
    if "contact_code" not in kept:
        return redirect(road.base)
    again = request.POST.get("again") == "1"
    form = CodeForm(None if again else request.POST or None)
    refusal: DomainError | None = None
    try:
        if again:
            send_again(kept["contact_code"], CONTACT, now=now)
        elif request.method == "POST" and form.is_valid():
            take("code-tries-address", cast(PageRequest, request).address, now=now)
            confirm_contact(kept["contact_code"], form.cleaned_data["code"], now=now)
            add(request, road, now=now, named=kept["contact_code"])
            return redirect(f"{road.base}/sandi")
    except (CodeRefused, SentOften, TooMany) as refused:
        refusal = refused
    channel = code_channel(kept["contact_way"], now=now, alone=True)
    more = {"way": kept["contact_way"], "channel": channel, "own": True, "sent_again": again and not refusal}
    return page(request, road, "code", form, refusal=refusal, **more)


def password(request: HttpRequest, road: Road) -> HttpResponse:
    """`/daftar/sandi` and `/masuk/lupa/sandi`: the last question; the account is open afterwards."""
    now = timezone.now()
    kept = kept_for(request, road, now=now)
    proved, before = _end_of(request, road, kept)
    if proved is None:
        return redirect(before)
    if proved.name is None and needs_name(proved.member_id):
        return redirect(f"{road.base}/kontak")
    form = PasswordForm(request.POST or None, second_step="second" in kept)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            user = open_account(proved, form.cleaned_data["password"], now=now)
            return _let_in(request, user, road, kept, own=form.cleaned_data["own"], now=now)
        except (WeakPassword, NameTaken, ActivationRefused) as refused:
            refusal = refused
    return page(request, road, "password", form, refusal=refusal, known=proved.name, passkey_too=True)


def passkey(request: HttpRequest, road: Road) -> HttpResponse:
    """`/daftar/passkey` and `/masuk/lupa/passkey`: the other last question; no password is needed then."""
    now = timezone.now()
    kept = kept_for(request, road, now=now)
    proved, before = _end_of(request, road, kept)
    if proved is None:
        return redirect(before)
    form = OwnPasskeyForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = Made(take_asked(request, now=now), form.cleaned_data["passkey"], browser_of(request))
            key = open_by_passkey(proved, made, now=now)
            return _let_in(request, key.user, road, kept, own=form.cleaned_data["own"], now=now, passkey=key)
        except (PasskeyRefused, ActivationRefused) as refused:
            refusal = refused
    options, state = begin_first_passkey(proved.member_id)
    keep_asked(request, state, now=now)
    shared = replace(road, pages="portal/proving")
    return page(request, shared, "passkey", form, refusal=refusal, options=json.dumps(options))


def _end_of(request: HttpRequest, road: Road, kept: dict[str, Any]) -> tuple[Proved | None, str]:
    """Who stands at the end of the road, or which page comes first."""
    proved = _proved(kept)
    if proved is None:
        return None, road.base
    if lacks_second_step(kept):
        return None, f"{road.base}/kedua"
    if by_text_alone(request, kept):
        return None, f"{road.base}/tunggu"
    return proved, ""


def lacks_second_step(kept: dict[str, Any]) -> bool:
    """Whether the account of whoever is proved asks for a second step that was not given on this road."""
    return "second" not in kept and "member" in kept and asks_second_step(kept["member"])


def by_text_alone(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Whether nothing but a code to a telephone number stands for somebody who wants into an account in use.

    A number can be taken over; a browser the account was used in, or a second step, stands for the person as well.
    Which road led here makes no difference.
    """
    told = kept.get("proved") == Contact.PHONE and "second" not in kept
    user = User.objects.filter(member=kept["member"]).first() if told else None
    if user is None or not account_in_use(kept["member"]):
        return False
    device = device_for(user, device_of(request))
    return device is None or device.gone_at is not None or device.disowned_at is not None


def _let_in(
    request: HttpRequest,
    user: User,
    road: Road,
    kept: dict[str, Any],
    *,
    own: bool,
    now: datetime,
    passkey: Passkey | None = None,
) -> HttpResponse:
    forget(request, road)
    ways: list[Way] = ["code"]
    if "second" in kept:
        ways.append(kept["second"])
    if passkey:
        ways.append("passkey")
    return let_in(request, user, HOME, ways=ways, now=now, own_phone=own, passkey=passkey)


def _proved(kept: dict[str, Any]) -> Proved | None:
    if "member" not in kept:
        return None
    codes = [code for code in (kept.get("named"), kept.get("code") if kept.get("contact") else None) if code]
    name = confirmed_by(codes[0]) if codes else None
    return Proved(kept["member"], name, kept.get("activation"))
