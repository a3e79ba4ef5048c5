"""Getting back in: `/masuk/bantuan`, the slip with number and code, and the link that calls it off.

The pages that explain are the same for everybody. What stands behind a slip is shown to whoever brings both its number
and its code; any other pair gets one answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts import codes
from kartu.accounts.codes import CONTACT, CodeRefused, SentOften, check_code, send_again, send_code_to_held
from kartu.accounts.contacts import ask_contact
from kartu.accounts.models import Recovery, SentCode
from kartu.accounts.names import BadContact, NameTaken, read_contact
from kartu.accounts.passwords import WeakPassword
from kartu.accounts.recovery import deciding
from kartu.accounts.recovery.codes import recovery_by_slip
from kartu.accounts.recovery.finishing import finish_recovery, ready_recovery
from kartu.accounts.recovery.opening import begin_by_code
from kartu.accounts.recovery.refusals import NobodyToWarn, RecoveryRunning, SlipRefused, StillWaiting
from kartu.accounts.signing_up import needs_name
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.base.pages import PageRequest
from kartu.base.throttle import TooMany
from kartu.entrance.codes import CodeForm
from kartu.portal.entering import HOME, let_in
from kartu.portal.forms.back import HeldForm, SlipForm
from kartu.portal.forms.signup import ContactForm, PasswordForm
from kartu.portal.known import kept_nowhere
from kartu.portal.proving import Road, add, ask_code, claim_of, forget, kept_for
from kartu.portal.views.proving import page
from kartu.portal.views.signup import by_text_alone, lacks_second_step
from kartu.registry.lookups import member_by_id

ROAD = Road("/masuk/bantuan/lembar", codes.CONTACT, "/masuk/bantuan/lembar/keadaan", pages="portal/back")
EXPLAINED = {"perusahaan": "employer", "kantor": "branch", "faktor": "factor"}


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/masuk/bantuan`: what is it that you cannot use any more?"""
    return render(request, "portal/back/help.html")


@require_safe
def explained(request: HttpRequest, way: str) -> HttpResponse:
    """`/masuk/bantuan/perusahaan`, `/kantor`, `/faktor`: what to do there, what to bring, how long it takes."""
    return render(request, f"portal/back/{EXPLAINED[way]}.html")


def held(request: HttpRequest, road: Road) -> HttpResponse:
    """`/masuk/bantuan/kontak/cara`: which other contact? A code goes to it if it was held before, and only then."""
    now = timezone.now()
    claim = claim_of(request, road, now=now)
    if claim is None:
        return redirect(road.base)
    form = HeldForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            contact = read_contact(form.cleaned_data["contact"])
            address = cast(PageRequest, request).address
            sent = send_code_to_held(road.purpose, claim, contact, address=address, now=now)
            ask_code(request, road, sent, now=now)
            return redirect(f"{road.base}/kode")
        except (BadContact, TooMany) as refused:
            refusal = refused
    return page(request, road, "way", form, refusal=refusal)


@kept_nowhere
def wait(request: HttpRequest, road: Road) -> HttpResponse:
    """`/masuk/lupa/tunggu`: number and code to come back with, shown once.

    A code by text message alone waits a day, a lost second step three.
    """
    now = timezone.now()
    kept = kept_for(request, road, now=now)
    lost = bool(kept.get("contact")) and lacks_second_step(kept)
    if "member" not in kept or not (lost or by_text_alone(request, kept)):
        return redirect(road.base)
    refusal = ""
    if request.method == "POST":
        try:
            held = kept["contact"] if lost else None
            opened = begin_by_code(member_by_id(kept["member"]), now=now, held=held)
            forget(request, road)
            context = {"recovery": opened.recovery, "code": f"{opened.code[:5]}-{opened.code[5:]}"}
            return render(request, "portal/back/begun.html", context)
        except (RecoveryRunning, NobodyToWarn) as refused:
            refusal = refused.words(cast(PageRequest, request).language)
    name = "portal/back/wait_second.html" if lost else "portal/back/wait.html"
    return render(request, name, {"road": road, "refusal": refusal})


@kept_nowhere
def slip(request: HttpRequest) -> HttpResponse:
    """`/masuk/bantuan/lembar`: number and code, from paper."""
    now = timezone.now()
    form = SlipForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data, cast(PageRequest, request).address
        try:
            found = recovery_by_slip(typed["number"], typed["code"], address=address, now=now)
            forget(request, ROAD)
            add(request, ROAD, now=now, recovery=found.id)
            request.session.cycle_key()
            return redirect(ROAD.onward)
        except (SlipRefused, TooMany) as refused:
            refusal = refused
    return page(request, ROAD, "slip", form, refusal=refusal)


@require_safe
@kept_nowhere
def status(request: HttpRequest) -> HttpResponse:
    """`/masuk/bantuan/lembar/keadaan`: where it stands, until when, and whether there is anything to do."""
    now = timezone.now()
    recovery = _opened(request, now=now)
    if recovery is None:
        return redirect(ROAD.base)
    over = recovery.status == Recovery.WAITING and recovery.due_at is not None and recovery.due_at <= now
    ready = recovery.gives == Recovery.ENTRY and (recovery.status == Recovery.READY or over)
    return render(request, "portal/back/status.html", {"recovery": recovery, "ready": ready})


@kept_nowhere
def contact(request: HttpRequest) -> HttpResponse:
    """`/masuk/bantuan/lembar/kontak`: what to sign in with from now on; a code goes to it."""
    now = timezone.now()
    recovery = _ripe(request, now=now)
    if recovery is None:
        return redirect(ROAD.onward)
    form = ContactForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sent = ask_contact(recovery.member, form.cleaned_data["contact"], now=now, known_too=True)
            add(request, ROAD, now=now, code=sent.id, named=None)
            return redirect(f"{ROAD.base}/kode")
        except (BadContact, TooMany) as refused:
            refusal = refused
    return page(request, ROAD, "contact", form, refusal=refusal, known=not needs_name(recovery.member_id))


@kept_nowhere
def code(request: HttpRequest) -> HttpResponse:
    """`/masuk/bantuan/lembar/kode`: the code that went to the new contact."""
    now = timezone.now()
    kept = kept_for(request, ROAD, now=now)
    if _ripe(request, now=now) is None or not kept.get("code"):
        return redirect(ROAD.onward)
    again = request.POST.get("again") == "1"
    form = CodeForm(None if again else request.POST or None)
    refusal: DomainError | None = None
    try:
        if again:
            send_again(kept["code"], CONTACT, now=now)
        elif request.method == "POST" and form.is_valid():
            check_code(kept["code"], CONTACT, form.cleaned_data["code"], now=now)
            add(request, ROAD, now=now, named=kept["code"])
            return redirect(f"{ROAD.base}/sandi")
    except (CodeRefused, SentOften) as refused:
        refusal = refused
    return page(request, ROAD, "code", form, refusal=refusal, sent_again=again and not refusal)


@kept_nowhere
def password(request: HttpRequest) -> HttpResponse:
    """`/masuk/bantuan/lembar/sandi`: the last question; the account is open afterwards, and only here."""
    now = timezone.now()
    recovery = _ripe(request, now=now)
    if recovery is None:
        return redirect(ROAD.onward)
    named = kept_for(request, ROAD, now=now).get("named")
    if named is None and needs_name(recovery.member_id):
        return redirect(f"{ROAD.base}/kontak")
    sent = SentCode.objects.select_related("member", "contact__member", "change__member").filter(id=named or 0).first()
    form = PasswordForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            user = finish_recovery(recovery, sent, form.cleaned_data["password"], now=now)
            forget(request, ROAD)
            return let_in(request, user, HOME, ways=["code"], now=now, own_phone=form.cleaned_data["own"])
        except (WeakPassword, NameTaken) as refused:
            refusal = refused
        except AlreadyMoved:
            return redirect(ROAD.onward)
    return page(request, ROAD, "password", form, refusal=refusal)


def cancel_by_link(request: HttpRequest, recovery_id: int, token: str) -> HttpResponse:
    """`/masuk/bantuan/batal/<id>/<token>`: from a message to any contact, without signing in; asks once."""
    recovery = deciding.recovery_by_link(recovery_id, token)
    if request.method == "POST" and recovery.status in Recovery.RUNNING:
        try:
            recovery = deciding.cancel_recovery_by_link(recovery_id, token, now=timezone.now())
        except (AlreadyMoved, MoveNotAllowed):
            recovery.refresh_from_db(fields=["status"])
    context = {"recovery": recovery, "running": recovery.status in Recovery.RUNNING}
    return render(request, "portal/back/cancel.html", context)


def _opened(request: HttpRequest, *, now: datetime) -> Recovery | None:
    """The way back whose slip this visitor brought."""
    number = kept_for(request, ROAD, now=now).get("recovery")
    return Recovery.objects.select_related("member", "employer", "branch").filter(pk=number or 0).first()


def _ripe(request: HttpRequest, *, now: datetime) -> Recovery | None:
    """As `_opened`, when it may be finished; otherwise its page says how it stands."""
    recovery = _opened(request, now=now)
    try:
        return ready_recovery(recovery.id, now=now) if recovery else None
    except (StillWaiting, MoveNotAllowed, AlreadyMoved):
        return None
