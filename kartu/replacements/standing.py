"""Who may do what to whose card: every verb of this room asks here first."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import has_consent
from kartu.accounts.mandates import mandate_allows
from kartu.accounts.models import Mandate, Role, User
from kartu.accounts.staff import RoleMissing, require_role
from kartu.audit.actors import Actor
from kartu.audit.recording import MoveNotAllowed
from kartu.base.errors import NotThere
from kartu.cards.models import Card
from kartu.registry.models import Membership
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.policy import local_day
from kartu.replacements.refusals import ConsentMissing, OwnCase, ProofDoesNotFit

DESK_ROLES = (Role.Kind.OFFICER, Role.Kind.SUPERVISOR)
HELD_BY_MEMBER = (states.LOGIN, states.CODE, states.PASSKEY)


def require_proof(card: Card, proof: str, *, actor: Actor, now: datetime) -> None:
    """Raise unless `actor` can have come with `proof`; NotThere when the card is somebody else's business."""
    if proof == states.NOTHING_HELD:
        return
    kinds = {states.EMPLOYER: "employer", states.COUNTER: "staff", **dict.fromkeys(HELD_BY_MEMBER, "member")}
    signed_in = proof in (states.LOGIN, states.PASSKEY)
    if actor.kind != kinds[proof] and not (actor.kind == "mandate" and signed_in):
        raise ProofDoesNotFit
    if actor.kind == "employer":
        # What stops a card needs no consent: the worker's word is enough (docs/decisions/0014-employers-acting.md).
        require_worker(card, actor=actor, now=now)
    else:
        require_standing(card, actor=actor, now=now, act=Mandate.REPORT)


def require_standing(
    card: Card, *, actor: Actor, now: datetime, branch_id: int | None = None, act: str = Mandate.REQUEST
) -> None:
    """Raise unless the card is the member's own, of a worker who consents to the employer, or before an officer.

    A representative may do what the power of attorney says: `act` is one of Mandate.SCOPES. Raises ConsentMissing for
    a worker of the employer's who does not consent.
    """
    if actor.kind == "mandate" and mandate_allows(actor.id, card.member_id, act, now=now):
        return
    if actor.kind == "member" and actor.id == card.member_id:
        return
    if actor.kind == "employer":
        require_worker(card, actor=actor, now=now)
        if not has_consent(card.member_id, Consent.EMPLOYER_ACTS, employer_id=card.membership.employer_id):
            raise ConsentMissing
        return
    if actor.kind == "staff":
        _require_desk(actor, card.member_id, branch_id, now)
        return
    raise NotThere


def require_worker(card: Card, *, actor: Actor, now: datetime) -> None:
    """Raise NotThere unless the card is of somebody who works for the employer `actor` acts for."""
    if actor.kind != "employer" or actor.id is None or not works_for(actor.id, card.membership, now):
        raise NotThere


def require_strong_standing(card: Card, *, actor: Actor, now: datetime) -> None:
    """As `require_standing`, for what gives a card back: an employer's or a representative's word is too light."""
    if actor.kind in ("employer", "mandate"):
        raise ProofDoesNotFit
    require_standing(card, actor=actor, now=now)


def require_receiver(case: Replacement, *, actor: Actor, now: datetime) -> None:
    """Raise NotThere unless it is the member of the case who acts, or a representative who may collect cards."""
    if actor.kind not in ("member", "mandate"):
        raise NotThere
    require_standing(case.card, actor=actor, now=now, act=Mandate.COLLECT)


def require_officer(case: Replacement, *, actor: Actor, now: datetime) -> int:
    """The account of an officer or supervisor at the case's branch, whose own card it is not. Raises otherwise."""
    return _require_desk(actor, case.member_id, case.branch_id, now)


def require_status(case: Replacement, status: str, to: str) -> None:
    """Raise MoveNotAllowed unless the case stands at `status`; for ends that other verbs reach from elsewhere."""
    if case.status != status:
        raise MoveNotAllowed(old=case.status, to=to, subject=case.SUBJECT)


def is_supervisor(actor: Actor, branch_id: int, *, now: datetime) -> bool:
    """Whether a supervisor of the branch acts, who may go beyond a limit or take a case from an officer."""
    if actor.kind != "staff" or actor.id is None:
        return False
    held = Role.objects.filter(user_id=actor.id, kind=Role.Kind.SUPERVISOR, branch_id=branch_id, since__lte=now)
    return held.filter(user__is_active=True).exclude(until__lte=now).exists()


def _require_desk(actor: Actor, member_id: int, branch_id: int | None, now: datetime) -> int:
    if actor.kind != "staff" or actor.id is None:
        raise RoleMissing(role="/".join(DESK_ROLES))
    user_id = actor.id
    require_role(user_id, DESK_ROLES, now=now, branch_id=branch_id)
    if User.objects.filter(pk=user_id, member_id=member_id).exists():
        raise OwnCase
    return user_id


def works_for(user_id: int, membership: Membership, now: datetime) -> bool:
    """Whether the account acts for the employer of this membership. It does while the worker works there, not after."""
    today = local_day(now, settings.PROFILE.time_zone)
    left = membership.ended_on is not None and membership.ended_on < today
    if left or membership.employer_id is None:
        return False
    return represents(user_id, membership.employer_id, now)


def represents(user_id: int, employer_id: int, now: datetime) -> bool:
    """Whether the account acts for this employer or for the company it is a unit of; who only reads does not."""
    held = Role.objects.filter(user_id=user_id, kind=Role.Kind.HR, since__lte=now).exclude(grade=Role.READER)
    held = held.filter(Q(employer=employer_id) | Q(employer__units=employer_id))
    return held.filter(user__is_active=True).exclude(until__lte=now).exists()
