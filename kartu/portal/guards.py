"""Guards of the portal: who gets in, and the way back for who does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.sessions import recently_proved, signed_in_member
from kartu.base.pages import PageRequest, page_of
from kartu.portal.again import ask_again, seal_typed
from kartu.registry.models import Member

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class MemberRequest(PageRequest):
    """A request of a member who is signed in."""

    member: Member
    account: User


def member_required(
    view: Callable[Concatenate[MemberRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R | HttpResponse]:
    """Let members in; send others to sign in and back to the same page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        user = signed_in_member(request, now=timezone.now())
        if user is None or user.member is None:
            return redirect(sign_in_address(request))
        guest = cast(MemberRequest, request)
        guest.account, guest.member = user, user.member
        return view(guest, *args, **kwargs)

    return guarded


def fresh_proof(
    view: Callable[Concatenate[MemberRequest, P], R],
) -> Callable[Concatenate[MemberRequest, P], R | HttpResponse]:
    """Under `member_required`, for acts that could take an account away: ask again who is there, then go on.

    What was sent is not lost: it is sent again once the proof is there.
    """

    @wraps(view)
    def guarded(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        now = timezone.now()
        if recently_proved(request, now=now):
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return redirect(f"/masuk/ulang?{urlencode({'lanjut': request.get_full_path()})}")
        typed = seal_typed(request, request.account)
        return ask_again(request, request.account, to=request.get_full_path(), typed=typed, now=now)

    return guarded


def sign_in_address(request: HttpRequest) -> str:
    """Where to sign in and come back; what was posted is not repeated."""
    return f"/masuk?{urlencode({'lanjut': page_of(request)})}"
