"""`/profil/wakil`: who may act for me, for whom I may act, and doing so."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.accounts.mandates import (
    MandateRefused,
    MandatesFull,
    mandates_held,
    mandates_of,
    offer_mandate,
    revoke_mandate,
    take_up_mandate,
)
from kartu.accounts.models import Mandate
from kartu.audit.actors import member_actor
from kartu.base.errors import NotThere
from kartu.base.throttle import TooMany
from kartu.portal.acting import act_for, acting_for, stop_acting
from kartu.portal.forms.back import SlipForm
from kartu.portal.forms.representatives import SCOPES, OfferForm
from kartu.portal.guards import MemberRequest, fresh_proof, member_required

TOO_MANY = 429


@require_safe
@member_required
def representatives(request: MemberRequest) -> HttpResponse:
    """`/profil/wakil`"""
    now = timezone.now()
    context = {
        "given": [_told(each) for each in mandates_of(request.member.id)[:20]],
        "held": [_told(each) for each in mandates_held(request.account.id, now=now)],
        "acting": acting_for(request, request.account, now=now),
    }
    return render(request, "portal/representatives/list.html", context)


@member_required
@fresh_proof
def offer(request: MemberRequest) -> HttpResponse:
    """`/profil/wakil/beri`: what, and for how long; then number and code for the representative, shown once."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        scope, days = tuple(form.cleaned_data["scope"]), form.cleaned_data["days"]
        actor = member_actor(request.member.id)
        try:
            offered = offer_mandate(request.member, scope, days, actor=actor, now=timezone.now())
        except MandatesFull as refusal:
            form.add_error("scope", refusal.words(request.language))
        else:
            code = f"{offered.code[:5]}-{offered.code[5:]}"
            answer = render(request, "portal/representatives/offered.html", {**_told(offered.mandate), "code": code})
            answer.headers["Cache-Control"] = "no-store"
            return answer
    return render(request, "portal/representatives/offer.html", {"form": form})


@member_required
def take_up(request: MemberRequest) -> HttpResponse:
    """`/profil/wakil/terima`: number and code, as the member gave them."""
    form, status = SlipForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            take_up_mandate(request.account, number, code, address=request.address, now=timezone.now())
            return redirect("representatives")
        except (MandateRefused, TooMany) as refusal:
            form.add_error("code", refusal.words(request.language))
            status = TOO_MANY if isinstance(refusal, TooMany) else 200
    return render(request, "portal/representatives/take.html", {"form": form}, status=status)


@require_POST
@member_required
def revoke(request: MemberRequest, mandate_id: int) -> HttpResponse:
    """`/profil/wakil/<id>/cabut`: the member takes it back, or the representative lays it down."""
    now = timezone.now()
    given = mandates_of(request.member.id).filter(pk=mandate_id).first()
    mandate = given or mandates_held(request.account.id, now=now).filter(pk=mandate_id).first()
    if mandate is None:
        raise NotThere
    revoke_mandate(mandate, actor=member_actor(request.member.id), now=now)
    return redirect("representatives")


@require_POST
@member_required
def act(request: MemberRequest, mandate_id: int) -> HttpResponse:
    """`/profil/wakil/<id>/bertindak`"""
    mandate = mandates_held(request.account.id, now=timezone.now()).filter(pk=mandate_id).first()
    if mandate is None:
        raise NotThere
    act_for(request, mandate)
    return redirect("acting")


@require_safe
@member_required
def acting(request: MemberRequest) -> HttpResponse:
    """`/profil/wakil/bertindak`: what can be done for the member now."""
    mandate = acting_for(request, request.account, now=timezone.now())
    if mandate is None:
        return redirect("representatives")
    return render(request, "portal/representatives/acting.html", _told(mandate))


@require_POST
@member_required
def stop(request: MemberRequest) -> HttpResponse:
    """`/profil/wakil/selesai`"""
    stop_acting(request)
    return redirect("representatives")


def _told(mandate: Mandate) -> dict[str, object]:
    may = {act: mandate.covers(act) for act in Mandate.SCOPES}
    return {
        "mandate": mandate,
        "running": mandate.status in Mandate.RUNNING,
        "acts": [words for act, words in SCOPES.items() if may[act]],
        "may": may,
    }
