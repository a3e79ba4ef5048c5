"""`/perusahaan/kunci`: keys of the company's machines, and what their addresses were told; owners only."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.models import Role
from kartu.base.errors import DomainError
from kartu.employers.machines.hooks import deliveries_of, hook_of, hooks_of
from kartu.employers.machines.keys import keys_of, make_key, revoke_key
from kartu.hr.guards import HrRequest, hr_required, proved_anew
from kartu.hr.key_forms import KeyForm
from kartu.hr.words import SCOPES

MOST_SHOWN = 100


@require_GET
@hr_required(Role.OWNER)
def keys(request: HrRequest) -> HttpResponse:
    """`/perusahaan/kunci`"""
    now = timezone.now()
    found = keys_of([request.employer.id])[:MOST_SHOWN]
    rows = [
        (
            key,
            key.revoked_at is None and key.expires_at > now,
            "; ".join(str(SCOPES[each]) for each in SCOPES if each in key.may),
        )
        for key in found
    ]
    return render(request, "hr/keys.html", {"here": "keys", "rows": rows, "hooks": hooks_of([request.employer.id])})


@hr_required(Role.OWNER)
@proved_anew
def new_key(request: HrRequest) -> HttpResponse:
    """`…/baru`: the key is shown on the answer and never again."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        life = timedelta(days=int(given["days"]))
        try:
            made, key = make_key(
                request.employer,
                request.hr,
                given["name"],
                given["scopes"],
                life=life,
                actor=request.actor,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, refusal.words(request.language))
        else:
            response = render(request, "hr/key.html", {"here": "keys", "made": made, "key": key})
            response.headers["Cache-Control"] = "no-store"
            return response
    return render(request, "hr/new_key.html", {"here": "keys", "form": form})


@require_POST
@hr_required(Role.OWNER)
def revoke(request: HrRequest, number: int) -> HttpResponse:
    """`…/<number>/cabut`: opens nothing from now on. At once: whoever stops a leak is asked nothing more."""
    revoke_key([request.employer.id], number, actor=request.actor, now=timezone.now())
    return redirect("hr-keys")


@require_GET
@hr_required(Role.OWNER)
def deliveries(request: HrRequest, number: int) -> HttpResponse:
    """`/perusahaan/kunci/alamat/<number>`: what one webhook address was told."""
    hook = hook_of([request.employer.id], number)
    context = {"here": "keys", "hook": hook, "rows": deliveries_of(hook)[:MOST_SHOWN]}
    return render(request, "hr/deliveries.html", context)
