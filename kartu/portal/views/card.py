"""The digital card: `/kartu` and what lies under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.audit.actors import member_actor
from kartu.base.errors import NotThere
from kartu.cards.drawing import Face, draw_card_pdf, draw_front_png, draw_sheet_pdf
from kartu.cards.models import Card
from kartu.cards.queries import card_of
from kartu.cards.showing import digital_copy, open_cards, renew_by_hand
from kartu.portal.entering import OWN_PHONE_COOKIE
from kartu.portal.guards import MemberRequest, member_required
from kartu.portal.holding import Held, file_name, held, picture_tag


@dataclass(frozen=True, slots=True)
class Drawing:
    """One form of the card to take away: its type, how the browser takes it, its ending, and who draws it."""

    kind: str
    way: str
    ending: str
    draw: Callable[[Face], bytes]


# A viewer inside the browser styles its own page; nothing else is loaded.
IN_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
@member_required
def cards(request: MemberRequest) -> HttpResponse:
    """`/kartu`: the card, or the list to choose from."""
    mine = _open(request, now := timezone.now())
    if len(mine) == 1:
        return _page(request, "portal/card/card.html", _held(request, mine[0], now), alone=True)
    return render(request, "portal/card/list.html", {"cards": mine})


@require_safe
@member_required
def card(request: MemberRequest, card_id: int) -> HttpResponse:
    """`/kartu/<card>`"""
    return _page(request, "portal/card/card.html", _held(request, card_of(request.member.id, card_id), timezone.now()))


@require_safe
@member_required
def big_card(request: MemberRequest, card_id: int | None = None) -> HttpResponse:
    """`/kartu/besar` and `/kartu/<card>/besar`: to be shown to somebody. A card that is not in use is not shown."""
    now = timezone.now()
    mine = [card_of(request.member.id, card_id)] if card_id else _open(request, now)
    shown = _held(request, mine[0], now) if len(mine) == 1 else None
    if shown is None or not shown.in_use:
        return redirect(shown.address if shown else "cards")
    return _page(request, "portal/card/big.html", shown, now=now)


@require_safe
@member_required
def print_card(request: MemberRequest, card_id: int) -> HttpResponse:
    """`/kartu/<card>/cetak`: which paper, and how."""
    shown = _held(request, card_of(request.member.id, card_id), timezone.now())
    return _page(request, "portal/card/print.html", shown) if shown.in_use else redirect(shown.address)


@require_POST
@member_required
def renew(request: MemberRequest, card_id: int) -> HttpResponse:
    """`/kartu/<card>/perbarui`"""
    actor = member_actor(request.member.id)
    renewed = renew_by_hand(card_of(request.member.id, card_id), actor=actor, now=timezone.now())
    return redirect(f"/kartu/{renewed.card_id}?baru=1")


@require_safe
@member_required
def saved_cards(request: MemberRequest) -> HttpResponse:
    """`/kartu/luring`: the edition a phone of one's own keeps; it says its date and claims nothing about today."""
    now = timezone.now()
    shown = [_held(request, each, now) for each in _open(request, now)]
    context = {"cards": [each for each in shown if each.in_use], "now": now}
    return render(request, "portal/card/saved.html", context)


@require_safe
@member_required
def picture(request: MemberRequest, card_id: int) -> HttpResponse:
    """`/kartu/<card>/kartu.png`: lands in the gallery or among the downloads."""
    return _drawn(request, card_id, Drawing("image/png", "attachment", ".png", draw_front_png))


@require_safe
@member_required
def card_pdf(request: MemberRequest, card_id: int) -> HttpResponse:
    """`/kartu/<card>/kartu.pdf`: two pages in card size."""
    return _drawn(request, card_id, Drawing("application/pdf", "inline", ".pdf", draw_card_pdf))


@require_safe
@member_required
def sheet_pdf(request: MemberRequest, card_id: int) -> HttpResponse:
    """`/kartu/<card>/lembar.pdf`: an A4 sheet to cut and fold."""
    return _drawn(request, card_id, Drawing("application/pdf", "inline", "-a4.pdf", draw_sheet_pdf))


def _open(request: MemberRequest, now: datetime) -> list[Card]:
    return open_cards(request.member.id, actor=member_actor(request.member.id), now=now)


def _held(request: MemberRequest, card: Card, now: datetime) -> Held:
    copy = digital_copy(card, actor=member_actor(request.member.id), now=now)
    return held(card, copy, now=now)


def _page(request: MemberRequest, template: str, shown: Held, **more: object) -> HttpResponse:
    own = OWN_PHONE_COOKIE in request.COOKIES
    return render(request, template, {"held": shown, "face": shown.face, "own_phone": own, **more})


def _drawn(request: MemberRequest, card_id: int, drawing: Drawing) -> HttpResponse:
    shown = _held(request, card_of(request.member.id, card_id), timezone.now())
    if not shown.in_use:
        raise NotThere
    tag = picture_tag(shown.face, drawing.ending)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(drawing.draw(shown.face), content_type=drawing.kind)
        name = file_name(shown.face, drawing.ending, request.language)
        answer.headers["Content-Disposition"] = f'{drawing.way}; filename="{name}"'
        answer.headers["Content-Security-Policy"] = IN_VIEWER
    answer.headers["ETag"] = tag
    # Kept on a phone that is somebody's own, and even there asked for anew each time; elsewhere not kept at all.
    answer.headers["Cache-Control"] = "private, no-cache" if OWN_PHONE_COOKIE in request.COOKIES else "no-store"
    return answer
