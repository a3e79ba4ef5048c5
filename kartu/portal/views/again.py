"""Proving once more who is there: `/masuk/ulang`."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kartu.accounts.passkeys import PasskeyRefused
from kartu.accounts.proving_again import ProofRefused, prove_by_passkey, prove_by_password
from kartu.accounts.second_step import CodeNotRight, take_second_step
from kartu.accounts.sessions import Way, prove_again
from kartu.base.errors import DomainError
from kartu.base.pages import way_on
from kartu.base.throttle import TooMany
from kartu.portal.again import ask_again, form_for, open_typed
from kartu.portal.entering import HOME, device_of
from kartu.portal.forms.again import PasskeyForm
from kartu.portal.forms.second import SecondForm
from kartu.portal.guards import MemberRequest, member_required

TOO_MANY = 429
F = TypeVar("F", bound=Form)


@member_required
def again_page(request: MemberRequest) -> HttpResponse:
    """`/masuk/ulang`: by passkey, password or code, then on to where the person was."""
    now = timezone.now()
    kind = form_for(request.account)
    form = kind(request.POST if request.method == "POST" and "passkey" not in request.POST else None)
    refusal: DomainError | None = None
    try:
        way = _proved(request, form, now=now)
        if way:
            prove_again(request, way, now=now)
            return _go_on(request)
    except (ProofRefused, PasskeyRefused, CodeNotRight, TooMany) as refused:
        refusal, form = refused, form if form.is_bound else _empty(kind)
        asked = "passkey" not in request.POST and (isinstance(form, SecondForm) or request.account.password_opens)
        where = next(iter(form.fields)) if asked else None
        form.add_error(where, refusal.words(request.language))
    status = TOO_MANY if isinstance(refusal, TooMany) else 200
    to, typed = way_on(request, otherwise=HOME), request.POST.get("typed", "")
    return ask_again(request, request.account, to=to, typed=typed, now=now, form=form, status=status)


def _proved(request: MemberRequest, form: Form, *, now: datetime) -> Way | None:
    """The way by which it was proved; None when nothing usable was sent. Raises ProofRefused and its like."""
    user, device = request.account, device_of(request)
    if request.method != "POST":
        return None
    if "passkey" in request.POST:
        sent = PasskeyForm(request.POST)
        prove_by_passkey(user, sent.data["passkey"] if sent.is_valid() else "", device=device, now=now)
        return "passkey"
    if not form.is_valid():
        return None
    if isinstance(form, SecondForm):
        return take_second_step(user, form.cleaned_data["code"], device=device, now=now)
    prove_by_password(user, form.cleaned_data["password"], device=device, now=now)
    return "password"


def _go_on(request: MemberRequest) -> HttpResponse:
    typed = open_typed(request.POST.get("typed", ""), request.account)
    if typed is None:
        return redirect(way_on(request, otherwise=HOME))
    return render(request, "portal/again/onward.html", {"typed": typed})


def _empty(kind: type[F]) -> F:
    form = kind({})
    form.is_valid()
    form.errors.clear()
    return form
