"""Making a copy: what will be signed is stored, then signed, drawn, read back, and only then put to use.

Each step is committed before the next. A crash in between is resumed from what is stored, with the same serial and the
same bytes; there is never a second copy.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record, record_about
from kartu.base.queue import defer
from kartu.cards.errors import DrawnCodeUnreadable
from kartu.cards.keys import active_signer, key_store
from kartu.cards.lifecycle import activate_copy, lock_card, void_copy
from kartu.cards.models import Card, Copy
from kartu.cards.pictures import front_png
from kartu.cards.queries import being_made, copy_of
from kartu.cards.states import DIGITAL, PHYSICAL, PREPARED
from kartu.cards.status import ensure_listed, queue_publication
from kartu.credential.claims import SERIAL_SIZE, CardClaims, fit
from kartu.credential.code import assemble, bytes_to_sign, read_code
from kartu.credential.errors import CredentialError
from kartu.credential.qr import read_image
from kartu.credential.status import SHARD_SIZE, shuffle
from kartu.publishing.keys import CARD, card_keys
from kartu.registry.models import Membership
from kartu.registry.sealing import keyring, place

log = logging.getLogger(__name__)


def open_card(membership: Membership, *, actor: Actor, now: datetime) -> Card:
    """The card of this membership, made when there is none."""
    with transaction.atomic():
        card, made = Card.objects.get_or_create(
            membership=membership, defaults={"member_id": membership.member_id, "opened_at": now}
        )
        if made:
            record(
                Action.CARD_OPENED,
                actor=actor,
                now=now,
                subject="card",
                subject_id=card.id,
                member_id=card.member_id,
            )
    return card


def prepare_copy(card: Card, kind: str, *, actor: Actor, now: datetime, holder_key: str = "") -> Copy:
    """Begin a copy: serial, place in the status list, and the bytes to sign, stored. Queues the job that finishes it.

    While a copy of this kind (and holder key) is still prepared, that one is returned: asking twice makes one.
    """
    with transaction.atomic():
        lock_card(card.id)
        begun = being_made(card, kind, holder_key)
        if begun is not None and begun.expires_at > now:
            return begun
        if begun is not None:
            void_copy(begun, reason="expired", actor=actor, now=now)
        copy = _new_copy(card, kind, holder_key, now)
        record_about(Action.COPY_PREPARED, copy, actor=actor, now=now, kind=kind, kid=bytes(copy.kid).hex())
        queue_publication({copy.shard})
        defer("cards.finish_copy", member_id=copy.member_id, copy_id=copy.id)
    return copy


def finish_copy(member_id: int, copy_id: int, *, actor: Actor, now: datetime) -> Copy:
    """Take a prepared copy as far as it goes, from wherever it was left; safe to repeat and for two callers at once.

    A digital or wallet copy ends active, a print or plastic one stays prepared until it is handed over. Raises
    DrawnCodeUnreadable, and leaves the copy prepared, when the picture does not read as what was signed.
    """
    copy = copy_of(member_id, copy_id)
    if copy.status != PREPARED:
        return copy
    if copy.code_sealed is None:
        _sign(copy, actor=actor, now=now)
    if copy.checked_at is None:
        _read_back(copy, now=now)
    if copy.kind in PHYSICAL:
        return copy
    with transaction.atomic():
        lock_card(copy.card_id)
        copy = copy_of(member_id, copy_id)  # whoever held the card before may have done it
        return activate_copy(copy, actor=actor, now=now) if copy.status == PREPARED else copy


def renew_digital(card: Card, *, actor: Actor, now: datetime) -> Copy:
    """A new digital copy with a new code, in use at once; the former one ends in the same moment.

    Several commits, in the order of this module: a crash leaves a prepared copy that the queued job finishes.
    """
    copy = prepare_copy(card, DIGITAL, actor=actor, now=now)
    return finish_copy(copy.member_id, copy.id, actor=actor, now=now)


def _new_copy(card: Card, kind: str, holder_key: str, now: datetime) -> Copy:
    number, counter = _next_numbers()
    copy = Copy(
        id=number,
        member=card.member,
        card=card,
        kind=kind,
        holder_key=holder_key,
        serial=secrets.token_bytes(SERIAL_SIZE),
        shard=counter // SHARD_SIZE,
        position=shuffle(counter, keyring().secret("status")),
        issued_at=now.replace(microsecond=0),
        expires_at=_end_of_last_day(now, settings.PROFILE.validity_days[kind]),
        kid=active_signer(CARD).kid,
        status=PREPARED,
        status_since=now,
    )
    claims = fit(_claims(copy), bytes(copy.kid))
    copy.to_sign_sealed = copy.member_key().seal(
        place(Copy, "to_sign"), copy.id, bytes_to_sign(claims, bytes(copy.kid))
    )
    copy.save(force_insert=True)
    return copy


def _claims(copy: Copy) -> CardClaims:
    profile, member, membership = settings.PROFILE, copy.member, copy.card.membership
    return CardClaims(
        issuer=profile.issuer,
        issued_at=int(copy.issued_at.timestamp()),
        expires_at=int(copy.expires_at.timestamp()),
        not_before=None,
        serial=bytes(copy.serial),
        number=membership.number,
        name=member.name,
        birth_date=member.birth_date,
        language=member.language,
        country=profile.country,
        programmes=membership.programmes,
        employer=membership.employer.npp if membership.employer else None,
        status_uri=profile.status_uri(copy.shard),
        status_index=copy.position,
    )


def _sign(copy: Copy, *, actor: Actor, now: datetime) -> None:
    if copy.kind in PHYSICAL:
        ensure_listed(copy, actor=actor, now=now)
    to_sign = copy.to_sign
    copy.code = assemble(to_sign, key_store().signer(CARD, bytes(copy.kid)).sign(to_sign))
    # Of two signers at once the first to store wins, and both go on with what is stored.
    if not Copy.objects.filter(pk=copy.pk, code_sealed=None).update(code_sealed=copy.code_sealed):
        copy.refresh_from_db(fields=["code_sealed"])


def _read_back(copy: Copy, *, now: datetime) -> None:
    try:
        read = read_image(front_png(copy))
        claims = read_code(read, card_keys(), now=now).claims
    except CredentialError as error:
        raise _unreadable(copy, error.code) from error
    if read != copy.code or claims.serial != bytes(copy.serial):
        raise _unreadable(copy, "another-code")
    Copy.objects.filter(pk=copy.pk, checked_at=None).update(checked_at=now)
    copy.checked_at = now


def _unreadable(copy: Copy, why: str) -> DrawnCodeUnreadable:
    log.error("copy %s of member %s: its picture does not read back: %s", copy.id, copy.member_id, why)
    return DrawnCodeUnreadable(copy=copy.id, why=why)


def _next_numbers() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cards_copy_id'), nextval('cards_status_counter')")
        number, counter = cursor.fetchone()
    return number, counter


def _end_of_last_day(now: datetime, days: int) -> datetime:
    """The card names a day, and is good to its last moment where the fund lives."""
    zone = ZoneInfo(settings.PROFILE.time_zone)
    after = now.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(after, time(), zone)
