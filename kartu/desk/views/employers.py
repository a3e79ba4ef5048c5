"""`/meja/perusahaan`: rosters held for the fund's eyes, and what employers propose about members."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.models import Role
from kartu.audit.queries import record_look
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.showing import person_words
from kartu.employers.proposals import accept_proposal, decline_proposal, said_by
from kartu.employers.queries import held_upload, held_uploads, open_proposal, open_proposals
from kartu.employers.uploads import refuse_upload, release_upload


@require_GET
@officer_required
def employers(request: OfficerRequest) -> HttpResponse:
    """`/meja/perusahaan`: no name stands in the list."""
    found = {"uploads": held_uploads(), "proposals": open_proposals()}
    context = {"here": "employers", "may": _may(request), **found}
    return render(request, "desk/employers.html", context)


@require_GET
@officer_required
def upload(request: OfficerRequest, number: int) -> HttpResponse:
    """`/meja/perusahaan/daftar/<number>`: how many people of what kind; nobody in it is shown."""
    context = {"here": "employers", "upload": held_upload(number), "may": _may(request)}
    return render(request, "desk/held.html", context)


@require_POST
@officer_required
def release(request: OfficerRequest, number: int) -> HttpResponse:
    """`…/izinkan`"""
    release_upload(held_upload(number), actor=actor_of(request), now=timezone.now())
    return redirect("desk-employers")


@require_POST
@officer_required
def refuse(request: OfficerRequest, number: int) -> HttpResponse:
    """`…/tolak`"""
    refuse_upload(held_upload(number), actor=actor_of(request), now=timezone.now())
    return redirect("desk-employers")


@require_GET
@officer_required
def proposal(request: OfficerRequest, number: int) -> HttpResponse:
    """`/meja/perusahaan/usulan/<number>`: the person as the fund has it beside what is proposed; a look."""
    found, now = open_proposal(number), timezone.now()
    record_look(found.member_id, "proposal", found.id, reason="proposal", actor=actor_of(request), now=now)
    context = {"here": "employers", "proposal": found, "said": said_by(found), "may": _may(request)}
    return render(request, "desk/proposal.html", {**context, **person_words(found.member)})


@require_POST
@officer_required
def accept(request: OfficerRequest, number: int) -> HttpResponse:
    """`…/ya`"""
    return _answer(request, number, accept_proposal)


@require_POST
@officer_required
def decline(request: OfficerRequest, number: int) -> HttpResponse:
    """`…/tidak`"""
    return _answer(request, number, decline_proposal)


def _answer(request: OfficerRequest, number: int, verb: Callable[..., None]) -> HttpResponse:
    with suppress(AlreadyMoved, MoveNotAllowed):  # somebody was first
        verb(open_proposal(number), actor=actor_of(request), now=timezone.now())
    return redirect("desk-employers")


def _may(request: OfficerRequest) -> bool:
    return request.role.kind == Role.Kind.SUPERVISOR
