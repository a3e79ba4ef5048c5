"""What a member was told and what became of it, and notices on a phone: `/profil/pesan`, `/profil/pemberitahuan`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.notifications import told
from kartu.notifications.delivery import take_report
from kartu.notifications.filling import shown_text, shown_title
from kartu.notifications.models import Message
from kartu.notifications.notices import NoNotices, has_notices, server_key, subscribe, unsubscribe
from kartu.portal.entering import OWN_PHONE_COOKIE, device_of
from kartu.portal.guards import MemberRequest, member_required
from kartu.portal.masks import masked_contact
from kartu.registry.lookups import contacts_of

A_PAGE = 25
LONGEST = 2000
# Indonesian, English, how the mark looks.
STATES: Mapping[str, tuple[str, str, str]] = {
    told.ARRIVED: ("Sampai", "Delivered", "ok"),
    told.HANDED_ON: ("Terkirim", "Sent", "ok"),
    told.ON_ITS_WAY: ("Dalam perjalanan", "On its way", "warn"),
    told.UNDELIVERED: ("Tidak sampai", "Not delivered", "bad"),
}
CHANNELS: Mapping[str, tuple[str, str]] = {
    "e-mail": ("email", "e-mail"),
    "sms": ("SMS", "text message"),
    "whatsapp": ("WhatsApp", "WhatsApp"),
    "push": ("pemberitahuan di ponsel", "notice on a phone"),
    "outbox": ("kotak percobaan", "trial box"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the list shows it."""

    id: int
    at: datetime
    title: str
    state: str
    mark: str
    way: str


@require_safe
@member_required
def messages(request: MemberRequest) -> HttpResponse:
    """`/profil/pesan`: newest first, one page after the other."""
    before = request.GET.get("sebelum", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0
    found = list(told.messages_before(request.member.id, number)[: A_PAGE + 1])
    older = found[A_PAGE - 1].id if len(found) > A_PAGE else None
    lines = _lines(request, found[:A_PAGE])
    return _kept_nowhere(request, "messages", {"lines": lines, "older": older, "later": bool(number)})


@require_safe
@member_required
def message(request: MemberRequest, number: int) -> HttpResponse:
    """`/profil/pesan/<number>`: the words again, without codes."""
    found = told.message_to(request.member.id, number)
    text = shown_text(found, request.language, settings.PROFILE)
    return _kept_nowhere(request, "message", {"line": _lines(request, [found])[0], "text": text})


@member_required
def notices(request: MemberRequest) -> HttpResponse:
    """`/profil/pemberitahuan`: on or off for this phone, if it is one's own."""
    own, browser, refusal = OWN_PHONE_COOKIE in request.COOKIES, device_of(request), None
    if request.method == "POST":
        try:
            return _changed(request, browser if own else "")
        except NoNotices as refused:
            refusal = refused
    return _notices_page(request, browser, own=own, refusal=refusal)


@csrf_exempt
@require_POST
def report(request: HttpRequest, member_id: int, message_id: int, token: str) -> HttpResponse:
    """`/kabar/<member>/<message>/<token>`: a gateway says what became of a message (docs/messages.md)."""
    try:
        state = json.loads(request.body[:LONGEST])["state"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return HttpResponse(status=400)
    if state not in ("delivered", "undelivered"):
        return HttpResponse(status=400)
    take_report(member_id, message_id, token, arrived=state == "delivered", now=timezone.now())
    return HttpResponse(status=204)


def _changed(request: MemberRequest, browser: str) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("mati"):
        unsubscribe(request.member, device_of(request), now=now)
    elif browser:
        given = [request.POST.get(name, "")[:LONGEST] for name in ("endpoint", "p256dh", "auth")]
        subscribe(request.member, browser, given[0], given[1], given[2], now=now)
    return redirect("notices")


def _notices_page(request: MemberRequest, browser: str, *, own: bool, refusal: DomainError | None) -> HttpResponse:
    context = {
        "own": own and bool(browser),
        "on": bool(browser) and has_notices(request.member.id, browser),
        "key": server_key(),
        "refusal": refusal.words(request.language) if refusal else "",
    }
    return _kept_nowhere(request, "notices", context)


def _lines(request: MemberRequest, found: list[Message]) -> list[Line]:
    now, language = timezone.now(), request.language
    contacts = {contact.id: masked_contact(contact) for contact in contacts_of(request.member.id)}
    lines = []
    for each in found:
        id_state, en_state, mark = STATES[told.state_of(each, now=now)]
        id_way, en_way = CHANNELS.get(each.channel, ("", ""))
        way = " ".join(filter(None, [say(language, id=id_way, en=en_way), contacts.get(each.contact_id or 0, "")]))
        state = say(language, id=id_state, en=en_state)
        lines.append(Line(each.id, each.at, shown_title(each, language), state, mark, way))
    return lines


def _kept_nowhere(request: MemberRequest, page: str, context: dict[str, object]) -> HttpResponse:
    answer = render(request, f"portal/profile/{page}.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
