"""`/meja/cari` and `/meja/peserta`: finding one person by a whole number, and the person found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kartu.accounts.mandates import mandates_of
from kartu.accounts.models import Mandate
from kartu.accounts.recovery.queries import running_recovery
from kartu.audit.actions import Action
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.base.said import said
from kartu.base.throttle import take
from kartu.cards.queries import cards_of
from kartu.desk.deciding import actor_of, address_of, posted
from kartu.desk.forms import LOOK_UP, SearchForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.showing import copy_rows, person_words
from kartu.desk.words import LOOKED_UP, STATUSES, TAGS
from kartu.registry.lookups import member_by_id, member_by_identity, membership_by_number
from kartu.registry.models import Member
from kartu.replacements.models import Replacement
from kartu.replacements.queries import case_at, cases_at, replacements_of

FOUND = "desk-found"
# So long the person found stays open; then the search is made, and recorded, again.
KEPT = timedelta(minutes=15)
NOBODY = said(
    id="Tidak ada yang cocok. Periksa lagi nomornya.",
    en="Nothing fits. Check the number again.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a search found, why it was made, when."""

    member_id: int
    reason: str
    at: datetime


@officer_required
def search(request: OfficerRequest) -> HttpResponse:
    """`/meja/cari`: a case of the branch opens at once; anybody else is looked up for a reason. Posted, so that
    no number gets into addresses and logs. A hit without a reason and a miss answer the same.
    """
    form = SearchForm(posted(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        take("desk-search", str(request.officer.id), now=now)
        what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        member = _member(what)
        case = _case(request, what, member)
        if case is not None:
            return redirect(address_of(case))
        if not reason:
            form.add_error("reason", LOOK_UP)
        else:
            _record(request, member, reason, now)
            if member is not None:
                request.session[FOUND] = [member.id, reason, now.isoformat()]
                return redirect("desk-member")
            form.add_error("what", NOBODY)
    return render(request, "desk/search.html", {"here": "search", "form": form})


@require_GET
@officer_required
def member_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/peserta`: the person the last search found."""
    found = found_person(request)
    if found is None:
        return redirect("desk-search")
    member = member_by_id(found.member_id)
    cases = [
        (case, STATUSES[case.status], TAGS.get(case.status, ""), case.branch_id == request.branch.id)
        for case in replacements_of(member.id)
    ]
    context = {
        "here": "search",
        "why": LOOKED_UP[found.reason],
        "cards": [(card, copy_rows(card)) for card in cards_of(member.id)],
        "cases": cases,
        "present": found.reason == "present",
        "running": running_recovery(member.id),
        "mandates": mandates_of(member.id).filter(status__in=Mandate.RUNNING),
        **person_words(member),
    }
    return render(request, "desk/member.html", context)


def _member(what: str) -> Member | None:
    """The member with this identity or membership number."""
    for kind in (Member.KTP, Member.PASSPORT, Member.KITAS):
        member = member_by_identity(kind, what)
        if member is not None:
            return member
    membership = membership_by_number("".join(mark for mark in what if mark.isalnum()))
    return membership.member if membership else None


def _case(request: OfficerRequest, what: str, member: Member | None) -> Replacement | None:
    """The branch's own case this leads to: by its number, or the one it has open for the member."""
    if member is not None:
        return cases_at(request.branch.id).filter(member=member).first()
    try:
        return case_at(request.branch.id, what)
    except NotThere:
        return None


def _record(request: OfficerRequest, member: Member | None, reason: str, now: datetime) -> None:
    """Every search outside the branch's own cases is written down, also one that finds nobody."""
    record(
        Action.MEMBER_READ,
        actor=actor_of(request),
        now=now,
        subject="member",
        subject_id=member.id if member else None,
        member_id=member.id if member else None,
        reason=reason,
        found=member is not None,
    )


def found_person(request: OfficerRequest) -> Found | None:
    """The person found lately by this session, or None."""
    kept = request.session.get(FOUND)
    if not kept:
        return None
    member_id, reason, at = kept
    found = Found(int(member_id), str(reason), datetime.fromisoformat(at))
    return found if timezone.now() - found.at < KEPT else None
