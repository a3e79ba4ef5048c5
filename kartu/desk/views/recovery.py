"""`/meja/peserta/pemulihan`: helping the person present back in. `/meja/pemulihan`: the second officer's list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kartu.accounts.codes import CONTACT, CodeRefused, SentOften, check_code, send_again, send_confirmation
from kartu.accounts.contacts import KnownAlready, name_contact
from kartu.accounts.models import ContactChange, Recovery
from kartu.accounts.names import BadContact
from kartu.accounts.recovery.deciding import agree_to_recovery, cancel_recovery, refuse_recovery
from kartu.accounts.recovery.opening import ask_recovery
from kartu.accounts.recovery.queries import recoveries_at, recoveries_for, recoveries_of, recovery_for
from kartu.accounts.recovery.refusals import DocumentMissing, OwnRecord, RecoveryRunning, SecondNeeded
from kartu.accounts.recovery.standing import may_second
from kartu.audit.queries import events_about, record_look
from kartu.desk.deciding import act_on, actor_of, posted
from kartu.desk.finding import about_person
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.recovery_forms import AgreeForm, ContactForm, HelpForm, ReadOutForm, RefuseForm
from kartu.desk.recovery_words import GIVES, said_of
from kartu.desk.showing import person_words
from kartu.desk.words import ACTS, CHECKS, STATUSES, TAGS, actor_words, officer_words
from kartu.registry.models import Member

KEPT = "desk-recovery"


@officer_required
@about_person
def begin(request: OfficerRequest, member: Member) -> HttpResponse:
    """What was the person compared with, and what do they need?"""
    form = HelpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        checked = tuple(form.cleaned_data["checked"])
        if form.cleaned_data["gives"] == Recovery.ENTRY:
            return _ask(request, member, checked, form)
        request.session[KEPT] = {"member": member.id, "checked": checked}
        return redirect("desk-recovery-contact")
    return _page(request, "begin", form, member)


@officer_required
@about_person
def contact(request: OfficerRequest, member: Member) -> HttpResponse:
    """`/kontak`: the contact the person reads out; a code goes to it."""
    kept = _kept(request, member)
    if not kept:
        return redirect("desk-recovery-begin")
    form = ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            change = name_contact(member, form.cleaned_data["contact"], actor=actor_of(request), now=now)
            sent = send_confirmation(change, now=now)
            request.session[KEPT] = {**kept, "change": change.id, "code": sent.id}
            return redirect("desk-recovery-code")
        except (BadContact, KnownAlready) as refusal:
            form.add_error("contact", refusal.words(request.language))
    return _page(request, "contact", form, member)


@officer_required
@about_person
def code(request: OfficerRequest, member: Member) -> HttpResponse:
    """`/kode`: the six digits the person reads out from the own telephone."""
    kept = _kept(request, member)
    if not kept.get("code"):
        return redirect("desk-recovery-begin")
    now, again = timezone.now(), request.POST.get("again") == "1"
    form = ReadOutForm(None if again else posted(request))
    try:
        if again:
            send_again(kept["code"], CONTACT, now=now)
        elif request.method == "POST" and form.is_valid():
            sent = check_code(kept["code"], CONTACT, form.cleaned_data["code"], now=now)
            return _ask(request, member, tuple(kept["checked"]), form, change=sent.change)
    except (CodeRefused, SentOften) as refusal:
        form = ReadOutForm(request.POST)
        form.is_valid()
        form.errors.clear()
        form.add_error("code", refusal.words(request.language))
    return _page(request, "code", form, member)


@require_GET
@officer_required
def listed(request: OfficerRequest) -> HttpResponse:
    """`/meja/pemulihan`: what waits for this officer's answer, and what is under way at the branch; names nobody."""
    now = timezone.now()
    running = recoveries_at(request.branch.id)
    context = {
        "here": "recoveries",
        "mine": recoveries_for(request.officer.id, request.branch.id, now=now)[:100],
        "running": [(each, STATUSES[each.status], TAGS.get(each.status, "")) for each in running],
    }
    return render(request, "desk/recovery/list.html", context)


@officer_required
def one(request: OfficerRequest, number: str) -> HttpResponse:
    """`/meja/pemulihan/<number>`: who asked, what was compared, what happened; and the answer of the second."""
    now = timezone.now()
    recovery = recovery_for(number, request.officer.id, now=now)
    _look(request, recovery.member_id, now)
    form = AgreeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return act_on(
            request,
            recovery,
            lambda: agree_to_recovery(recovery, actor=actor_of(request), now=now),
            to=Recovery.WAITING,
        )
    return render(request, "desk/recovery/one.html", {"here": "recoveries", "form": form, **_words(request, recovery)})


@officer_required
def refuse(request: OfficerRequest, number: str) -> HttpResponse:
    """`/meja/pemulihan/<number>/tolak`: the second officer does not agree, and says why."""
    now = timezone.now()
    recovery = recovery_for(number, request.officer.id, now=now)
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return act_on(
            request,
            recovery,
            lambda: refuse_recovery(recovery, reason, actor=actor_of(request), now=now),
            to=Recovery.REFUSED,
        )
    return render(request, "desk/recovery/refuse.html", {"here": "recoveries", "form": form, "recovery": recovery})


@require_POST
@officer_required
def cancel(request: OfficerRequest, number: str) -> HttpResponse:
    """`/meja/pemulihan/<number>/batal`"""
    now = timezone.now()
    recovery = recovery_for(number, request.officer.id, now=now)
    return act_on(
        request, recovery, lambda: cancel_recovery(recovery, actor=actor_of(request), now=now), to=Recovery.CANCELLED
    )


def _ask(
    request: OfficerRequest,
    member: Member,
    checked: tuple[str, ...],
    form: HelpForm | ReadOutForm,
    *,
    change: ContactChange | None = None,
) -> HttpResponse:
    """Ask, and show the slip once; a refusal stands with the first question."""
    now = timezone.now()
    try:
        opened = ask_recovery(member, request.branch, checked, actor=actor_of(request), now=now, change=change)
    except (DocumentMissing, OwnRecord, RecoveryRunning, SecondNeeded) as refusal:
        form.add_error(next(iter(form.fields)), refusal.words(request.language))
        return _page(request, "begin" if change is None else "code", form, member)
    request.session.pop(KEPT, None)
    _look(request, member.id, now, checked=opened.recovery.checked)
    context = {"here": "search", "member": member, "recovery": opened.recovery, "code": opened.code}
    answer = render(request, "desk/recovery/slip.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _kept(request: OfficerRequest, member: Member) -> dict[str, Any]:
    """What was answered on the first page, about this very person."""
    kept: dict[str, Any] = request.session.get(KEPT, {})
    return kept if kept.get("member") == member.id else {}


def _page(request: OfficerRequest, name: str, form: object, member: Member) -> HttpResponse:
    context = {"here": "search", "form": form, "member": member, "before": recoveries_of(member.id)[:5]}
    return render(request, f"desk/recovery/{name}.html", context)


def _look(request: OfficerRequest, member_id: int, now: datetime, **detail: str) -> None:
    record_look(member_id, "member", member_id, reason="recovery", actor=actor_of(request), now=now, **detail)


def _words(request: OfficerRequest, recovery: Recovery) -> dict[str, Any]:
    me, now = request.officer.id, timezone.now()
    history = [
        {"act": ACTS[event.action], "by": actor_words(event, me=me), "at": event.at}
        for event in events_about(recovery.SUBJECT, recovery.id)
        if event.action in ACTS
    ]
    return {
        "recovery": recovery,
        "status": STATUSES[recovery.status],
        "tag": TAGS.get(recovery.status, ""),
        "gives": GIVES[recovery.gives],
        "checked": [CHECKS[check] for check in recovery.checked.split() if check in CHECKS],
        "said": said_of(recovery),
        "asked_by": officer_words(recovery.opened_by_id, me=me),
        "may_answer": recovery.status == Recovery.ASKED and may_second(recovery, me, now=now),
        "may_cancel": recovery.status in Recovery.RUNNING,
        "before": recoveries_of(recovery.member_id).exclude(pk=recovery.pk)[:5],
        "history": history,
        **person_words(recovery.member),
    }
