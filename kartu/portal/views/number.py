"""Finding one's own membership number: `/cari-nomor`. Who is proved sees it, and nobody learns who is a member."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kartu.accounts import codes
from kartu.accounts.sessions import signed_in_member
from kartu.audit.actors import member_actor
from kartu.audit.queries import record_look
from kartu.portal.proving import Road, forget, kept_for
from kartu.portal.views import proving
from kartu.registry.lookups import memberships_of

ROAD = Road("/cari-nomor", codes.NUMBER, "/cari-nomor/hasil")


def find(request: HttpRequest, road: Road) -> HttpResponse:
    """`/cari-nomor`: whoever is signed in is proved already."""
    user = signed_in_member(request, now=timezone.now())
    return _shown(request, user.member_id, known=True) if user and user.member_id else proving.who(request, road)


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """`/cari-nomor/hasil`: shown once; the proof is spent with it."""
    now = timezone.now()
    member_id = kept_for(request, ROAD, now=now).get("member")
    if member_id is None:
        return redirect(ROAD.base)
    forget(request, ROAD)
    record_look(member_id, "member", member_id, reason="number", actor=member_actor(member_id), now=now)
    return _shown(request, member_id, known=False)


def _shown(request: HttpRequest, member_id: int, *, known: bool) -> HttpResponse:
    context = {"memberships": memberships_of(member_id), "known": known}
    answer = render(request, "portal/number/found.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
