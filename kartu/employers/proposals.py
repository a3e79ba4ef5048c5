"""What an employer says about somebody the fund knows: asked of the person, or settled by the fund.

A yes makes the membership, moves it, or corrects name and birth date. A contact an employer sends proves nothing: it is
only shown to the member, who adds it on the usual road, with a code to that very contact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from kartu.accounts.staff import require_role
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record
from kartu.base.errors import DomainError
from kartu.base.tenancy import fund_scope
from kartu.employers import states
from kartu.employers.models import Proposal, Upload
from kartu.employers.policy import NOT_ASKED_AGAIN
from kartu.notifications.employer_words import PROPOSAL
from kartu.notifications.messages import tell
from kartu.registry.comparing import BIRTH_DATE, EMAIL, NAME, PHONE, Compared
from kartu.registry.members import correct_person, move_membership, start_membership
from kartu.registry.models import Employer, Member
from kartu.registry.roster import Worker


class NumberTaken(DomainError):
    """The number was given to somebody else meanwhile."""

    code = "number-taken"
    id = "Nomor ini sementara itu tercatat atas nama orang lain. Tidak ada yang diubah."
    en = "Meanwhile this number stands with somebody else. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Said:
    """What is proposed. Of a change only what would change is set."""

    number: str = ""
    staff_number: str = ""
    programmes: tuple[str, ...] = ()
    started_on: date | None = None
    name: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""


class Asking:
    """Makes the proposals of one slice: never a second while one is open, nor soon after a no."""

    def __init__(self, employer: Employer, upload: Upload | None, actor: Actor, now: datetime) -> None:
        self.employer = employer
        self.upload = upload
        self.actor = actor
        self.now = now
        self._asked: set[tuple[int, str]] = set()
        self._members: dict[int, Member] = {}

    def look(self, members: Iterable[int]) -> None:
        """Read what these members were asked before."""
        wanted = set(members)
        lately = Q(status=states.OPEN) | Q(status=states.DECLINED, status_since__gt=self.now - NOT_ASKED_AGAIN)
        found = Proposal.objects.filter(lately, member__in=wanted, employer=self.employer)
        self._asked = set(found.values_list("member_id", "kind"))
        self._members = Member.objects.in_bulk(wanted)

    def ask(self, each: Compared, kind: str) -> int | None:
        """Propose what the line says, and tell the person; the proposal's number, None when it was asked before."""
        member = self._members.get(each.member_id or 0)
        if member is None or each.worker is None or (member.id, kind) in self._asked or not member.data_key:
            return None
        self._asked.add((member.id, kind))
        said = _changed(each.worker, each.changes) if kind == states.CHANGE else _joining(each.worker)
        proposal = Proposal(
            member=member,
            employer=self.employer,
            upload=self.upload,
            kind=kind,
            membership_id=each.standing.membership_id if each.standing else None,
            asked_at=self.now,
            status=states.OPEN,
            status_since=self.now,
        )
        proposal.said = json.dumps(_plain(said), ensure_ascii=False)
        proposal.save(force_insert=True)
        record(
            Action.PROPOSAL_MADE,
            actor=self.actor,
            now=self.now,
            subject="proposal",
            subject_id=proposal.id,
            member_id=member.id,
            kind=kind,
            employer=self.employer.id,
        )
        tell(member, PROPOSAL, now=self.now, employer_id=self.employer.id)
        return proposal.id


def said_by(proposal: Proposal) -> Said:
    """What the proposal says."""
    given = json.loads(proposal.said)
    dates = {name: date.fromisoformat(given[name]) for name in ("started_on", "birth_date") if name in given}
    return Said(**{**given, **dates, "programmes": tuple(given.get("programmes", ()))})


def accept_proposal(proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Do what was proposed, with the yes of the member or of a supervisor. Raises NumberTaken, AlreadyMoved."""
    _may_settle(proposal, actor, now)
    said = said_by(proposal)
    try:
        with fund_scope(), transaction.atomic():
            change_status(proposal, states.ACCEPTED, Action.PROPOSAL_ACCEPTED, actor=actor, now=now)
            _do(proposal, said, actor, now)
    except IntegrityError as error:
        raise NumberTaken from error


def decline_proposal(proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Let everything stay as it is. The employer is not told who said no, nor why."""
    _may_settle(proposal, actor, now)
    with fund_scope():
        change_status(proposal, states.DECLINED, Action.PROPOSAL_DECLINED, actor=actor, now=now)


def _may_settle(proposal: Proposal, actor: Actor, now: datetime) -> None:
    if actor.kind != "member" or actor.id != proposal.member_id:
        require_role(actor.id if actor.kind == "staff" else None, ("supervisor",), now=now)


def _do(proposal: Proposal, said: Said, actor: Actor, now: datetime) -> None:
    if proposal.kind == states.JOIN:
        programmes = settings.PROFILE.programme_bits(said.programmes)
        made = start_membership(
            proposal.member,
            said.number,
            employer=proposal.employer,
            programmes=programmes,
            actor=actor,
            now=now,
            started_on=said.started_on,
            staff_number=said.staff_number,
        )
        Proposal.objects.filter(pk=proposal.pk).update(membership=made)
    elif proposal.kind == states.MOVE and proposal.membership:
        move_membership(proposal.membership, proposal.employer, staff_number=said.staff_number, actor=actor, now=now)
    elif proposal.kind == states.CHANGE:
        correct_person(proposal.member, name=said.name, birth_date=said.birth_date, actor=actor, now=now)


def _joining(worker: Worker) -> Said:
    return Said(worker.kpj, worker.staff_number or "", worker.programmes, worker.member_since)


def _changed(worker: Worker, changes: Iterable[str]) -> Said:
    values: dict[str, Any] = {
        name: getattr(worker, name) for name in (NAME, BIRTH_DATE, EMAIL, PHONE) if name in changes
    }
    return Said(**values)


def _plain(said: Said) -> dict[str, Any]:
    values = {name: getattr(said, name) for name in Said.__slots__}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items() if value}
