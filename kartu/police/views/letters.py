"""`/polisi`: a station's letters, a new one, its paper, extension and withdrawal."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.pages import refusal_page
from kartu.letters import states
from kartu.letters.drawing import draw_letter
from kartu.letters.issuing import extend_letter, issue_letter, number_text, withdraw_letter
from kartu.letters.models import Letter
from kartu.letters.queries import letter_at, letters_at, letters_by_number
from kartu.letters.refusals import LetterWithdrawn, StationNotTrusted
from kartu.letters.words import IDENTITIES, ITEMS, WITHDRAWALS
from kartu.police.forms import FindForm, LossForm, WithdrawForm
from kartu.police.guards import PoliceRequest, police_required
from kartu.replacements.policy import local_day

MOST = 50


@require_safe
@police_required
def listed(request: PoliceRequest) -> HttpResponse:
    """`/polisi`: the latest letters, or the one whose number was asked for."""
    form = FindForm(request.GET if "nomor" in request.GET else None)
    sought = form.cleaned_data["nomor"] if form.is_valid() else ""
    letters = letters_at(request.station.id)
    if number_text(sought):
        letters = letters_by_number(sought).filter(station=request.station)
    rows = [_row(letter) for letter in letters[:MOST]]
    return render(request, "police/letters.html", {"here": "letters", "form": form, "rows": rows, "sought": sought})


@police_required
def new(request: PoliceRequest) -> HttpResponse:
    """`/polisi/surat/baru`"""
    now = timezone.now()
    today = local_day(now, settings.PROFILE.time_zone)
    form = LossForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            letter = issue_letter(form.loss, asked_with=form.cleaned_data["asked_with"], actor=request.actor, now=now)
        except StationNotTrusted as refusal:
            form.add_error(None, refusal.words(request.language))
        else:
            return redirect("police-letter", serial=bytes(letter.serial).hex())
    return render(request, "police/new.html", {"here": "new", "form": form})


@require_GET
@police_required
def one(request: PoliceRequest, serial: str) -> HttpResponse:
    """`/polisi/surat/<serial>`: the letter, and what can be done with it."""
    letter = letter_at(request.station.id, serial)
    context = {
        "here": "letters",
        **_row(letter),
        "identity": IDENTITIES.get(letter.identity_kind, ""),
        "items": [ITEMS[item] for item in letter.item_codes],
        "withdrawal": WITHDRAWALS.get(letter.withdrawal, ""),
    }
    return render(request, "police/letter.html", context)


@require_GET
@police_required
def paper(request: PoliceRequest, serial: str) -> HttpResponse:
    """The letter to print. A withdrawn one is printed no more."""
    letter = letter_at(request.station.id, serial)
    if letter.status == states.WITHDRAWN:
        return refusal_page(request, 409, refusal=LetterWithdrawn())
    answer = HttpResponse(draw_letter(letter), content_type="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'inline; filename="surat-kehilangan-{serial}.pdf"'
    return answer


@require_POST
@police_required
def extend(request: PoliceRequest, serial: str) -> HttpResponse:
    """Another time of the profile's days, from today on."""
    letter = letter_at(request.station.id, serial)
    try:
        extend_letter(letter, actor=request.actor, now=timezone.now())
    except (LetterWithdrawn, StationNotTrusted) as refusal:
        return refusal_page(request, 409, refusal=refusal)
    return redirect("police-letter", serial=serial)


@police_required
def withdraw(request: PoliceRequest, serial: str) -> HttpResponse:
    """Asks why, then withdraws; a second sending finds it done."""
    letter = letter_at(request.station.id, serial)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if letter.status == states.WITHDRAWN:
        return redirect("police-letter", serial=serial)
    if request.method == "POST" and form.is_valid():
        # A colleague, or the same finger, may have been quicker: the page says how it stands.
        with suppress(AlreadyMoved, MoveNotAllowed):
            withdraw_letter(letter, form.cleaned_data["reason"], actor=request.actor, now=timezone.now())
        return redirect("police-letter", serial=serial)
    context = {"here": "letters", "form": form, "letter": letter, "serial": serial}
    return render(request, "police/withdraw.html", context)


def _row(letter: Letter) -> dict[str, object]:
    today = local_day(timezone.now(), settings.PROFILE.time_zone)
    return {
        "letter": letter,
        "serial": bytes(letter.serial).hex(),
        "withdrawn": letter.status == states.WITHDRAWN,
        "lapsed": letter.until < today,
        "may_extend": letter.status == states.ISSUED and letter.dated < today,
    }
