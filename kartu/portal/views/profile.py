"""What the fund knows of a member, who looked at it, and a copy to take away: `/profil`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kartu.audit.actors import member_actor
from kartu.audit.trail import mark_of, trail_before
from kartu.base.language import LANGUAGES, say
from kartu.base.throttle import take
from kartu.cards.showing import open_cards
from kartu.portal.guards import MemberRequest, fresh_proof, member_required
from kartu.portal.masks import masked_contact, masked_identity
from kartu.portal.takeout import packed
from kartu.portal.trail import told
from kartu.registry.lookups import contacts_of, memberships_of
from kartu.registry.members import choose_language

A_PAGE = 25


@require_safe
@member_required
def profile(request: MemberRequest) -> HttpResponse:
    """`/profil`"""
    member = request.member
    context = {
        "member": member,
        "identity": masked_identity(member.identity),
        "contacts": [masked_contact(contact) for contact in contacts_of(member.id)],
        "memberships": memberships_of(member.id),
    }
    return render(request, "portal/profile/profile.html", context)


@require_POST
@member_required
def language(request: MemberRequest) -> HttpResponse:
    """`/profil/bahasa`: what messages and cards are written in, and from now on these pages too."""
    wanted = request.POST.get("bahasa", "")
    if wanted not in LANGUAGES:
        return redirect("profile")
    choose_language(request.member, wanted, actor=member_actor(request.member.id), now=timezone.now())
    return redirect(f"/profil?bahasa={wanted}")


@require_safe
@member_required
def trail(request: MemberRequest) -> HttpResponse:
    """`/profil/jejak`: newest first, one page after the other."""
    events = list(trail_before(request.member.id, request.GET.get("sebelum", ""))[: A_PAGE + 1])
    older = mark_of(events[A_PAGE - 1]) if len(events) > A_PAGE else ""
    context = {"lines": told(events[:A_PAGE], request.language), "older": older, "later": "sebelum" in request.GET}
    return render(request, "portal/profile/trail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@fresh_proof
def download(request: MemberRequest) -> HttpResponse | StreamingHttpResponse:
    """`/profil/unduh`: what will be in it; posted, the file itself."""
    if request.method != "POST":
        return render(request, "portal/profile/download.html")
    now = timezone.now()
    take("takeout-account", str(request.account.id), now=now)
    parts = packed(request.member, request.language, actor=member_actor(request.member.id), now=now)
    answer = StreamingHttpResponse(parts, content_type="application/zip")
    name = say(request.language, id="data-saya", en="my-data")
    day = now.astimezone(ZoneInfo(settings.PROFILE.time_zone))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{day:%Y%m%d}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@member_required
def correct(request: MemberRequest) -> HttpResponse:
    """`/profil/betulkan`: what is on the card, and the way to have it corrected."""
    cards = open_cards(request.member.id, actor=member_actor(request.member.id), now=timezone.now())
    return render(request, "portal/profile/correct.html", {"member": request.member, "cards": cards})
