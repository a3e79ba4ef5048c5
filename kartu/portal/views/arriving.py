"""Below `/permohonan/<number>`: a card that went by post has come, shown by the code on it, or has not come."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.csp import allows
from kartu.base.errors import DomainError
from kartu.base.said import said
from kartu.base.scanned import ScannedForm
from kartu.base.throttle import TooMany, take
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.entrance.scanner import WASM, scanner
from kartu.portal.following import follow
from kartu.portal.guards import member_required
from kartu.portal.views.following import CaseRequest, case_opened
from kartu.printing.handing import take_from_post
from kartu.replacements import states
from kartu.replacements.giving import say_not_arrived
from kartu.replacements.refusals import CardCalledOff, NotTheNewCard, StillOnItsWay
from kartu.replacements.standing import require_receiver

# What was scanned is not the card, or is no code: the same page says so, ready for the next try.
TOLD_HERE = (NotTheNewCard, CardCalledOff, TooMany)


class NoCodeInPhoto(DomainError):
    """The picture shows no code."""

    code = "no-code-in-photo"
    id = "Kode QR tidak terbaca di foto ini. Foto lagi di tempat terang, dari dekat, dengan kode utuh dan tidak miring."
    en = (
        "No QR code can be read in this photo. Take it again in good light, close up, with the whole code and straight."
    )


class ArrivalForm(ScannedForm):
    """The code on the card in its member's hand."""

    hint = said(
        id="Foto kartu baru dengan kode QR besar yang utuh dan jelas.",
        en="A sharp photo of the new card with its whole large QR code.",
    )


@allows(camera=True, sources=WASM)
@member_required
@case_opened
def arrived(request: CaseRequest) -> HttpResponse:
    """`/permohonan/<number>/sampai`: the card is there, by its code: scanned, photographed, or pasted as text."""
    case, now = request.case, timezone.now()
    require_receiver(case, actor=request.actor, now=now)
    here = reverse("case", args=[case.number])
    if case.status != states.PRINTED or case.delivery != states.BY_POST:
        return redirect(here)
    form, words = ArrivalForm(*((request.POST, request.FILES) if request.method == "POST" else ())), ""
    if request.method == "POST" and form.is_valid():
        try:
            take("arrival-case", str(case.id), now=now)
            take_from_post(case, _code(form), actor=request.actor, now=now)
        except (*TOLD_HERE, NoCodeInPhoto) as refusal:
            form, words = ArrivalForm(), refusal.words(request.language)
        except (AlreadyMoved, MoveNotAllowed):
            return redirect(here)  # it was scanned twice, or the branch was first: the page says how it stands
        else:
            return redirect(f"{here}?sampai")
    context = {"form": form, "case": case, "words": words, "scanner": scanner(), "following": follow(case)}
    status = HTTPStatus.CONFLICT if words else HTTPStatus.OK
    return render(request, "portal/replacement/arrived.html", context, status=status)


@require_POST
@member_required
@case_opened
def not_arrived(request: CaseRequest) -> HttpResponse:
    """`/permohonan/<number>/belum-sampai`: its day is over and the card is not there."""
    try:
        say_not_arrived(request.case, actor=request.actor, now=timezone.now())
    except StillOnItsWay:
        return redirect("case-arrived", request.case.number)
    except MoveNotAllowed:
        pass  # it was said before, and the branch has begun a new one
    return redirect("case", request.case.number)


def _code(form: ArrivalForm) -> str:
    """The text of the code that was sent. Raises NoCodeInPhoto."""
    picture = form.cleaned_data["picture"]
    if not picture:
        return str(form.cleaned_data["code"])
    try:
        return read_image(picture.read())
    except NoCode as error:
        raise NoCodeInPhoto from error
