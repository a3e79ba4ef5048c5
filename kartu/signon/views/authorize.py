"""`/oidc/authorize`: a site asks who is there. `/oidc/izin`: the member says whether it may know."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2.rfc6749.errors import FatalClientError

from kartu.accounts.models import User
from kartu.accounts.signon.consents import allow, refuse
from kartu.accounts.signon.policy import Step
from kartu.accounts.signon.scopes import told
from kartu.base.pages import PageRequest, refusal_page
from kartu.base.throttle import take
from kartu.signon.calls import DEMANDED, Call, Returned, code_address, demanding, read_call
from kartu.signon.onward import host_of, onward
from kartu.signon.parameters import AUTHORIZE, Unreadable, again

STRANGE_SITE = (
    "Situs itu belum bisa memakai akun Anda di sini",
    "That site cannot use your account here yet",
    "Situs itu atau alamat kembalinya tidak kami kenal. Data Anda tidak dikirim. Beri tahu pengelola situs itu.",
    "We do not know that site, or the address to return to. Your data was not sent. Tell whoever runs it.",
)
PROOFS = {Step.SIGN_IN: "/masuk", Step.PROVE_AGAIN: "/masuk/ulang"}
ALLOW = "allow"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """`/oidc/authorize` (OpenID Connect Core 3.1.2)."""
    now = timezone.now()
    take("signon-address", cast(PageRequest, request).address, now=now)
    return _answered(request, "", now)


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """`/oidc/izin`: allowed or not; the site's request stands in the address and is read anew."""
    if request.method == "GET":
        return redirect(f"/oidc/authorize?{request.GET.urlencode()}")
    return _answered(request, request.POST.get("decision", "") or "none", timezone.now())


def _answered(request: HttpRequest, decision: str, now: datetime) -> HttpResponse:
    after_form = bool(decision) or DEMANDED in request.GET
    try:
        if request.method == "POST" and not decision:
            return again(request, AUTHORIZE)
        call = read_call(request, now=now)
        if call.user is None or call.step in PROOFS:
            return redirect(f"{PROOFS[call.step]}?{urlencode({'lanjut': demanding(call, now=now)})}")
        if decision and decision != ALLOW:
            refuse(call.user, call.site, now=now)
            raise Returned(call.sent, "access_denied")
        if call.step is Step.ASK and not decision:
            return _ask(request, call, call.user)
        agreed = allow(call.user, call.site, call.scopes, now=now)
        return onward(request, code_address(call, agreed, now=now), after_form=after_form)
    except (FatalClientError, Unreadable):
        return refusal_page(request, 400, texts=STRANGE_SITE)
    except Returned as returned:
        return onward(request, returned.address, after_form=after_form)


def _ask(request: HttpRequest, call: Call, user: User) -> HttpResponse:
    context = {
        "site": call.site.name,
        "host": host_of(call.sent["redirect_uri"]),
        "member": user.member,
        "told": told(call.scopes),
        "query": request.GET.urlencode(),
    }
    return render(request, "signon/consent.html", context)
