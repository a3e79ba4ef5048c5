"""`/profil/persetujuan`: what a member agreed to, in which words, since when; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts.consent_words import edition_of, wording
from kartu.accounts.consents import consents_of, give_consent, withdraw_consent
from kartu.accounts.models import Consent
from kartu.audit.actors import member_actor
from kartu.base.errors import NotThere
from kartu.portal.guards import MemberRequest, fresh_proof, member_required
from kartu.registry.lookups import memberships_of
from kartu.registry.models import Employer
from kartu.replacements.policy import local_day

PURPOSES: Mapping[str, str] = MappingProxyType({"urus": Consent.EMPLOYER_ACTS, "unduh": Consent.EMPLOYER_DOWNLOADS})


@require_safe
@member_required
def consents_page(request: MemberRequest) -> HttpResponse:
    """`/profil/persetujuan`"""
    given = [_told(consent, request.language) for consent in consents_of(request.member.id)]
    open_now = {(each["consent"].purpose, each["consent"].employer_id) for each in given if each["counts"]}
    offers = [
        {"words": _today(purpose, employer, request.language), "to": f"{slug}/{employer.id}"}
        for employer in _employers(request, timezone.now())
        for slug, purpose in PURPOSES.items()
        if (purpose, employer.id) not in open_now
    ]
    return render(request, "portal/consents/list.html", {"given": given, "offers": offers})


@member_required
@fresh_proof
def give(request: MemberRequest, slug: str, employer_id: int) -> HttpResponse:
    """`/profil/persetujuan/<what for>/<employer>`: the words in full, and one button."""
    now = timezone.now()
    employer = next((each for each in _employers(request, now) if each.id == employer_id), None)
    if employer is None or slug not in PURPOSES:
        raise NotThere
    purpose = PURPOSES[slug]
    if request.method == "POST":
        actor = member_actor(request.member.id)
        give_consent(request.member, purpose, proof="login", actor=actor, now=now, employer_id=employer.id)
        return redirect("consents")
    return render(request, "portal/consents/give.html", {"words": _today(purpose, employer, request.language)})


@member_required
def withdraw(request: MemberRequest, consent_id: int) -> HttpResponse:
    """`/profil/persetujuan/<id>/cabut`: asks once; it counts no more from that moment."""
    consent = consents_of(request.member.id).filter(pk=consent_id).first()
    if consent is None:
        raise NotThere
    if request.method == "POST":
        withdraw_consent(request.member.id, consent.id, actor=member_actor(request.member.id), now=timezone.now())
        return redirect("consents")
    return render(request, "portal/consents/withdraw.html", _told(consent, request.language))


def _told(consent: Consent, language: str) -> dict[str, Any]:
    who = _name(consent.employer) if consent.employer else consent.client
    return {
        "consent": consent,
        "words": wording(consent.purpose, consent.version, who, language),
        "counts": consent.status == Consent.GIVEN,
    }


def _employers(request: MemberRequest, now: datetime) -> list[Employer]:
    """Where the member works now."""
    today = local_day(now, settings.PROFILE.time_zone)
    current = [each for each in memberships_of(request.member.id) if not each.ended_on or each.ended_on >= today]
    return list({each.employer.id: each.employer for each in current if each.employer}.values())


def _today(purpose: str, employer: Employer, language: str) -> str:
    """The words of today's edition."""
    return wording(purpose, edition_of(purpose), _name(employer), language)


def _name(employer: Employer) -> str:
    return employer.name or employer.npp
