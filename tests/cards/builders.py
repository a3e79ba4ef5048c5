"""Members with cards, for the tests of this room."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import open_card
from kartu.cards.models import Card
from kartu.registry.members import Person, ensure_employer, register_member, start_membership

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAME = "Siti Nur'aini Rahmawati"
_numbers = itertools.count(1)


def new_card(*, name: str = NAME, now: datetime = NOW) -> Card:
    """The card of a new member with one membership under one employer."""
    count = next(_numbers)
    person = Person(identity=f"31740128020{count:05d}", name=name, birth_date=date(2001, 2, 28), birth_place="Tual")
    member = register_member(person, actor=OPERATOR, now=now)
    employer, _ = ensure_employer("JJ012345", actor=OPERATOR, now=now, name="PT Laut Biru")
    membership = start_membership(
        member, f"2604{count:07d}", employer=employer, programmes=0b111, actor=OPERATOR, now=now
    )
    return open_card(membership, actor=OPERATOR, now=now)
