"""The trust list: which stations may issue letters here, and under which keys. The operator keeps it.

A station's keys lie in a store of its own, `stations/<code>` in the key folder; its public halves are published.
"""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kartu.accounts.models import Role
from kartu.accounts.staff import RoleMissing
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.credential.keys import KeyLife, KeyStore
from kartu.credential.signers import Signer
from kartu.letters.models import Station
from kartu.letters.refusals import BadStationCode, NoSuchStation, StationKnown, StationNotTrusted
from kartu.publishing.models import StationKey
from kartu.registry.sealing import keyring

POLICE = "police"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE = 30


def add_station(
    code: str, name: str, city: str, *, address: str = "", telephone: str = "", actor: Actor, now: datetime
) -> Station:
    """A new station with its first key, trusted from now on. Raises BadStationCode, StationKnown."""
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise BadStationCode(code=code)
    with transaction.atomic():
        if Station.objects.filter(Q(code=code) | Q(name=name)).exists():
            raise StationKnown(code=code)
        station = Station.objects.create(
            code=code, name=name, city=city, address=address, telephone=telephone, since=now
        )
        record(Action.STATION_ADDED, actor=actor, now=now, subject="station", subject_id=station.id)
        new_key(station, actor=actor, now=now)
    return station


def new_key(station: Station, *, actor: Actor, now: datetime) -> bytes:
    """A new signing key; the one before signs nothing more and still judges what it has signed. Answers its kid.

    A station whose trust was withdrawn is trusted again with it.
    """
    store = _store(station)
    if any(record.life is KeyLife.ACTIVE for record in store.records(POLICE)):
        kid = store.add(POLICE)
        store.activate(
            POLICE, kid, keep_old_until=now + timedelta(days=settings.PROFILE.replacements.police_letter_days)
        )
    signer = active_signer(station)
    with transaction.atomic():
        Station.objects.filter(pk=station.pk).update(ended_at=None)
        station.ended_at = None
        StationKey.objects.create(
            kid=signer.kid, jwk=signer.public_jwk(), issuer=issuer_of(station), station=station.name, since=now
        )
        record(
            Action.STATION_KEY_MADE,
            actor=actor,
            now=now,
            subject="station",
            subject_id=station.id,
            kid=signer.kid.hex(),
        )
    return signer.kid


def withdraw_trust(station: Station, kid: bytes | None = None, *, actor: Actor, now: datetime) -> int:
    """Trust one key of a station no more, or none of them and the station neither; returns how many keys.

    Every letter under such a key is refused from this moment on. Raises NotThere for a key that is not the station's.
    """
    keys = StationKey.objects.filter(issuer=issuer_of(station), withdrawn_at=None)
    if kid is not None:
        keys = keys.filter(kid=kid)
    with transaction.atomic():
        withdrawn = keys.update(withdrawn_at=now)
        if kid is not None and not withdrawn:
            raise NotThere
        if not StationKey.objects.filter(issuer=issuer_of(station), withdrawn_at=None).exists():
            Station.objects.filter(pk=station.pk).update(ended_at=now)
            station.ended_at = now
        record(
            Action.STATION_KEY_WITHDRAWN,
            actor=actor,
            now=now,
            subject="station",
            subject_id=station.id,
            keys=withdrawn,
        )
    # What signs nothing any more is not left lying about; whoever is trusted again gets a new key.
    if station.ended_at is not None:
        shutil.rmtree(settings.KEYS / "stations" / station.code, ignore_errors=True)
    return withdrawn


def active_signer(station: Station) -> Signer:
    """Who signs the station's letters. Raises StationNotTrusted, MissingKeyring in a folder that is not the fund's."""
    keyring()
    return _store(station).active(POLICE)


def require_trusted(station: Station) -> Signer:
    """The station's signer, if the trust list has its key. Raises StationNotTrusted."""
    if station.ended_at is not None:
        raise StationNotTrusted
    signer = active_signer(station)
    if not StationKey.objects.filter(kid=signer.kid, withdrawn_at=None).exists():
        raise StationNotTrusted
    return signer


def station_by_code(code: str) -> Station:
    """Raises NoSuchStation."""
    station = Station.objects.filter(code=code).first()
    if station is None:
        raise NoSuchStation(code=code)
    return station


def station_of(user_id: int, *, now: datetime) -> Station:
    """The station whose officer this account is now. Raises RoleMissing."""
    held = Role.objects.filter(user=user_id, kind=Role.Kind.POLICE, since__lte=now, user__is_active=True)
    role = held.exclude(until__lte=now).order_by("since", "id").first()
    station = Station.objects.filter(name=role.station).first() if role else None
    if station is None:
        raise RoleMissing(role=Role.Kind.POLICE)
    return station


def issuer_of(station: Station) -> str:
    """The station's name in its codes."""
    return f"{settings.PROFILE.issuer}/polisi/{station.code}"


def _store(station: Station) -> KeyStore:
    return KeyStore(settings.KEYS / "stations" / station.code)
