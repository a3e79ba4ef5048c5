"""What a site may come to know of a member: one word of the protocol (scope) a datum, said to the member before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.base.said import said
from kartu.registry.lookups import memberships_of
from kartu.registry.models import Member, Membership

OPENID = "openid"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the member reads about it, and the claims it brings."""

    words: str
    claims: tuple[str, ...]


SCOPES: Mapping[str, Scope] = {
    OPENID: Scope(
        said(
            id="Hanya bahwa Anda punya akun di sini, bukan siapa Anda",
            en="Only that you have an account here, not who you are",
        ),
        ("sub",),
    ),
    "profile": Scope(said(id="Nama lengkap Anda", en="Your full name"), ("name",)),
    "membership_number": Scope(
        said(id="Nomor peserta Anda", en="Your membership number"), ("membership_number", "membership_numbers")
    ),
    "member_status": Scope(
        said(id="Apakah Anda masih peserta aktif", en="Whether you are an active member"), ("member_status",)
    ),
}
ACTIVE, FORMER, NONE = "active", "former", "none"


def known_scopes(asked: Iterable[str]) -> list[str]:
    """Those of `asked` that there are, each once, in our order; others are left out (OpenID Connect Core 5.4)."""
    wanted = set(asked)
    return [scope for scope in SCOPES if scope in wanted]


def told(scopes: Iterable[str]) -> list[str]:
    """In words what a site comes to know; that there is an account goes without saying beside anything else."""
    known = known_scopes(scopes)
    return [SCOPES[scope].words for scope in known if scope != OPENID or known == [OPENID]]


def claims_of(member: Member, scopes: Iterable[str], *, now: datetime) -> dict[str, Any]:
    """What the member's own data say for these scopes, beside the subject."""
    memberships = list(memberships_of(member.id))
    today = now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()
    tellers: Mapping[str, Callable[[], dict[str, Any]]] = {
        "profile": lambda: {"name": member.name},
        "membership_number": lambda: _numbers(memberships),
        "member_status": lambda: {"member_status": _status(memberships, today)},
    }
    claims: dict[str, Any] = {}
    for scope in scopes:
        if scope in tellers:
            claims.update(tellers[scope]())
    return claims


def _numbers(memberships: list[Membership]) -> dict[str, Any]:
    """The number that goes on first, and all of them: a person may hold several."""
    numbers = [membership.number for membership in memberships]
    return {"membership_number": numbers[0], "membership_numbers": numbers} if numbers else {}


def _status(memberships: list[Membership], today: date) -> str:
    if not memberships:
        return NONE
    going_on = any(each.ended_on is None or each.ended_on >= today for each in memberships)
    return ACTIVE if going_on else FORMER
