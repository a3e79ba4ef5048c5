"""Proving who one is: document and birth date, then a code to a known contact, or an activation code.

Every page is the same for members and strangers; only a code that comes back makes the difference.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.activation import ActivationRefused, check_activation
from kartu.accounts.claims import Claim
from kartu.accounts.codes import RESET, SIGN_UP, CodeRefused, SentOften, check_code, send_again, send_code
from kartu.base.errors import DomainError
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany, take
from kartu.base.work import NoWork, challenge, check_work
from kartu.entrance.codes import CodeForm
from kartu.notifications.health import failing_kinds, kinds_in_use
from kartu.portal.forms.proving import ACTIVATION, ActivationForm, IdentityForm, WayForm
from kartu.portal.proving import Road, ask_code, begin, claim_of, code_channel, kept_for, prove
from kartu.registry.models import Member

KINDS = {"paspor": Member.PASSPORT, "kitas": Member.KITAS}
TOO_MANY = 429


def who(request: HttpRequest, road: Road) -> HttpResponse:
    """The first page: who do you say you are?"""
    now = timezone.now()
    kind = KINDS.get(request.GET.get("dokumen", ""), Member.KTP)
    form = IdentityForm(request.POST or None, kind=kind)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _weigh(cast(PageRequest, request), now=now)
            begin(request, road, Claim(kind, form.cleaned_data["identity"], form.cleaned_data["birth_date"]), now=now)
            return redirect(f"{road.base}/cara")
        except (NoWork, TooMany) as refused:
            refusal = refused
    more = {"kind": kind, "work": challenge(now=now)}
    return page(request, road, "who", form, refusal=refusal, **more)


def way(request: HttpRequest, road: Road) -> HttpResponse:
    """The second page: which proof? The code is on its way when the third page opens."""
    now = timezone.now()
    claim = claim_of(request, road, now=now)
    if claim is None:
        return redirect(road.base)
    form = WayForm(request.POST or None, kinds=kinds_in_use())
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["way"] == ACTIVATION:
            return redirect(f"{road.base}/aktivasi")
        try:
            return _send(request, road, form.cleaned_data["way"], now=now)
        except TooMany as refused:
            refusal = refused
    return page(request, road, "way", form, refusal=refusal, failing=failing_kinds(now=now))


def code(request: HttpRequest, road: Road) -> HttpResponse:
    """The third page: the code. `again` sends it once more."""
    now = timezone.now()
    kept = kept_for(request, road, now=now)
    if "code" not in kept:
        return redirect(road.base)
    again, channel = request.POST.get("again") == "1", code_channel(kept["way"], now=now)
    other = channel.other if request.POST.get("other") == "1" else ""
    form = CodeForm(None if again or other else request.POST or None)
    refusal: DomainError | None = None
    try:
        if other:
            return _send(request, road, other, now=now)
        if again:
            send_again(kept["code"], road.purpose, now=now)
        elif request.method == "POST" and form.is_valid():
            take("code-tries-address", cast(PageRequest, request).address, now=now)
            sent = check_code(kept["code"], road.purpose, form.cleaned_data["code"], now=now)
            prove(request, road, now=now, member=sent.member_id, contact=sent.contact_id, proved=sent.kind)
            return redirect(road.onward)
    except (CodeRefused, SentOften, TooMany) as refused:
        refusal = refused
    more = {"way": kept["way"], "channel": channel, "sent_again": again and not refusal}
    return page(request, road, "code", form, refusal=refusal, **more)


def activation(request: HttpRequest, road: Road) -> HttpResponse:
    """The third page, the other way: an activation code from employer or branch."""
    now = timezone.now()
    claim = claim_of(request, road, now=now)
    if claim is None:
        return redirect(road.base)
    form = ActivationForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            opens = road.purpose in (SIGN_UP, RESET)
            typed, address = form.cleaned_data["code"], cast(PageRequest, request).address
            found = check_activation(claim.identity_kind, claim.identity, typed, address=address, now=now, opens=opens)
            prove(request, road, now=now, member=found.member_id, activation=found.id)
            return redirect(road.onward)
        except (ActivationRefused, TooMany) as refused:
            refusal = refused
    return page(request, road, "activation", form, refusal=refusal)


def _send(request: HttpRequest, road: Road, kind: str, *, now: datetime) -> HttpResponse:
    """Send a code by `kind` and go on to its page. Raises TooMany."""
    claim = claim_of(request, road, now=now)
    if claim is None:
        return redirect(road.base)
    sent = send_code(road.purpose, claim, kind, address=cast(PageRequest, request).address, now=now)
    ask_code(request, road, sent, now=now)
    return redirect(f"{road.base}/kode")


def page(
    request: HttpRequest, road: Road, name: str, form: Form, *, refusal: DomainError | None = None, **more: object
) -> HttpResponse:
    """One page of a road; a refusal stands with the first question, in its own words."""
    if refusal:
        if not form.is_bound:
            form = type(form)({})
            form.is_valid()
            form.errors.clear()
        form.add_error(next(iter(form.fields)), refusal.words(cast(PageRequest, request).language))
    status = TOO_MANY if isinstance(refusal, TooMany) else 200
    return render(request, f"{road.pages}/{name}.html", {"form": form, "road": road, **more}, status=status)


def _weigh(request: PageRequest, *, now: datetime) -> None:
    """Take the browser's proof of work; without script it counts against the network instead."""
    take("sign-up-address", request.address, now=now)
    if request.POST.get("work"):
        check_work(request.POST["work"][:200], now=now)
    else:
        take("code-without-work", request.address, now=now)
