"""What HR says of one worker in one click: still works here, or has left; and taking the latter back within a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kartu.accounts.models import User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.employers.models import Attestation, Upload
from kartu.employers.policy import UNDO_FOR, plausible_last_day
from kartu.employers.refusals import BadLastDay, TooLate
from kartu.notifications.employer_words import HAS_LEFT
from kartu.notifications.messages import tell
from kartu.registry.models import Membership


def still_works(
    membership: Membership, *, user: User, actor: Actor, now: datetime, upload: Upload | None = None
) -> Attestation:
    """The worker is still here. Said again it is said again."""
    with transaction.atomic():
        said = _say(membership, Attestation.WORKS, None, user, now, upload=upload)
        _record(Action.STILL_WORKS, membership, actor, now)
    return said


def leave(
    membership: Membership, last_day: date, *, user: User, actor: Actor, now: datetime, upload: Upload | None = None
) -> Attestation:
    """The worker leaves, or has left; the number and the card stay the member's. Raises BadLastDay.

    Said twice (a double click, two people) it is said once: the first day given stands.
    """
    if not plausible_last_day(last_day, now.date()):
        raise BadLastDay
    with transaction.atomic():
        staying = Membership.objects.filter(pk=membership.pk, ended_on=None, employer=membership.employer_id)
        if not staying.update(ended_on=last_day):
            before = Attestation.objects.filter(membership=membership, said=Attestation.LEFT, taken_back_at=None)
            return before.latest("id")
        membership.ended_on = last_day
        said = _say(membership, Attestation.LEFT, last_day, user, now, upload=upload)
        _record(Action.HAS_LEFT, membership, actor, now)
        employer = membership.employer_id or 0
        tell(membership.member, HAS_LEFT, now=now, employer_id=employer, until=last_day.isoformat())
    return said


def take_back_leaving(said: Attestation, *, actor: Actor, now: datetime) -> None:
    """The worker has not left after all. Raises TooLate after a day; twice is as good as once."""
    if now - said.at >= UNDO_FOR:
        raise TooLate
    with transaction.atomic():
        if not Attestation.objects.filter(pk=said.pk, taken_back_at=None).update(taken_back_at=now):
            return
        ended = Membership.objects.filter(pk=said.membership_id, employer=said.employer_id, ended_on=said.last_day)
        if ended.update(ended_on=None):
            _record(Action.LEAVING_TAKEN_BACK, said.membership, actor, now)


def take_back(said: Attestation, *, actor: Actor, now: datetime) -> None:
    """Take back what was said, whichever it is. Raises TooLate for a leaving after a day."""
    if said.said == Attestation.LEFT:
        take_back_leaving(said, actor=actor, now=now)
    else:
        Attestation.objects.filter(pk=said.pk, taken_back_at=None).update(taken_back_at=now)


def _say(
    membership: Membership, said: str, day: date | None, user: User, now: datetime, *, upload: Upload | None = None
) -> Attestation:
    return Attestation.objects.create(
        employer_id=membership.employer_id or 0,
        membership=membership,
        said=said,
        last_day=day,
        user=user,
        upload=upload,
        at=now,
    )


def _record(action: Action, membership: Membership, actor: Actor, now: datetime) -> None:
    record(
        action,
        actor=actor,
        now=now,
        subject="membership",
        subject_id=membership.id,
        member_id=membership.member_id,
        employer=membership.employer_id,
    )
