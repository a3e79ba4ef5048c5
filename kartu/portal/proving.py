"""What a visitor has proved so far, kept in the session between the pages of one road.

A road is a row of pages that begins with "who are you" and goes on once a code or an activation code has proved it.
Each has its own slot in the session, so that two roads in two tabs do not meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from kartu.accounts.claims import Claim, open_claim, seal_claim
from kartu.accounts.models import SentCode
from kartu.base.crypto import Unreadable
from kartu.notifications.health import failing_kinds, kinds_in_use
from kartu.registry.models import Contact

# From one page to the next; the clock starts anew with each answer.
PATIENCE = timedelta(minutes=30)
# What was proved on a road: all of it by one code or activation code, and what was given after it.
PROOFS = ("member", "contact", "proved", "activation", "second", "contact_code", "contact_way", "named")


@dataclass(frozen=True, slots=True)
class Road:
    """One road: where it begins, what its codes are for, where a proved visitor goes on; the folder of its pages."""

    base: str
    purpose: str
    onward: str
    pages: str = "portal/proving"


@dataclass(frozen=True, slots=True)
class CodeChannel:
    """How a code goes out: by which kind of contact, whether that fails for everybody, and what works instead."""

    kind: str
    failing: bool
    other: str = ""


def code_channel(kind: str, *, now: datetime, alone: bool = False) -> CodeChannel:
    """The state of the way to contacts of `kind`; with `alone` the code can go no other way."""
    failing = failing_kinds(now=now)
    other = Contact.PHONE if kind == Contact.EMAIL else Contact.EMAIL
    there = not alone and other in kinds_in_use() and other not in failing
    return CodeChannel(kind, kind in failing, other if there else "")


def begin(request: HttpRequest, road: Road, claim: Claim, *, now: datetime) -> None:
    """Start the road anew with what the visitor claims to be."""
    _keep(request, road, {"claim": seal_claim(claim)}, now)


def claim_of(request: HttpRequest, road: Road, *, now: datetime) -> Claim | None:
    """What the visitor claims to be, or None when the road has not begun or was left too long."""
    kept = kept_for(request, road, now=now)
    try:
        return open_claim(kept["claim"]) if "claim" in kept else None
    except Unreadable:
        return None


def add(request: HttpRequest, road: Road, *, now: datetime, **more: Any) -> None:
    """Keep more of what was answered: ids and codes only."""
    _keep(request, road, {**kept_for(request, road, now=now), **more}, now)


def ask_code(request: HttpRequest, road: Road, code: SentCode, *, now: datetime) -> None:
    """A code is on its way. What was proved before counts no more: two halves of two proofs are no proof."""
    _keep(request, road, {**_unproved(request, road, now), "code": code.id, "way": code.kind}, now)


def prove(request: HttpRequest, road: Road, *, now: datetime, **proofs: Any) -> None:
    """Keep what was proved just now, in place of whatever was proved before."""
    _keep(request, road, {**_unproved(request, road, now), **proofs}, now)


def kept_for(request: HttpRequest, road: Road, *, now: datetime) -> dict[str, Any]:
    """Everything kept for this road; empty when it was left too long."""
    kept: dict[str, Any] = request.session.get(road.base, {})
    if not kept or now - datetime.fromisoformat(kept["at"]) >= PATIENCE:
        return {}
    return kept


def forget(request: HttpRequest, road: Road) -> None:
    """End the road."""
    request.session.pop(road.base, None)


def _unproved(request: HttpRequest, road: Road, now: datetime) -> dict[str, Any]:
    return {name: value for name, value in kept_for(request, road, now=now).items() if name not in PROOFS}


def _keep(request: HttpRequest, road: Road, values: dict[str, Any], now: datetime) -> None:
    request.session[road.base] = {**values, "at": now.isoformat()}
