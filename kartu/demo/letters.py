"""A police station of the invented fund, with letters in each state."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR, staff_actor
from kartu.demo import people
from kartu.demo.cases import member_of
from kartu.letters.issuing import Loss, issue_letter, withdraw_letter
from kartu.letters.states import CARD
from kartu.letters.stations import add_station
from kartu.registry.models import Member


def seed_letters(*, now: datetime) -> None:
    """The station, its key, and four letters: good, about to lapse, lapsed, withdrawn."""
    add_station(
        "menteng",
        people.STATION,
        "Jakarta",
        address="Jalan Contoh Merdeka 1",
        telephone="0000 110",
        actor=OPERATOR,
        now=now - timedelta(days=90),
    )
    role = Role.objects.get(kind=Role.Kind.POLICE, station=people.STATION)
    officer = staff_actor(role.user_id)
    ages = {people.SITI: 0, people.SUBMITTED: 12, people.CANCELLED: 30, people.VOIDED: 3}
    letters = {
        person: issue_letter(
            _loss(member_of(person)), asked_with=uuid.uuid4(), actor=officer, now=now - timedelta(days=age)
        )
        for person, age in sorted(ages.items(), key=lambda each: -each[1])
    }
    withdraw_letter(letters[people.VOIDED], "mistake", actor=officer, now=now)


def _loss(member: Member) -> Loss:
    return Loss(
        name=member.name,
        items=(CARD, "ktp"),
        identity_kind=member.identity_kind,
        identity=member.identity,
        birth_place=member.birth_place,
        birth_date=member.birth_date,
        address=member.address,
        details="Keduanya di dompet cokelat",
        lost_when="Sore hari, sepulang kerja",
        lost_where="Angkot jurusan Pasar Contoh",
    )
