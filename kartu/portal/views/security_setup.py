"""Setting up how the account is entered: passkeys, the second step, recovery codes, the password."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts.asked import keep_asked, take_asked
from kartu.accounts.changing_password import NothingToSignInWith, change_password, end_second_step
from kartu.accounts.open_sessions import device_of_session
from kartu.accounts.passkeys import Made, PasskeyRefused, begin_passkey, make_passkey
from kartu.accounts.passwords import WeakPassword
from kartu.accounts.proving_again import ProofRefused
from kartu.accounts.second_step import (
    CodeNotRight,
    has_second_step,
    new_secret,
    renew_recovery_codes,
    set_second_step,
)
from kartu.accounts.sessions import keep_in
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.throttle import TooMany
from kartu.portal.entering import browser_of, device_of
from kartu.portal.forms.second import SetSecondForm
from kartu.portal.forms.security import ChangePasswordForm, LongerPasswordForm, NewPasskeyForm
from kartu.portal.guards import MemberRequest, fresh_proof, member_required
from kartu.portal.shown_once import CODES, SECRET, forget, keep, kept
from kartu.portal.views.security import PAGE

TOO_MANY = 429


@member_required
@fresh_proof
def passkey_page(request: MemberRequest) -> HttpResponse:
    """`/keamanan/passkey`: make one on this device."""
    now = timezone.now()
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked, here = take_asked(request, now=now), device_of_session(_session(request))
            made = Made(asked, form.cleaned_data["passkey"], browser_of(request), here)
            make_passkey(request.account, made, now=now)
            return redirect(f"{PAGE}?pesan=passkey")
        except PasskeyRefused as refused:
            form.add_error(None, refused.words(request.language))
    options, state = begin_passkey(request.account, request.member.name)
    keep_asked(request, state, now=now)
    return render(request, "portal/security/passkey.html", {"form": form, "options": json.dumps(options)})


@member_required
@fresh_proof
def second_page(request: MemberRequest) -> HttpResponse:
    """`/keamanan/kode`: the app takes the secret, and shows it by its first code."""
    now = timezone.now()
    secret = kept(request, request.member, SECRET, now=now) or new_secret()
    keep(request, request.member, SECRET, secret, now=now)
    form = SetSecondForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            here = device_of_session(_session(request))
            codes = set_second_step(request.account, secret, form.cleaned_data["code"], device=here, now=now)
            forget(request, SECRET)
            keep(request, request.member, CODES, " ".join(codes), now=now)
            return redirect(f"{PAGE}/cadangan")
        except (CodeNotRight, TooMany) as refused:
            form.add_error("code", refused.words(request.language))
            status = TOO_MANY if isinstance(refused, TooMany) else 200
    link = _app_link(request, secret)
    rows = segno.make(link, error="m", micro=False).matrix
    context = {
        "form": form,
        "link": link,
        "modules": tuple(tuple(module == 1 for module in row) for row in rows),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "portal/security/second.html", context, status=status)


@member_required
@fresh_proof
def second_remove(request: MemberRequest) -> HttpResponse:
    """`/keamanan/kode/hapus`: sure? A short password gives way to a longer one first."""
    if not has_second_step(request.account):
        return redirect(PAGE)
    sent = request.POST if request.method == "POST" else None
    form = LongerPasswordForm(sent, needed=request.account.password_short)
    if form.is_valid():
        try:
            new = form.cleaned_data.get("password", "")
            end_second_step(request.account, new, keep=_session(request), now=timezone.now())
            keep_in(request, request.account)
            return redirect(f"{PAGE}?pesan=kode-dihapus")
        except WeakPassword as refused:
            form.add_error("password", refused.words(request.language))
    return render(request, "portal/security/second_remove.html", {"form": form})


@member_required
@fresh_proof
def codes_page(request: MemberRequest) -> HttpResponse:
    """`/keamanan/cadangan`: the ten codes, until the member has kept them; or the question whether to make new ones."""
    now = timezone.now()
    if not has_second_step(request.account):
        return redirect(PAGE)
    if request.method == "POST" and "selesai" in request.POST:
        forget(request, CODES)
        return redirect(f"{PAGE}?pesan=kode")
    if request.method == "POST":
        keep(request, request.member, CODES, " ".join(renew_recovery_codes(request.account, now=now)), now=now)
        return redirect(f"{PAGE}/cadangan")
    return render(request, "portal/security/codes.html", {"codes": _codes(request, now)})


@require_safe
@member_required
@fresh_proof
def codes_file(request: MemberRequest) -> HttpResponse:
    """`/keamanan/cadangan.txt`"""
    now = timezone.now()
    codes = _codes(request, now)
    if not codes:
        return redirect(f"{PAGE}/cadangan")
    head = say(
        request.language,
        id=f"Kode cadangan {settings.PROFILE.name}. Tiap kode untuk satu kali. Simpan jauh dari ponsel Anda.",
        en=f"Recovery codes, {settings.PROFILE.name}. Each works once. Keep them away from your phone.",
    )
    answer = HttpResponse("\r\n".join([head, "", *codes, ""]), content_type="text/plain; charset=utf-8")
    name = say(request.language, id="kode-cadangan", en="recovery-codes")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@member_required
@fresh_proof
def password_page(request: MemberRequest) -> HttpResponse:
    """`/keamanan/sandi`: another password, or the first one."""
    user, now = request.account, timezone.now()
    if user.password_void_at and user.has_usable_password():
        return redirect("/masuk/lupa?perlu=baru")
    has_one = user.has_usable_password()
    form = ChangePasswordForm(request.POST or None, has_one=has_one, second_step=has_second_step(user))
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            current, new = form.cleaned_data.get("current", ""), form.cleaned_data["password"]
            change_password(user, current, new, device=device_of(request), keep=_session(request), now=now)
            keep_in(request, user)
            return redirect(f"{PAGE}?pesan=sandi")
        except (ProofRefused, WeakPassword, NothingToSignInWith, TooMany) as refused:
            refusal = refused
            wrong = isinstance(refused, (ProofRefused, TooMany)) and has_one
            form.add_error("current" if wrong else "password", refused.words(request.language))
    status = TOO_MANY if isinstance(refusal, TooMany) else 200
    return render(request, "portal/security/password.html", {"form": form}, status=status)


def _app_link(request: MemberRequest, secret: str) -> str:
    """What an app reads from the picture: whose code it is, at which fund."""
    name = request.account.names.select_related("user__member").order_by("id").first()
    fund = settings.PROFILE.short_name
    label = f"{fund}:{name.value if name else request.member.name}"
    return f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': fund}, quote_via=quote)}"


def _codes(request: MemberRequest, now: datetime) -> list[str]:
    codes = kept(request, request.member, CODES, now=now).split()
    return [f"{code[:5]} {code[5:]}" for code in codes]


def _session(request: MemberRequest) -> str:
    return request.session.session_key or ""
