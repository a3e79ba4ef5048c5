"""The hand-over at the counter: scan, compare, sign; the receipt; and a relative who may collect."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts.mandates import collectors
from kartu.audit.queries import record_look
from kartu.base.csp import allows
from kartu.base.errors import NotThere
from kartu.base.language import say
from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.forms_printing import HandOverForm, RelativeForm
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.entrance.scanner import WASM, scanner
from kartu.printing import states
from kartu.printing.handing import check_given, give, hand_over_of
from kartu.printing.models import HandOver
from kartu.printing.pickup import name_relative, relative_of
from kartu.printing.refusals import AnotherCard, PickupClosed, PickupCodeRefused, SignatureUnreadable
from kartu.replacements import states as cases
from kartu.replacements.queries import case_at, copy_made_for
from kartu.replacements.refusals import OwnCase

# Refusals by what was scanned or typed: the same page says them, with everything else still filled in.
TOLD_HERE = (AnotherCard, PickupCodeRefused, SignatureUnreadable)


@allows(camera=True, sources=WASM)
@officer_required
def handed_over(request: OfficerRequest, number: str) -> HttpResponse:
    """Give the card to whoever stands there: which card, compared with what, signed how."""
    case, now = case_at(request.branch.id, number), timezone.now()
    record_look(case.member_id, case.SUBJECT, case.id, reason="case", actor=actor_of(request), now=now)
    form = HandOverForm(
        posted(request),
        collectors=collectors(case.member_id, now=now),
        relative=relative_of(case, now=now),
    )
    words = ""
    if request.method == "POST" and form.is_valid():
        given, used = form.given, None
        try:
            if case.status == cases.PRINTED:  # else act_on says how it stands; a code is not tried for nothing
                used = check_given(case, given, actor=actor_of(request), now=now)
            return act_on(
                request, case, lambda: give(case, given, used, actor=actor_of(request), now=now), to=cases.COLLECTED
            )
        except TOLD_HERE as refusal:
            words = refusal.words(request.language)
    context = {"here": "worklist", "form": form, "case": case, "words": words, "scanner": scanner()}
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, "desk/hand-over.html", context, status=status)


@require_safe
@officer_required
def receipt(request: OfficerRequest, number: str) -> HttpResponse:
    """The receipt: to be signed on paper while the card waits, or with what was recorded once it was handed over."""
    case, now = case_at(request.branch.id, number), timezone.now()
    if case.status not in (cases.PRINTED, cases.COLLECTED):
        raise NotThere
    record_look(case.member_id, case.SUBJECT, case.id, reason="case", actor=actor_of(request), now=now)
    handed = hand_over_of(case)
    context = {
        "here": "worklist",
        "case": case,
        "handed": handed,
        "receiver": _receiver(handed, request.language) if handed else "",
        "serial": copy_made_for(case).serial_text,
    }
    return render(request, "desk/printing/receipt.html", context)


@officer_required
def relative(request: OfficerRequest, number: str) -> HttpResponse:
    """The member, before the officer, lets a relative collect: a name, and a code shown once."""
    case, now = case_at(request.branch.id, number), timezone.now()
    form, named, words = RelativeForm(posted(request)), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            named = name_relative(case, form.cleaned_data["name"], actor=actor_of(request), now=now)
        except (PickupClosed, OwnCase) as refusal:
            words = refusal.words(request.language)
    context = {"here": "worklist", "form": form, "case": case, "named": named, "words": words}
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, "desk/printing/relative.html", context, status=status)


def _receiver(handed: HandOver, language: str) -> str:
    if handed.receiver == states.RELATIVE:
        return say(language, id="Keluarga, dengan kode dari peserta", en="A relative, with the member's code")
    if handed.receiver == states.MANDATE:
        return say(language, id="Wakil dengan surat kuasa", en="A representative with a power of attorney")
    return say(language, id="Peserta sendiri", en="The member")
