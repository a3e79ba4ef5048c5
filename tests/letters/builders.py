"""A station with an officer, and letters it issues."""

from __future__ import annotations

import itertools
import uuid
from datetime import date, datetime

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, Actor, staff_actor
from kartu.letters import states
from kartu.letters.issuing import Loss, issue_letter
from kartu.letters.models import Letter, Station
from kartu.letters.stations import add_station
from tests.cards.builders import NOW

_numbers = itertools.count(1)
WAYAN = Loss(
    name="Wayan Sudarsana",
    items=(states.CARD, "ktp"),
    identity_kind="ktp",
    identity="5171010101900001",
    birth_place="Denpasar",
    birth_date=date(1990, 1, 1),
    address="Jalan Contoh 3",
    details="Nomor peserta 1234",
    lost_when="Jumat sore",
    lost_where="angkot ke Renon",
)


def new_station() -> Station:
    code = f"contoh-{next(_numbers)}"
    return add_station(
        code,
        f"Polsek {code.title()}",
        "Denpasar",
        address="Jalan Contoh 1",
        telephone="0000 110",
        actor=OPERATOR,
        now=NOW,
    )


def officer_of(station: Station) -> Actor:
    return staff_actor(appoint(Role.Kind.POLICE, station=station.name, now=NOW).id)


def issued(loss: Loss = WAYAN, *, by: Actor | None = None, now: datetime = NOW) -> Letter:
    return issue_letter(loss, asked_with=uuid.uuid4(), actor=by or officer_of(new_station()), now=now)
