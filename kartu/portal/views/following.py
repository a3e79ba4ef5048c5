"""Following a request: `/permohonan`, `/permohonan/<number>`, its papers, and taking it back.

A case is shown to its member, and to whoever brings its number and code. Everybody else, and everybody who asks for a
number that is nobody's, gets the same page that asks for both.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kartu.accounts.mandates import mandate_allows
from kartu.accounts.models import Mandate
from kartu.audit.actors import Actor, member_actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError, NotThere
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany, take
from kartu.entrance.papers import PAPER_REFUSED, LetterForm, PaperForm
from kartu.portal.following import PAPERS, follow
from kartu.portal.forms.replacement import CorrectionForm, FollowForm
from kartu.portal.known import kept_nowhere, known_to_us
from kartu.replacements import states
from kartu.replacements.evidence import CORRECT_DATA, POLICE_LETTER
from kartu.replacements.models import Replacement
from kartu.replacements.policy import local_day
from kartu.replacements.queries import case_by_number_and_code, case_of, papers_for, replacements_of
from kartu.replacements.refusals import NothingToCorrect, PapersClosed
from kartu.replacements.requests import cancel_replacement, resubmit
from kartu.replacements.unclear import send_again as send_better
from kartu.replacements.unclear import unclear_paper

OPENED, OPEN_FOR, NOT_HERE, TOO_MANY = "perkara", timedelta(minutes=30), 404, 429


class CaseRequest(PageRequest):
    """A request for a case by somebody who may see it."""

    case: Replacement
    actor: Actor
    signed_in: bool


def case_opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in the member of the case, and whoever has given its code; ask the others for number and code."""

    @wraps(view)
    @kept_nowhere
    def guarded(request: HttpRequest, /, number: str, **more: str) -> HttpResponse:
        page, now = cast(CaseRequest, request), timezone.now()
        known = known_to_us(request, now=now)
        member_id = known.member.id if known else _opened_for(request, number, now)
        try:
            page.case = case_of(member_id, number)
        except NotThere:
            form = FollowForm(initial={"number": number[:20]})
            return render(request, "portal/replacement/enter.html", {"form": form}, status=NOT_HERE)
        page.actor = known.actor if known else member_actor(member_id)
        page.signed_in = bool(known and known.signed_in)
        return view(page, **more)

    return guarded


@kept_nowhere
def requests(request: HttpRequest) -> HttpResponse:
    """`/permohonan`: the member's requests; for everybody else number and code."""
    now, page = timezone.now(), cast(PageRequest, request)
    known = known_to_us(request, now=now)
    form, status = FollowForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            take("case-address", page.address, now=now)
            take("case-code", number.upper(), now=now)
            return _open(request, case_by_number_and_code(number, code), now)
        except NotThere:
            form.add_error("code", NoSuchCase().words(page.language))
        except TooMany as refused:
            form.add_error("code", refused.words(page.language))
            status = TOO_MANY
    if known and request.method == "GET":
        cases = [follow(case) for case in replacements_of(known.member.id)]
        return render(request, "portal/replacement/list.html", {"cases": cases, "known": known})
    return render(request, "portal/replacement/enter.html", {"form": form}, status=status)


@case_opened
def status(request: CaseRequest) -> HttpResponse:
    """`/permohonan/<number>`: where it stands, by when, and whether there is anything to do."""
    may_collect = request.actor.kind != "mandate" or mandate_allows(
        request.actor.id, request.case.member_id, Mandate.COLLECT, now=timezone.now()
    )
    context = {
        "following": follow(request.case),
        "case": request.case,
        "signed_in": request.signed_in,
        "may_collect": may_collect,
        "stranger": not request.signed_in and request.actor.kind == "member",
    }
    return render(request, "portal/replacement/status.html", context)


@case_opened
def paper(request: CaseRequest, kind: str) -> HttpResponse:
    """`/permohonan/<number>/berkas/<kind>`: one paper, by camera or as a file."""
    if kind not in papers_for(request.case):
        raise Http404
    now = timezone.now()
    form = _paper_form(request, kind, now)
    if request.method == "POST" and form.is_valid():
        try:
            take("upload-account", str(request.actor.id), now=now)
            form.hand_in(request.case, kind, actor=request.actor, now=now)
        except PapersClosed:
            return redirect(f"/permohonan/{request.case.number}")
        except (NothingToCorrect, *PAPER_REFUSED) as refused:
            form.refuse(refused, request.language)
        else:
            return redirect(f"/permohonan/{request.case.number}?kirim={kind}")
    context = {"form": form, "case": request.case, "paper": PAPERS[kind]}
    return render(request, "portal/replacement/paper.html", context)


@case_opened
def picture_again(request: CaseRequest) -> HttpResponse:
    """`/permohonan/<number>/lagi`: a picture that could not be read, taken once more; nothing else is asked."""
    here, now = f"/permohonan/{request.case.number}", timezone.now()
    waiting = filter(None, (unclear_paper(request.case, kind) for kind in papers_for(request.case)))
    unclear = next(waiting, None)
    if unclear is None:
        return redirect(here)
    form = PaperForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            take("upload-account", str(request.actor.id), now=now)
            send_better(unclear, form.content, actor=request.actor, now=now)
        except PapersClosed:
            return redirect(here)
        except DomainError as refused:
            form.refuse(refused, request.language)
        else:
            return redirect(f"{here}?kirim={unclear.kind}")
    context = {"form": form, "case": request.case, "paper": PAPERS[unclear.kind]}
    return render(request, "portal/replacement/again.html", context)


@require_POST
@case_opened
def send_again(request: CaseRequest) -> HttpResponse:
    """`/permohonan/<number>/kirim-ulang`: what was missing is there."""
    if request.case.status == states.NEEDS_EVIDENCE:
        resubmit(request.case, actor=request.actor, now=timezone.now())
    return redirect(f"/permohonan/{request.case.number}")


@case_opened
def cancel(request: CaseRequest) -> HttpResponse:
    """`/permohonan/<number>/batal`: asks once, then takes the request back."""
    here = f"/permohonan/{request.case.number}"
    if states.CANCELLED not in Replacement.MOVES[request.case.status]:
        return redirect(here)
    if request.method == "POST":
        # It may have been printed, or cancelled, a moment ago: the page says how it stands.
        with suppress(AlreadyMoved, MoveNotAllowed):
            cancel_replacement(request.case, actor=request.actor, now=timezone.now())
        return redirect(here)
    return render(request, "portal/replacement/cancel.html", {"case": request.case})


class NoSuchCase(DomainError):
    """The same words for a wrong code, a wrong number and a number that is nobody's."""

    code = "no-such-case"
    id = "Nomor dan kode ini tidak cocok. Periksa pesan dari kami."
    en = "This number and code do not match. Check our message."


def _open(request: HttpRequest, case: Replacement, now: datetime) -> HttpResponse:
    opened = dict(request.session.get(OPENED, {}))
    opened[case.number] = [case.member_id, (now + OPEN_FOR).isoformat()]
    request.session[OPENED] = opened
    request.session.cycle_key()
    return redirect(f"/permohonan/{case.number}")


def _opened_for(request: HttpRequest, number: str, now: datetime) -> int:
    member_id, until = request.session.get(OPENED, {}).get(number, (0, now.isoformat()))
    return int(member_id) if now < datetime.fromisoformat(until) else 0


def _paper_form(request: CaseRequest, kind: str, now: datetime) -> PaperForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    today = local_day(now, settings.PROFILE.time_zone)
    if kind == POLICE_LETTER:
        return LetterForm(*given, today=today)
    if kind == CORRECT_DATA:
        return CorrectionForm(*given, today=today)
    return PaperForm(*given)
