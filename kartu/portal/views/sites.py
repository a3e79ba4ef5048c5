"""`/profil/situs`: the other sites a member lets know something, and the way to end it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.signon.consents import consents_of, withdraw
from kartu.accounts.signon.scopes import told
from kartu.portal.guards import MemberRequest, member_required


@require_safe
@member_required
def sites(request: MemberRequest) -> HttpResponse:
    """`/profil/situs`"""
    allowed = [{"consent": consent, "told": told(consent.scopes.split())} for consent in consents_of(request.account)]
    context = {"allowed": allowed, "ended": request.GET.get("pesan") == "dicabut"}
    return render(request, "portal/sites/list.html", context)


@require_POST
@member_required
def end(request: MemberRequest, consent_id: int) -> HttpResponse:
    """`/profil/situs/<id>/cabut`"""
    withdraw(request.account, consent_id, now=timezone.now())
    return redirect("/profil/situs?pesan=dicabut")
