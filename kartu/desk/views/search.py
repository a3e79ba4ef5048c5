"""`/meja/cari` and `/meja/peserta`: finding one person by a whole number, and the person found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kartu.accounts.mandates import mandates_of
from kartu.accounts.models import Mandate
from kartu.accounts.recovery.queries import running_recovery
from kartu.audit.actions import Action
from kartu.audit.recording import record
from kartu.base.csp import allows
from kartu.base.errors import NotThere
from kartu.base.said import said
from kartu.base.throttle import take
from kartu.cards.queries import cards_of
from kartu.cards.scanning import copy_by_code
from kartu.desk.deciding import actor_of, address_of, posted
from kartu.desk.finding import KEPT, PRESENT, found_person, keep_found
from kartu.desk.forms import LOOK_UP, SearchForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.showing import apart_words, copy_rows, person_words
from kartu.desk.words import LOOKED_UP, status_words, tag_of
from kartu.entrance.scanner import WASM, scanner
from kartu.registry.lookups import member_by_id, member_by_identity, members_by_person, membership_by_number
from kartu.registry.models import Member
from kartu.replacements.models import Replacement
from kartu.replacements.queries import case_at, cases_at, replacements_of

SEVERAL = "desk-several"
MOST_CHOICES = 8
NOBODY = said(
    id="Tidak ada yang cocok. Periksa lagi nomornya.",
    en="Nothing fits. Check the number again.",
)

MANY = said(
    id="Terlalu banyak orang dengan nama dan tanggal lahir itu. Tanyakan NIK, nomor kartu, atau nomor paspornya.",
    en="Too many people have that name and date of birth. Ask for the identity, card or passport number.",
)
LONGEST_NUMBER = 40  # what is longer is the code of a card


@allows(camera=True, sources=WASM)
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
        people = _people(form.cleaned_data, now)
        member = people[0] if len(people) == 1 else None
        case = _case(request, what, member)
        if case is not None:
            return redirect(address_of(case))
        if not reason:
            form.add_error("reason", LOOK_UP)
        else:
            several = people if 1 < len(people) <= MOST_CHOICES else []
            for each in several or (member,):
                _record(request, each, reason, now)
            if member is not None:
                return _opened(request, member.id, reason, now)
            if several:
                request.session[SEVERAL] = [[each.id for each in several], reason, now.isoformat()]
                return redirect("desk-choose")
            form.add_error("name" if people else "what", MANY if people else NOBODY)
    return render(request, "desk/search.html", {"here": "search", "form": form, "scanner": scanner()})


@officer_required
def choose(request: OfficerRequest) -> HttpResponse:
    """`/meja/cari/pilih`: people of one name and birthday, told apart by as little as does it; one of them is opened.

    Only somebody of the list this session was shown last can be. Recorded like a search.
    """
    ids, reason, at = request.session.get(SEVERAL) or ([], "", "")
    now = timezone.now()
    if not ids or now - datetime.fromisoformat(at) >= KEPT:
        return redirect("desk-search")
    chosen = {str(member_id): member_id for member_id in ids}.get(request.POST.get("orang", ""))
    if chosen is not None:
        member = member_by_id(chosen)
        _record(request, member, reason, now)
        case = _case(request, "", member)
        return redirect(address_of(case)) if case else _opened(request, member.id, reason, now)
    people = [apart_words(member_by_id(member_id)) for member_id in ids]
    return render(request, "desk/choose.html", {"here": "search", "people": people, "who": people[0]["member"]})


@require_GET
@officer_required
def member_page(request: OfficerRequest) -> HttpResponse:
    """`/meja/peserta`: the person the last search found."""
    found = found_person(request)
    if found is None:
        return redirect("desk-search")
    member = member_by_id(found.member_id)
    cases = [
        (case, status_words(case), tag_of(case), case.branch_id == request.branch.id)
        for case in replacements_of(member.id)
    ]
    context = {
        "here": "search",
        "why": LOOKED_UP[found.reason],
        "cards": [(card, copy_rows(card)) for card in cards_of(member.id)],
        "cases": cases,
        "present": found.reason == PRESENT,
        "running": running_recovery(member.id),
        "mandates": mandates_of(member.id).filter(status__in=Mandate.RUNNING),
        **person_words(member),
    }
    return render(request, "desk/member.html", context)


def _opened(request: OfficerRequest, member_id: int, reason: str, now: datetime) -> HttpResponse:
    """The person's page, which stays open for a while."""
    keep_found(request, member_id, reason, now)
    return redirect("desk-member")


def _people(typed: dict[str, Any], now: datetime) -> list[Member]:
    """Whom the numbers, the card or the name fit: one person, nobody, or people of one name and birthday."""
    if typed["what"]:
        member = _member(typed["what"], now)
        return [member] if member else []
    return members_by_person(typed["name"], typed["born"])


def _member(what: str, now: datetime) -> Member | None:
    """The member with this identity or membership number, or whose card has this code."""
    if len(what) > LONGEST_NUMBER:
        copy = copy_by_code(what, now=now)
        return copy.member if copy else None
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
