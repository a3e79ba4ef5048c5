"""A station's officer issues, extends and withdraws a letter.

The code is signed before the row is written, and row and publication are one transaction: a code whose row never came
is published nowhere, so it is refused (docs/decisions/0019-loss-letters.md).
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.queue import defer
from kartu.credential.code import assemble
from kartu.credential.letter import SERIAL_SIZE, LetterClaims, bytes_to_sign, fit
from kartu.credential.signers import Signer
from kartu.letters import states
from kartu.letters.models import Letter, Station
from kartu.letters.refusals import AnotherStation, LetterWithdrawn
from kartu.letters.stations import issuer_of, require_trusted, station_of
from kartu.publishing.letters import publish_letter
from kartu.registry.members import next_ids
from kartu.registry.sealing import keyring

MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Loss:
    """What the reporter tells the station. `items` are codes of states.ITEMS; dates and places in people's words."""

    name: str
    items: tuple[str, ...]
    identity_kind: str = ""
    identity: str = ""
    birth_place: str = ""
    birth_date: date | None = None
    address: str = ""
    details: str = ""
    lost_when: str = ""
    lost_where: str = ""


def issue_letter(loss: Loss, *, asked_with: uuid.UUID, actor: Actor, now: datetime) -> Letter:
    """A new letter of the officer's station, good for the profile's days. The same form sent twice is one letter.

    Raises RoleMissing, StationNotTrusted.
    """
    station = station_of(actor.id or 0, now=now)
    with transaction.atomic():
        # Letters of one station take turns: each has the next number, and the same form finds the first one's letter.
        station = Station.objects.select_for_update().get(pk=station.pk)
        known = Letter.objects.filter(asked_with=asked_with, station=station).first()
        if known is not None:
            return known
        signer, today = require_trusted(station), _day(now)
        letter = _sealed(station, loss, today, now=now)
        letter.asked_with, letter.issued_by_id = asked_with, actor.id or 0
        letter.code = _signed_code(letter, signer, now)
        letter.save(force_insert=True)
        Station.objects.filter(pk=station.pk).update(last_year=station.last_year, last_number=station.last_number)
        publish_letter(bytes(letter.serial), letter.until)
        record_about(Action.LETTER_ISSUED, letter, actor=actor, now=now)
    return letter


def extend_letter(letter: Letter, *, actor: Actor, now: datetime) -> Letter:
    """The letter is good for the profile's days from today on, with a new code; the paper handed out before is too.

    Twice on one day is once. Raises LetterWithdrawn, AnotherStation, StationNotTrusted.
    """
    _require_own(letter, actor, now)
    with transaction.atomic():
        locked = Letter.objects.select_for_update().select_related("station").get(pk=letter.pk)
        if locked.status == states.WITHDRAWN:
            raise LetterWithdrawn
        if locked.dated == _day(now):
            return locked
        locked.extended_on = _day(now)
        locked.until = _last_day(locked.extended_on)
        locked.code = _signed_code(locked, require_trusted(locked.station), now)
        locked.save(update_fields=["extended_on", "until", "code_sealed"])
        publish_letter(bytes(locked.serial), locked.until)
        record_about(Action.LETTER_EXTENDED, locked, actor=actor, now=now)
        defer("replacements.follow_letter", letter_id=locked.id)
    return locked


def withdraw_letter(letter: Letter, reason: str, *, actor: Actor, now: datetime) -> None:
    """The letter counts no more from this moment, for one of states.WITHDRAWALS. Raises AnotherStation."""
    if reason not in states.WITHDRAWALS:
        raise ValueError(f"not a reason: {reason}")
    _require_own(letter, actor, now)
    changes: dict[str, object] = {"withdrawal": reason}
    with transaction.atomic():
        change_status(
            letter, states.WITHDRAWN, Action.LETTER_WITHDRAWN, actor=actor, now=now, changes=changes, reason=reason
        )
        publish_letter(bytes(letter.serial), letter.until, withdrawn_at=now)
        defer("replacements.follow_letter", letter_id=letter.id)


def number_text(number: str) -> str:
    """What a letter number's index is made of: capitals and digits, however it is typed."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def _require_own(letter: Letter, actor: Actor, now: datetime) -> None:
    if station_of(actor.id or 0, now=now).id != letter.station_id:
        raise AnotherStation


def _sealed(station: Station, loss: Loss, today: date, *, now: datetime) -> Letter:
    row, ring = next_ids("letters_letter", 1)[0], keyring()
    number = _next_number(station, today)
    letter = Letter(
        id=row,
        data_key=ring.new_data_key(row, of="letter")[1],
        station=station,
        serial=secrets.token_bytes(SERIAL_SIZE),
        number_index=ring.blind("letter-number", number_text(number)),
        identity_kind=loss.identity_kind if loss.identity else "",
        items=" ".join(loss.items),
        issued_on=today,
        until=_last_day(today),
        status=states.ISSUED,
        status_since=now,
    )
    letter.number = number
    letter.name, letter.identity = loss.name, loss.identity
    letter.birth_place, letter.address, letter.details = loss.birth_place, loss.address, loss.details
    letter.birth_date_text = loss.birth_date.isoformat() if loss.birth_date else ""
    letter.lost_when, letter.lost_where = loss.lost_when, loss.lost_where
    return letter


def _next_number(station: Station, today: date) -> str:
    station.last_number = station.last_number + 1 if station.last_year == today.year else 1
    station.last_year = today.year
    return f"SKTLK/{station.last_number}/{MONTHS[today.month - 1]}/{today.year}/{station.code.upper()}"


def _signed_code(letter: Letter, signer: Signer, now: datetime) -> str:
    ends = datetime.combine(letter.until, time(), ZoneInfo(settings.PROFILE.time_zone)) + timedelta(days=1)
    claims = LetterClaims(
        issuer=issuer_of(letter.station),
        issued_at=int(now.timestamp()),
        expires_at=int(ends.timestamp()),
        serial=bytes(letter.serial),
        number=letter.number,
        name=letter.name,
        identity=letter.identity,
        birth_date=letter.birth_date,
        items=letter.item_codes,
    )
    stored = bytes_to_sign(fit(claims, signer.kid), signer.kid)
    return assemble(stored, signer.sign(stored))


def _day(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()


def _last_day(dated: date) -> date:
    return dated + timedelta(days=settings.PROFILE.replacements.police_letter_days)
