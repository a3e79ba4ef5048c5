"""Asking workers for consent: by message, in the portal, or on paper that HR notes.

No answer is a no. The link in the message goes to contacts the member has proved only: HR may have named the others
itself. The consent is a row of `accounts` and counts there; here stands who asked for it, and what was answered.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import give_consent, withdraw_consent
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor, member_actor
from kartu.audit.queries import record_look
from kartu.audit.recording import AlreadyMoved, change_status, record_about
from kartu.base.digits import link_token
from kartu.base.errors import DomainError, NotThere
from kartu.base.queue import defer
from kartu.base.tenancy import fund_scope
from kartu.employers.acts import Asking
from kartu.employers.papers import open_paper, store_paper
from kartu.employers.standing import require_acting
from kartu.notifications.acting_words import CONSENT_ASKED, CONSENT_ON_PAPER
from kartu.notifications.messages import tell
from kartu.registry.lookups import proved_contacts_of
from kartu.registry.models import Contact, Membership
from kartu.replacements.policy import local_day
from kartu.replacements.rebuilding import rebuild

LINK = "asking"


class AskedAlready(DomainError):
    """The question waits for its answer."""

    code = "asked-already"
    id = "Izin ini sudah diminta dan belum dijawab. Tidak menjawab berarti tidak."
    en = "This consent was asked for and is not answered yet. No answer means no."


class PaperDateWrong(DomainError):
    """A paper cannot be signed tomorrow, nor speak for ever."""

    code = "paper-date-wrong"
    id = "Tanggal tanda tangan harus dalam {days} hari terakhir dan tidak boleh di masa depan."
    en = "The day of the signature must lie within the last {days} days and not in the future."


@dataclass(frozen=True, slots=True)
class Paper:
    """What a worker signed: the day on it, and a picture or PDF of it."""

    signed_on: date
    content: bytes


def ask_consent(worker: Membership, purpose: str, *, actor: Actor, now: datetime) -> Asking:
    """Ask a worker for consent to `purpose` (of Asking.PURPOSES). Raises NotThere, AskedAlready.

    One message with a link to every contact the member has proved; the question stands in the portal as well.
    """
    with transaction.atomic():
        asking = _new(worker, purpose, actor=actor, now=now)
        try:
            with transaction.atomic():
                asking.save(force_insert=True)
        except IntegrityError as error:
            raise AskedAlready from error
        _record(asking, actor=actor, now=now)
        for contact in proved_contacts_of(worker.member_id):
            _tell(asking, CONSENT_ASKED, to=contact, now=now)
    return asking


def note_paper_consent(worker: Membership, purpose: str, paper: Paper, *, actor: Actor, now: datetime) -> Asking:
    """Note that a worker has signed a consent on paper. Every contact is told at once, with a link that ends it.

    Raises NotThere, PaperDateWrong, and what `rebuild` raises for the picture.
    """
    days = settings.PROFILE.acting.asked_days
    today = local_day(now, settings.PROFILE.time_zone)
    if not today - timedelta(days=days) <= paper.signed_on <= today:
        raise PaperDateWrong(days=days)
    pages = rebuild(paper.content)
    with transaction.atomic():
        asking = _new(worker, purpose, status=Asking.GIVEN, actor=actor, now=now)
        asking.signed_on = paper.signed_on
        asking.consent = give_consent(
            worker.member,
            purpose,
            proof="paper",
            actor=actor,
            now=now,
            employer_id=worker.employer_id,
            until=asking.until,
        )
        asking.file, asking.digest = store_paper(worker.member, pages)
        asking.save(force_insert=True)
        _lapse_open(asking, now=now)
        _record(asking, actor=actor, now=now)
        for contact in Contact.objects.filter(member=worker.member_id, ended_at=None).order_by("id"):
            _tell(asking, CONSENT_ON_PAPER, to=contact, now=now)
        _go_on(asking)
    return asking


def answer_asking(asking: Asking, *, yes: bool, proof: str, now: datetime) -> Asking:
    """The member says yes or no. `proof`: login, or code for whoever came by the link. Twice is as good as once.

    Raises NotThere once the question has lapsed, or the worker has left.
    """
    answer = Asking.GIVEN if yes else Asking.REFUSED
    if asking.status == answer:
        return asking
    actor = member_actor(asking.member_id)
    if not is_open(asking, now=now):
        raise NotThere
    with fund_scope(), transaction.atomic():
        changes: dict[str, object] = {}
        if yes:
            consent = give_consent(
                asking.member,
                asking.purpose,
                proof="code" if proof == "code" else "login",
                actor=actor,
                now=now,
                employer_id=asking.employer_id,
                until=asking.until,
            )
            changes = {"consent_id": consent.id}
        change_status(
            asking,
            answer,
            Action.CONSENT_ANSWERED,
            actor=actor,
            now=now,
            changes=changes,
            purpose=asking.purpose,
            employer=asking.employer_id,
        )
        if yes:
            _go_on(asking)
    return asking


def end_asked_consent(asking: Asking, *, now: datetime) -> None:
    """The member takes back what was given, or objects to what was noted. Twice is as good as once."""
    if asking.consent_id is not None:
        withdraw_consent(asking.member_id, asking.consent_id, actor=member_actor(asking.member_id), now=now)


def askings_of(member_id: int) -> list[Asking]:
    """Every question to a member, the latest first."""
    with fund_scope():
        return list(_askings().filter(member=member_id))


def asking_of(member_id: int, asking_id: int) -> Asking:
    """One of a member's questions. Raises NotThere."""
    with fund_scope():
        return _only(_askings().filter(member=member_id, pk=asking_id))


def asking_by_link(asking_id: int, token: str) -> Asking:
    """The question a message's link is about. Raises NotThere."""
    if not hmac.compare_digest(token.encode(), link_token(LINK, asking_id).encode()):
        raise NotThere
    with fund_scope():
        return _only(_askings().filter(pk=asking_id))


def asked_of(worker: Membership) -> list[Asking]:
    """What this employer asked of a worker, the latest first; for a page of HR."""
    return list(_askings().filter(member=worker.member_id, employer=worker.employer_id))


def paper_of(employers: Collection[int], asking_id: int, *, actor: Actor, now: datetime) -> tuple[bytes, ...]:
    """The pages of a signed consent, as JPEG files; a look. Raises NotThere, also once the worker has left."""
    asking = _only(_askings().filter(pk=asking_id, employer__in=employers))
    require_acting(asking.membership, actor=actor, now=now)
    record_look(asking.member_id, Asking.SUBJECT, asking.id, reason="consent-paper", actor=actor, now=now)
    return open_paper(asking.member, asking.file, asking.digest)


def is_open(asking: Asking, *, now: datetime) -> bool:
    """Whether the question can still be answered: it waits, its days are not over, and the worker still works there."""
    left = asking.membership.ended_on is not None and asking.membership.ended_on < local_day(
        now, settings.PROFILE.time_zone
    )
    return asking.status == Asking.ASKED and not left and now < lapses_at(asking)


def lapses_at(asking: Asking) -> datetime:
    """From then on no answer is a no."""
    return asking.asked_at + timedelta(days=settings.PROFILE.acting.asked_days)


def lapse_askings(*, now: datetime) -> int:
    """Close the questions nobody answered in time; returns how many."""
    before = now - timedelta(days=settings.PROFILE.acting.asked_days)
    lapsed = 0
    with fund_scope():
        for asking in Asking.objects.filter(status=Asking.ASKED, asked_at__lte=before)[:1000]:
            try:
                change_status(asking, Asking.LAPSED, Action.CONSENT_UNANSWERED, actor=SYSTEM, now=now)
            except AlreadyMoved:
                continue
            lapsed += 1
    return lapsed


def _new(worker: Membership, purpose: str, *, status: str = Asking.ASKED, actor: Actor, now: datetime) -> Asking:
    if purpose not in Asking.PURPOSES:
        raise ValueError(f"no purpose an employer asks for: {purpose}")
    user_id = require_acting(worker, actor=actor, now=now)
    return Asking(
        employer_id=worker.employer_id or 0,  # who acts for a worker has seen that there is one
        member=worker.member,
        membership=worker,
        purpose=purpose,
        asked_by_id=user_id,
        asked_at=now,
        until=now + timedelta(days=settings.PROFILE.acting.consent_days),
        status=status,
        status_since=now,
    )


def _lapse_open(noted: Asking, *, now: datetime) -> None:
    """A paper answers the question that still waited."""
    same = Asking.objects.filter(member=noted.member_id, employer=noted.employer_id, purpose=noted.purpose)
    for asking in same.filter(status=Asking.ASKED):
        change_status(asking, Asking.LAPSED, Action.CONSENT_UNANSWERED, actor=SYSTEM, now=now)


def _go_on(asking: Asking) -> None:
    """Batches that waited for this yes go on with the worker."""
    if asking.purpose == Consent.EMPLOYER_ACTS:
        defer("employers.go_on", employer_id=asking.employer_id, membership_id=asking.membership_id)


def _record(asking: Asking, *, actor: Actor, now: datetime) -> None:
    record_about(
        Action.CONSENT_ASKED,
        asking,
        actor=actor,
        now=now,
        purpose=asking.purpose,
        employer=asking.employer_id,
        paper=asking.signed_on is not None,
    )


def _tell(asking: Asking, kind: str, *, to: Contact, now: datetime) -> None:
    tell(
        asking.member,
        kind,
        now=now,
        to=to,
        employer_id=asking.employer_id,
        wanted=asking.purpose,
        until=local_day(asking.until, settings.PROFILE.time_zone).isoformat(),
        answer=asking.id,
    )


def _askings() -> QuerySet[Asking]:
    found = Asking.objects.select_related("employer", "member", "membership", "consent")
    return found.order_by("-asked_at", "-id")


def _only(found: QuerySet[Asking]) -> Asking:
    asking = found.first()
    if asking is None:
        raise NotThere
    return asking
