"""Powers of attorney: a member, or an officer shown the paper, offers one; the representative takes it up and acts.

A representative acts signed in to an own account, as `mandate_actor`: the trail names who acted and for whom. Nobody is
looked up by name or number to be appointed; the representative is given a number and a code and takes the mandate up.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.mandate_models import Mandate
from kartu.accounts.models import User
from kartu.accounts.recovery.standing import require_desk
from kartu.accounts.slips import code_digest, new_code
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor, member_actor
from kartu.audit.recording import AlreadyMoved, change_status, record_about
from kartu.base.errors import DomainError, NotThere
from kartu.base.numbers import new_number, number_as_written
from kartu.base.throttle import take
from kartu.notifications.consent_words import MANDATE_ENDED, MANDATE_OFFERED, MANDATE_TAKEN
from kartu.notifications.messages import tell
from kartu.registry.members import lock_member
from kartu.registry.models import Branch, Contact, Member

LENGTHS = (30, 90, 365)  # days
MOST = 5


class MandateRefused(DomainError):
    """Number and code do not fit, or the mandate is no longer offered; the same words whatever was wrong."""

    code = "mandate-refused"
    id = "Nomor dan kode ini tidak cocok atau tidak berlaku lagi. Minta yang baru kepada pemberi kuasa."
    en = "This number and code do not match or are no longer good. Ask whoever gave you the power for new ones."


class MandatesFull(DomainError):
    """As many representatives as one member may have."""

    code = "mandates-full"
    id = "Paling banyak {most} wakil sekaligus. Cabut salah satu dulu."
    en = "At most {most} representatives at a time. Take one back first."


@dataclass(frozen=True, slots=True)
class Offered:
    """A mandate that was offered, and the code for the representative: shown once, stored only as a digest."""

    mandate: Mandate
    code: str


def mandate_actor(mandate: Mandate) -> Actor:
    """The representative, acting for the member of `mandate`."""
    return Actor("mandate", mandate.id)


def offer_mandate(
    member: Member, scope: tuple[str, ...], days: int, *, actor: Actor, now: datetime, branch: Branch | None = None
) -> Offered:
    """Let somebody do `scope` (of Mandate.SCOPES) for `member` for one of LENGTHS days, once it is taken up.

    `actor` is the member, proved anew, or an officer of `branch` who was shown the signed paper. Every contact of the
    member is told. Raises NotThere (somebody else), RoleMissing, OwnRecord, MandatesFull.
    """
    if not scope or not set(scope) <= set(Mandate.SCOPES) or days not in LENGTHS:
        raise ValueError(f"no mandate of ours: {scope} for {days} days")
    officer = None
    if branch is not None:
        officer = require_desk(branch, member, actor=actor, now=now)
    elif (actor.kind, actor.id) != ("member", member.id):
        raise NotThere
    number, code = new_number(), new_code()
    with transaction.atomic():
        lock_member(member.id)  # two at once are counted one after the other
        if Mandate.objects.filter(member=member, status__in=Mandate.RUNNING).count() >= MOST:
            raise MandatesFull(most=MOST)
        mandate = Mandate.objects.create(
            number=number,
            member=member,
            code_hash=code_digest("mandate", number, code),
            scope=" ".join(act for act in Mandate.SCOPES if act in scope),
            opened_by_id=officer,
            opened_at=now,
            ends_at=now + timedelta(days=days),
            status=Mandate.OFFERED,
            status_since=now,
        )
        record_about(Action.MANDATE_OFFERED, mandate, actor=actor, now=now, scope=mandate.scope, days=days)
        _tell_all(mandate, MANDATE_OFFERED, now=now)
    return Offered(mandate, code)


def take_up_mandate(user: User, number: str, code: str, *, address: str, now: datetime) -> Mandate:
    """The representative takes a mandate up, once. Raises MandateRefused, TooMany; counts a try."""
    take("slip-address", address, now=now)
    known = number_as_written(number[:40]) or ""
    take("slip-number", known or number[:40].upper(), now=now)
    found = Mandate.objects.filter(number=known).select_related("member").first()
    stored = bytes(found.code_hash) if found else bytes(32)
    if not hmac.compare_digest(stored, code_digest("mandate", known, code)) or found is None:
        raise MandateRefused
    if found.status != Mandate.OFFERED or now >= found.ends_at or user.member_id in (None, found.member_id):
        raise MandateRefused
    changes: dict[str, object] = {"holder_id": user.id, "taken_at": now}
    actor = member_actor(user.member_id or 0)
    try:
        with transaction.atomic():
            change_status(found, Mandate.ACTIVE, Action.MANDATE_TAKEN, actor=actor, now=now, changes=changes)
            _tell_all(found, MANDATE_TAKEN, now=now)
    except AlreadyMoved as error:
        raise MandateRefused from error
    return found


def revoke_mandate(mandate: Mandate, *, actor: Actor, now: datetime, branch: Branch | None = None) -> None:
    """End a mandate at once: the member at any time, the representative who lays it down, an officer for the member.

    Twice is as good as once. Raises NotThere, RoleMissing, OwnRecord.
    """
    if branch is not None:
        require_desk(branch, mandate.member, actor=actor, now=now)
    elif not (actor.kind == "member" and actor.id in (mandate.member_id, mandate.holder and mandate.holder.member_id)):
        raise NotThere
    if mandate.status not in Mandate.RUNNING:
        return
    with transaction.atomic():
        change_status(mandate, Mandate.REVOKED, Action.MANDATE_REVOKED, actor=actor, now=now)
        _tell_all(mandate, MANDATE_ENDED, now=now)


def revoke_offered_since(member_id: int, since: datetime, *, actor: Actor, now: datetime) -> None:
    """End what was offered from the member's own account since then: somebody else sat there. An officer's stay."""
    offered = Mandate.objects.filter(member=member_id, opened_by=None, opened_at__gte=since, status__in=Mandate.RUNNING)
    for mandate in offered.select_related("member"):
        with suppress(AlreadyMoved), transaction.atomic():
            change_status(mandate, Mandate.REVOKED, Action.MANDATE_REVOKED, actor=actor, now=now)
            _tell_all(mandate, MANDATE_ENDED, now=now)


def expire_mandates(*, now: datetime) -> int:
    """End what has run its time; returns how many."""
    over = Mandate.objects.filter(status__in=Mandate.RUNNING, ends_at__lte=now).select_related("member")
    ended = 0
    for mandate in over.order_by("ends_at", "id")[:1000]:
        try:
            with transaction.atomic():
                change_status(mandate, Mandate.EXPIRED, Action.MANDATE_EXPIRED, actor=SYSTEM, now=now)
                _tell_all(mandate, MANDATE_ENDED, now=now)
        except AlreadyMoved:
            continue
        ended += 1
    return ended


def mandates_of(member_id: int) -> QuerySet[Mandate]:
    """Every mandate a member gave, the latest first."""
    return _whole(Mandate.objects.filter(member=member_id)).order_by("-opened_at", "-id")


def mandates_held(user_id: int, *, now: datetime) -> QuerySet[Mandate]:
    """What this account may do for others now."""
    held = Mandate.objects.filter(holder=user_id, status=Mandate.ACTIVE, ends_at__gt=now, holder__is_active=True)
    return _whole(held).order_by("opened_at", "id")


def mandate_allows(mandate_id: int | None, member_id: int, act: str, *, now: datetime) -> bool:
    """Whether this mandate lets its holder do `act` for the member at this moment."""
    found = Mandate.objects.filter(pk=mandate_id or 0, member=member_id, status=Mandate.ACTIVE, ends_at__gt=now)
    mandate = found.filter(holder__is_active=True).first()
    return mandate is not None and mandate.covers(act)


def holder_name(mandate_id: int) -> str:
    """The representative's name, for the eyes of the member who gave the power."""
    mandate = _whole(Mandate.objects.filter(pk=mandate_id)).first()
    return mandate.holder.member.name if mandate and mandate.holder and mandate.holder.member else ""


def collectors(member_id: int, *, now: datetime) -> list[Mandate]:
    """Who may collect a card for this member."""
    active = _whole(Mandate.objects.filter(member=member_id, status=Mandate.ACTIVE, ends_at__gt=now)).order_by("id")
    return [mandate for mandate in active if mandate.covers(Mandate.COLLECT)]


def _whole(found: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return found.select_related("member", "holder__member")


def _tell_all(mandate: Mandate, kind: str, *, now: datetime) -> None:
    contacts = Contact.objects.filter(member=mandate.member_id, ended_at=None).select_related("member").order_by("id")
    for contact in contacts:
        tell(mandate.member, kind, now=now, to=contact, number=mandate.number)
