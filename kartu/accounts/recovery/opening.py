"""Asking for a way back in: by the employer's word, or before an officer. Neither opens anything by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kartu.accounts.models import ContactChange
from kartu.accounts.recovery.codes import PURPOSE
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.refusals import NobodyToWarn, RecoveryRunning
from kartu.accounts.recovery.standing import drawn_second, require_checks, require_desk, require_hr, require_worker
from kartu.accounts.recovery.statements import STATEMENTS, VOUCH
from kartu.accounts.recovery.telling import tell_all
from kartu.accounts.slips import code_digest, new_code
from kartu.audit.actions import Action
from kartu.audit.actors import Actor, member_actor
from kartu.audit.recording import record_about
from kartu.base.errors import NotThere
from kartu.base.numbers import new_number
from kartu.base.throttle import take
from kartu.notifications.recovery_words import RECOVERY_WAITS
from kartu.registry.models import Branch, Contact, Employer, Member

WAIT = timedelta(hours=72)
# A text message alone proves a number, which somebody else may have got from the operator.
SHORT_WAIT = timedelta(hours=24)
# What is noted of somebody who held a contact and neither the app nor its recovery codes.
SECOND_LOST = "contact_code second_step_lost"
TO_ANSWER, TO_USE = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Opened:
    """A way back in that was asked for, and the code for its slip: shown once, stored only as a digest."""

    recovery: Recovery
    code: str


def vouch_for(
    member: Member,
    employer: Employer,
    checked: tuple[str, ...],
    *,
    actor: Actor,
    now: datetime,
    statement: str = VOUCH,
) -> Opened:
    """HR vouches that `member` works at `employer` (or the unit) now and stands before HR.

    `actor` is `Actor("employer", user_id)`, holding an HR role that works (not a reader) at `employer` or at the
    company it is a unit of; the page has just asked for a fresh passkey proof and shown the statement's words
    (`statements.statement_words`), of which the code is stored. `checked` are codes of `comparing.CHECKS`, one document
    at least. All contacts of the member are told at once, with a link that calls it off; after 72 hours the member goes
    on alone at /masuk/bantuan/lembar with the slip HR has handed over in person: `Opened.recovery.number` and
    `Opened.code`, which is shown once.

    Raises NotThere (not a worker there now), RoleMissing, OwnRecord, DocumentMissing, RecoveryRunning, TooMany (five a
    day for each HR account). Counts a try, so call it outside a transaction.
    """
    if statement not in STATEMENTS:
        raise ValueError(f"{statement!r} is no statement of ours")
    user_id = require_hr(employer, member, actor=actor, now=now)
    require_worker(member, employer, now=now)
    require_checks(checked)
    take("vouch-officer", str(user_id), now=now)
    recovery = Recovery(
        member=member,
        way=Recovery.EMPLOYER,
        gives=Recovery.ENTRY,
        checked=" ".join(checked),
        statement=statement,
        employer=employer,
        opened_by_id=user_id,
        status=Recovery.WAITING,
        due_at=now + WAIT,
        lapses_at=now + WAIT + TO_USE,
    )
    return _open(recovery, actor=actor, now=now)


def ask_recovery(
    member: Member,
    branch: Branch,
    checked: tuple[str, ...],
    *,
    actor: Actor,
    now: datetime,
    change: ContactChange | None = None,
) -> Opened:
    """An officer asks for the member who stands at the desk of `branch`; it opens nothing until a second one agrees.

    The second is any supervisor of the branch but the one who asks, or one other officer drawn by lot. With `change`
    (a contact the person read out, and whose code the person read out too) the wait ends with that contact in use;
    without it the person goes on alone with the slip. Raises RoleMissing, OwnRecord, DocumentMissing, RecoveryRunning,
    SecondNeeded, TooMany. Counts a try, so call it outside a transaction.
    """
    officer = require_desk(branch, member, actor=actor, now=now)
    require_checks(checked)
    if change is not None and (change.member_id, change.status) != (member.id, ContactChange.ASKED):
        raise NotThere
    take("recovery-officer", str(officer), now=now)
    recovery = Recovery(
        member=member,
        way=Recovery.OFFICER,
        gives=Recovery.CONTACT if change else Recovery.ENTRY,
        checked=" ".join(checked),
        branch=branch,
        opened_by_id=officer,
        offered_to_id=drawn_second(member, branch, officer, now=now),
        change=change,
        status=Recovery.ASKED,
        lapses_at=now + TO_ANSWER,
    )
    return _open(recovery, actor=actor, now=now)


def begin_by_code(member: Member, *, now: datetime, held: int | None = None) -> Opened:
    """The member gave back a code sent to a telephone number we hold, in a browser we do not know.

    All contacts are told and it waits a day: whoever took over the number alone does not take over the account. With
    `held` it is for somebody whose second step is lost as well, and who gave back a code sent to the contact of that
    number: then it waits three days, and there has to be another contact to warn. Raises RecoveryRunning,
    NobodyToWarn.
    """
    if held and not Contact.objects.filter(member=member, ended_at=None).exclude(pk=held).exists():
        raise NobodyToWarn
    wait = WAIT if held else SHORT_WAIT
    recovery = Recovery(
        member=member,
        way=Recovery.CODE,
        gives=Recovery.ENTRY,
        checked=SECOND_LOST if held else "phone_code",
        status=Recovery.WAITING,
        due_at=now + wait,
        lapses_at=now + wait + TO_USE,
    )
    return _open(recovery, actor=member_actor(member.id), now=now)


def _open(recovery: Recovery, *, actor: Actor, now: datetime) -> Opened:
    code = new_code()
    recovery.number, recovery.opened_at, recovery.status_since = new_number(), now, now
    recovery.code_hash = code_digest(PURPOSE, recovery.number, code)
    try:
        with transaction.atomic():
            recovery.save(force_insert=True)
            _record(recovery, actor, now)
            if recovery.status == Recovery.WAITING:
                tell_all(recovery, RECOVERY_WAITS, now=now, ends=recovery.due_at)
    except IntegrityError as error:
        running = Recovery.objects.filter(member=recovery.member, status__in=Recovery.RUNNING).first()
        if running is None:
            raise
        raise RecoveryRunning(number=running.number) from error
    return Opened(recovery, code)


def _record(recovery: Recovery, actor: Actor, now: datetime) -> None:
    record_about(
        Action.RECOVERY_ASKED,
        recovery,
        actor=actor,
        now=now,
        way=recovery.way,
        gives=recovery.gives,
        checked=recovery.checked,
        statement=recovery.statement,
        employer=recovery.employer_id,
    )
