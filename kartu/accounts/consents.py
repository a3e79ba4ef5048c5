"""Consents: what a member agrees to beyond what the law asks the fund to do anyway.

Whoever acts on a consent asks `has_consent` at that moment and keeps no answer: a consent counts no more from the very
moment it is withdrawn. What still rests on it has three days to end, by law; a job ends it and says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from kartu.accounts.consent_models import Consent
from kartu.accounts.consent_words import edition_of
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import AlreadyMoved, change_status, record_about
from kartu.base.errors import NotThere
from kartu.base.queue import defer
from kartu.notifications.consent_words import CONSENT_ENDED, CONSENT_GIVEN
from kartu.notifications.messages import tell
from kartu.registry.models import Member

Proof = Literal["login", "code", "counter", "paper"]
# The law's days (3 x 24 hours), in which a withdrawal has to be carried out.
TO_END = timedelta(hours=72)


def give_consent(
    member: Member,
    purpose: str,
    *,
    proof: Proof,
    actor: Actor,
    now: datetime,
    employer_id: int | None = None,
    client: str = "",
    until: datetime | None = None,
) -> Consent:
    """Write down that `member` agrees to `purpose` (one of Consent.PURPOSES) towards one employer or one site.

    `actor` is the member, or an officer before whom the member signed (`proof` "counter"), or the employer who holds
    what the member signed ("paper": the caller tells the member, with a way to object). Nobody else agrees for
    somebody, so any other actor meets NotThere. Agreeing again is agreeing once, `until` the later day. The member is
    told.
    """
    _require_own(member, proof, actor)
    _require_purpose(purpose, employer_id, client)
    with transaction.atomic():
        consent, made = Consent.objects.get_or_create(
            member=member,
            purpose=purpose,
            employer_id=employer_id,
            client=client,
            status=Consent.GIVEN,
            defaults={
                "version": edition_of(purpose),
                "proof": proof,
                "given_at": now,
                "status_since": now,
                "until": until,
            },
        )
        longer = not made and until is not None and consent.until is not None and until > consent.until
        if longer:
            consent.until = until
            consent.save(update_fields=["until"])
        if made or longer:
            record_about(Action.CONSENT_GIVEN, consent, actor=actor, now=now, purpose=purpose, proof=proof)
            if proof != Consent.PAPER:
                tell(member, CONSENT_GIVEN, now=now, allowed=purpose)
    return consent


def withdraw_consent(member_id: int, consent_id: int, *, actor: Actor, now: datetime) -> Consent:
    """Take a consent back: it counts no more from now on. Twice is as good as once. Raises NotThere.

    Only the member does this. The job that ends what still rests on it is queued in the same transaction.
    """
    consent = Consent.objects.filter(member=member_id, id=consent_id).first()
    if consent is None or (actor.kind, actor.id) != ("member", member_id):
        raise NotThere
    if consent.status != Consent.GIVEN:
        return consent
    dates: dict[str, object] = {"withdrawn_at": now, "due_at": now + TO_END}
    try:
        with transaction.atomic():
            change_status(
                consent,
                Consent.WITHDRAWN,
                Action.CONSENT_WITHDRAWN,
                actor=actor,
                now=now,
                changes=dates,
                purpose=consent.purpose,
            )
            defer("accounts.end_consent", consent_id=consent.id)
    except AlreadyMoved:
        consent.refresh_from_db()
    return consent


def end_consent(consent: Consent, *, now: datetime) -> None:
    """Write down that nothing rests on a withdrawn consent any more, and tell the member. Safe to repeat."""
    if consent.status != Consent.WITHDRAWN:
        return
    with transaction.atomic():
        change_status(
            consent,
            Consent.ENDED,
            Action.CONSENT_ENDED,
            actor=SYSTEM,
            now=now,
            changes={"ended_at": now},
            purpose=consent.purpose,
        )
        tell(consent.member, CONSENT_ENDED, now=now, allowed=consent.purpose)


def has_consent(member_id: int, purpose: str, *, employer_id: int | None = None, client: str = "") -> bool:
    """Whether the member agrees to this at this moment."""
    given = _counting().filter(member=member_id, purpose=purpose)
    return given.filter(employer=employer_id, client=client).exists()


def consenting(purpose: str, employer_id: int, member_ids: list[int]) -> set[int]:
    """Which of these members agree to `purpose` towards the employer: one question for a whole list."""
    given = _counting().filter(member__in=member_ids, purpose=purpose, employer=employer_id)
    return set(given.values_list("member_id", flat=True))


def consents_of(member_id: int) -> QuerySet[Consent]:
    """Every consent the member ever gave, the latest first."""
    return Consent.objects.filter(member=member_id).select_related("employer").order_by("-given_at", "-id")


def _counting() -> QuerySet[Consent]:
    # By the database's clock: a consent whose day is over counts no more, whoever asks.
    return Consent.objects.filter(status=Consent.GIVEN).exclude(until__lte=Now())


def _require_own(member: Member, proof: Proof, actor: Actor) -> None:
    witnesses = {Consent.COUNTER: "staff", Consent.PAPER: "employer"}
    if proof in witnesses and actor.kind == witnesses[proof]:
        return
    if proof in witnesses or (actor.kind, actor.id) != ("member", member.id):
        raise NotThere


def _require_purpose(purpose: str, employer_id: int | None, client: str) -> None:
    towards_site = purpose == Consent.SITE
    if purpose not in Consent.PURPOSES or towards_site != bool(client) or towards_site != (employer_id is None):
        raise ValueError(f"{purpose} is no purpose towards employer {employer_id}, client {client!r}")
