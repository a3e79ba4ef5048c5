"""How the account is entered, and from where: `/keamanan`, and the link of a notice of a new device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.devices import device_for
from kartu.accounts.disowning import device_by_link, disown_device
from kartu.accounts.models import Device, Passkey
from kartu.accounts.open_sessions import devices_of, end_sessions, sign_out_device
from kartu.accounts.passkeys import LastWayIn, remove_passkey
from kartu.accounts.second_step import codes_left, has_second_step
from kartu.base.browsers import browser_words
from kartu.base.errors import DomainError
from kartu.base.pages import language_of
from kartu.portal.entering import device_of
from kartu.portal.guards import MemberRequest, fresh_proof, member_required

PAGE = "/keamanan"
SAID = ("passkey", "passkey-dihapus", "kode", "kode-dihapus", "sandi", "perangkat", "semua")


@require_safe
@member_required
def security_page(request: MemberRequest) -> HttpResponse:
    """`/keamanan`"""
    return _page(request)


@require_POST
@member_required
@fresh_proof
def passkey_remove(request: MemberRequest, passkey_id: int) -> HttpResponse:
    """`/keamanan/passkey/<id>/hapus`"""
    try:
        remove_passkey(request.account, passkey_id, now=timezone.now())
    except LastWayIn as refusal:
        return _page(request, refusal)
    return redirect(f"{PAGE}?pesan=passkey-dihapus")


@require_POST
@member_required
def device_out(request: MemberRequest, device_id: int) -> HttpResponse:
    """`/keamanan/perangkat/<id>/keluar`: sign one out; it is a stranger again afterwards."""
    sign_out_device(request.account, device_id, actor=request.account.actor, now=timezone.now())
    return redirect(f"{PAGE}?pesan=perangkat")


@require_POST
@member_required
def others_out(request: MemberRequest) -> HttpResponse:
    """`/keamanan/perangkat/keluar`: sign out every session but this one."""
    keep = request.session.session_key or ""
    end_sessions(request.account, actor=request.account.actor, now=timezone.now(), keep=keep)
    return redirect(f"{PAGE}?pesan=semua")


def not_me(request: HttpRequest, device_id: int, token: str) -> HttpResponse:
    """`/perangkat/<id>/<token>`: from a notice of a new device, without signing in."""
    device = device_by_link(device_id, token)
    if request.method == "POST":
        device = disown_device(device_id, token, now=timezone.now())
    return render(request, "portal/security/not_me.html", {"device": device, "name": _name(request, device)})


def _page(request: MemberRequest, refusal: DomainError | None = None) -> HttpResponse:
    user = request.account
    here = device_for(user, device_of(request))
    said = request.GET.get("pesan", "")
    context = {
        "passkeys": [{"key": key, "name": _name(request, key)} for key in user.passkeys.order_by("since", "id")],
        "second_step": has_second_step(user),
        "codes_left": codes_left(user),
        "has_password": user.has_usable_password(),
        "password_void": user.password_void_at,
        "devices": [
            {
                "device": device,
                "name": _name(request, device),
                "here": device == here,
                "open": bool(device.open_sessions.all()),
            }
            for device in devices_of(user)
        ],
        "said": said if said in SAID else "",
        "refusal": refusal.words(request.language) if refusal else "",
    }
    return render(request, "portal/security/security.html", context)


def _name(request: HttpRequest, what: Device | Passkey) -> str:
    return browser_words(what.browser, what.system, language_of(request))
