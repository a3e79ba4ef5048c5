"""A print that was called good and is not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.forms import SpoiledForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.printing.queue import spoil_printed
from kartu.replacements import states
from kartu.replacements.making import spoils_of
from kartu.replacements.queries import case_at


@officer_required
def spoiled(request: OfficerRequest, number: str) -> HttpResponse:
    """The print went wrong: why. A reprint begins here, with a reason and a new code."""
    case, now = case_at(request.branch.id, number), timezone.now()
    form = SpoiledForm(posted(request), reasons=spoils_of(case))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return act_on(
            request, case, lambda: spoil_printed(case, reason, actor=actor_of(request), now=now), to=states.ISSUED
        )
    return render(request, "desk/spoiled.html", {"here": "worklist", "form": form, "case": case})
