"""`/meja/peserta/wakil`: a power of attorney on paper, recorded for the person found; and taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.mandates import MandatesFull, mandates_of, offer_mandate, revoke_mandate
from kartu.accounts.recovery.refusals import OwnRecord
from kartu.base.errors import NotThere
from kartu.desk.deciding import actor_of, posted
from kartu.desk.finding import about_person
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.mandate_forms import MandateForm
from kartu.registry.models import Member


@officer_required
@about_person
def offer(request: OfficerRequest, member: Member) -> HttpResponse:
    """What the paper says; then number and code for the representative, shown once, to print."""
    form = MandateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        scope, days = tuple(form.cleaned_data["scope"]), form.cleaned_data["days"]
        try:
            offered = offer_mandate(
                member, scope, days, actor=actor_of(request), now=timezone.now(), branch=request.branch
            )
        except (MandatesFull, OwnRecord) as refusal:
            form.add_error("scope", refusal.words(request.language))
        else:
            context = {"here": "search", "member": member, "mandate": offered.mandate, "code": offered.code}
            answer = render(request, "desk/mandate/slip.html", context)
            answer.headers["Cache-Control"] = "no-store"
            return answer
    return render(request, "desk/mandate/offer.html", {"here": "search", "form": form, "member": member})


@require_POST
@officer_required
@about_person
def revoke(request: OfficerRequest, member: Member, mandate: int) -> HttpResponse:
    """The member stands here and takes it back."""
    given = mandates_of(member.id).filter(pk=mandate).first()
    if given is None:
        raise NotThere
    revoke_mandate(given, actor=actor_of(request), now=timezone.now(), branch=request.branch)
    return redirect("desk-member")
