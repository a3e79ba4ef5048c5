"""A company with two workers and their cards, a unit of it, and its machine."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils import timezone

from kartu.accounts.models import User
from kartu.audit.actors import OPERATOR
from kartu.cards.models import Card
from kartu.registry.members import start_membership
from kartu.registry.models import Employer
from tests.api.client import Machine, machine_of
from tests.cards.builders import new_card
from tests.employers.builders import employer, hr_person


@dataclass
class Company:
    """What the tests of the API work with."""

    employer: Employer
    unit: Employer
    owner: User
    cards: list[Card]
    machine: Machine


def new_company(npp: str) -> Company:
    now = timezone.now()
    company = employer(npp, now, name=f"PT {npp}")
    unit = employer(f"{npp}U", now, name=f"PT {npp} unit", parent=company)
    cards = [new_card(now=now) for _ in range(3)]
    for card, under in zip(cards, (company, company, unit), strict=True):
        card.membership.employer = under
        card.membership.save(update_fields=["employer"])
    owner = hr_person(company, now)
    return Company(company, unit, owner, cards, machine_of(company, owner))


@pytest.fixture
def company(db: None, statics: object) -> Company:
    return new_company("AP000001")


@pytest.fixture
def stranger(db: None) -> Company:
    """Another company, with the same."""
    return new_company("AP000002")


def second_number(card: Card, under: Employer, number: str) -> None:
    """The card's member works for `under` as well."""
    start_membership(card.membership.member, number, employer=under, programmes=1, actor=OPERATOR, now=timezone.now())
