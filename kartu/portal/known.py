"""Who is asking: somebody signed in, or somebody who has just given back a code sent to a contact we hold.

The second may report a card and ask for a new one, for half an hour; nothing else of the account is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from kartu.accounts import codes
from kartu.accounts.claims import Claim
from kartu.accounts.mandates import mandate_actor
from kartu.accounts.models import Mandate
from kartu.accounts.sessions import authentication, signed_in_member
from kartu.audit.actors import Actor, member_actor
from kartu.base.pages import Notice
from kartu.base.said import said
from kartu.portal.acting import acting_for
from kartu.portal.proving import Road, claim_of, kept_for
from kartu.registry.lookups import member_by_id
from kartu.registry.models import Member
from kartu.replacements import states

ROAD = Road("/hilang/siapa", codes.REPORT, "/hilang/lanjut", pages="portal/lost")
NOTICE = said(id="Anda bertindak sebagai wakil dari", en="You are acting for")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Known:
    """A member, and the proof by which we know; one of states.LOGIN, states.PASSKEY and states.CODE.

    With a `mandate` it is not the member who asks but a representative, signed in to an own account.
    """

    member: Member
    proof: str
    mandate: Mandate | None = None

    @property
    def actor(self) -> Actor:
        return mandate_actor(self.mandate) if self.mandate else member_actor(self.member.id)

    @property
    def signed_in(self) -> bool:
        """Whether the member's other pages are open as well."""
        return self.mandate is None and self.proof in (states.LOGIN, states.PASSKEY)


def known_to_us(request: HttpRequest, *, now: datetime) -> Known | None:
    """Who asks, or None for somebody who has proved nothing yet."""
    user = signed_in_member(request, now=now)
    if user is not None and user.member is not None:
        mandate = acting_for(request, user, now=now)
        if mandate is not None:
            request.notice = Notice(NOTICE, mandate.member.name, "/profil/wakil/bertindak")  # type: ignore[attr-defined]
            return Known(mandate.member, proof_of(request), mandate)
        return Known(user.member, proof_of(request))
    proved = kept_for(request, ROAD, now=now).get("member")
    return Known(member_by_id(proved), states.CODE) if proved else None


def proof_of(request: HttpRequest) -> str:
    """What a session proves: that its member signed in, or did so by a passkey."""
    return states.PASSKEY if "passkey" in authentication(request).ways else states.LOGIN


def unproved_claim(request: HttpRequest, *, now: datetime) -> Claim | None:
    """Who somebody says to be who cannot receive a code, once that was said."""
    said_so = kept_for(request, ROAD, now=now).get("nothing")
    return claim_of(request, ROAD, now=now) if said_so else None


def kept_nowhere(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Pages of these roads are kept by no browser, also where nobody is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer
