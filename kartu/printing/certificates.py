"""Interim certificates: issued on the spot while a card is being made, withdrawn when it is handed over.

For whoever has a request that stands and cannot show a digital card. Two things prove one: the signature of the PDF, in
any PDF reader, and the code on the paper, at the public check; only the second knows that it was withdrawn.
"""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import AlreadyMoved, change_status, record_about
from kartu.base.errors import NotThere
from kartu.base.numbers import new_number
from kartu.cards.keys import active_signer
from kartu.credential.certificate import sign_certificate
from kartu.credential.letter import SERIAL_SIZE, LetterClaims
from kartu.notifications.messages import tell
from kartu.notifications.printing_words import CERTIFICATE_ISSUED
from kartu.printing import states
from kartu.printing.certificate_drawing import draw_certificate
from kartu.printing.certificate_models import Certificate
from kartu.printing.refusals import CertificateClosed
from kartu.printing.sealing import installed, sign_pdf
from kartu.publishing.certificates import CERTIFICATE, publish_certificate
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.replacements.standing import require_officer

# A request that stands: asked for, and neither ended nor collected.
WHILE = (cases.SUBMITTED, cases.IN_REVIEW, cases.NEEDS_EVIDENCE, cases.APPROVED, cases.ISSUED, cases.PRINTED)
REASON = "Surat keterangan sementara"


def issue_certificate(case: Replacement, *, actor: Actor, now: datetime) -> Certificate:
    """The case's certificate: the one that is good, or a new one for the profile's days, of which the member is told.

    By an officer of the branch, who compared the person; by the member, signed in. Asked twice it is one. Raises
    CertificateClosed (the request ended), CertificateMissing (the operator made none), NotThere, RoleMissing, OwnCase.
    """
    if actor.kind == "staff":
        require_officer(case, actor=actor, now=now)
    elif (actor.kind, actor.id) != ("member", case.member_id):
        raise NotThere
    if case.status not in WHILE:
        raise CertificateClosed
    good = good_certificate(case)
    if good is not None:
        return good
    made = _made(case, now=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            publish_certificate(bytes(made.serial), made.until)
            record_about(Action.CERTIFICATE_ISSUED, made, actor=actor, now=now)
            tell(case.member, CERTIFICATE_ISSUED, now=now, number=case.number, until=made.until.isoformat())
    except IntegrityError:
        good = good_certificate(case)  # of two at once one made it
        if good is None:
            raise
        return good
    return made


def good_certificate(case: Replacement) -> Certificate | None:
    """The case's certificate that was not withdrawn and is not over."""
    found = Certificate.objects.filter(replacement=case, status=states.ISSUED)
    return found.select_related("replacement__member", "replacement__branch", "replacement__card__membership").first()


def withdraw_certificate(case: Replacement, *, actor: Actor, now: datetime) -> bool:
    """The card is in its member's hands, or the request ended: the certificate counts no more. Twice is as once."""
    good = good_certificate(case)
    if good is None:
        return False
    return _end(good, states.WITHDRAWN, Action.CERTIFICATE_WITHDRAWN, actor=actor, now=now)


def end_certificates(*, now: datetime) -> int:
    """End certificates whose last day is over, and those of cases that ended otherwise. Returns how many."""
    today = now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()
    standing = Certificate.objects.filter(status=states.ISSUED).select_related("replacement")
    over = list(standing.filter(until__lt=today).order_by("until", "id")[:1000])
    gone = list(standing.exclude(replacement__status__in=WHILE).order_by("id")[:1000])
    ended = sum(_end(each, states.LAPSED, Action.CERTIFICATE_LAPSED, actor=SYSTEM, now=now) for each in over)
    left = [each for each in gone if each.status == states.ISSUED and each not in over]
    return ended + sum(
        _end(each, states.WITHDRAWN, Action.CERTIFICATE_WITHDRAWN, actor=SYSTEM, now=now) for each in left
    )


def _made(case: Replacement, *, now: datetime) -> Certificate:
    zone, profile = ZoneInfo(settings.PROFILE.time_zone), settings.PROFILE
    until = now.astimezone(zone).date() + timedelta(days=profile.printing.certificate_days)
    signer = active_signer(CERTIFICATE)
    installed(signer.kid)  # before anything is made
    made = Certificate(
        number=new_number(),
        replacement=case,
        serial=secrets.token_bytes(SERIAL_SIZE),
        until=until,
        issued_at=now,
        status=states.ISSUED,
        status_since=now,
    )
    claims = LetterClaims(
        issuer=profile.issuer,
        issued_at=int(now.timestamp()),
        expires_at=int(datetime.combine(until + timedelta(days=1), time(), zone).timestamp()),
        serial=bytes(made.serial),
        number=made.number,
        name=case.member.name,
        identity=case.card.membership.number,
        birth_date=case.member.birth_date,
        items=(),
    )
    made.code = sign_certificate(claims, signer)
    made.keep_pdf(sign_pdf(draw_certificate(made), reason=REASON))
    return made


def _end(each: Certificate, to: str, action: Action, *, actor: Actor, now: datetime) -> bool:
    try:
        with transaction.atomic():
            change_status(each, to, action, actor=actor, now=now, changes={"pdf_sealed": None})
            if to == states.WITHDRAWN:
                publish_certificate(bytes(each.serial), each.until, withdrawn_at=now)
    except AlreadyMoved:
        return False
    return True
