"""`/profil/usulan`: what employers say about the member; nothing changes before the member has said yes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.audit.actors import member_actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.employers.proposals import accept_proposal, decline_proposal, said_by
from kartu.employers.queries import proposal_to, proposals_to
from kartu.portal.guards import MemberRequest, fresh_proof, member_required


@require_GET
@member_required
def proposals(request: MemberRequest) -> HttpResponse:
    """`/profil/usulan`"""
    told = [(proposal, said_by(proposal)) for proposal in proposals_to(request.member.id)]
    context = {"proposals": told, "answered": request.GET.get("jawab", "")}
    return render(request, "portal/profile/proposals.html", context)


@require_POST
@member_required
@fresh_proof
def accept(request: MemberRequest, number: int) -> HttpResponse:
    """`…/ya`: who is there is asked again first; a stranger with the phone must not change a name."""
    proposal = proposal_to(request.member.id, number)
    said = said_by(proposal)
    try:
        accept_proposal(proposal, actor=member_actor(request.member.id), now=timezone.now())
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("proposals")
    return redirect(f"/profil/usulan?jawab={'kontak' if said.email or said.phone else 'ya'}")


@require_POST
@member_required
def decline(request: MemberRequest, number: int) -> HttpResponse:
    """`…/tidak`"""
    proposal = proposal_to(request.member.id, number)
    try:
        decline_proposal(proposal, actor=member_actor(request.member.id), now=timezone.now())
    except (AlreadyMoved, MoveNotAllowed):
        return redirect("proposals")
    return redirect("/profil/usulan?jawab=tidak")
