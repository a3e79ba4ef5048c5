"""Two companies with a worker each and a row of everything that hangs on somebody, for what must not be seen.

`row_of` fills a new table by its columns' types; where its constraints ask for more, VALUES says what.
"""

from __future__ import annotations

import itertools
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.db.models.fields import NOT_PROVIDED

from kartu.accounts.models import Role, User
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR
from kartu.base.tenancy import fund_scope
from kartu.cards.issuing import open_card
from kartu.cards.models import Card
from kartu.registry.members import Person, ensure_employer, register_member, start_membership
from kartu.registry.models import Branch, Contact, Employer, Member, Membership

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
_numbers = itertools.count(1)

# What a table's constraints ask for beyond its columns' types; a model stands for the world's row of it.
VALUES: dict[str, dict[str, object]] = {
    "registry.Contact": {"kind": Contact.EMAIL},
    "accounts.Consent": {"purpose": "employer_acts"},
    "accounts.Recovery": {"way": "employer", "statement": "known", "opened_by": User},
    "visits.Visit": {"channel": "portal"},
    "employers.Upload": {"purpose": "roster"},
    "employers.Proposal": {"kind": "join"},
    "employers.Attestation": {"said": "works"},
    "employers.Asking": {"purpose": "employer_acts"},
    "employers.Batch": {"reason": "lost", "delivery": "branch"},
    "employers.Download": {"form": "zip"},
    "accounts.ContactChange": {"change": "add"},
    "cards.Copy": {"kind": "digital"},
    "printing.PrintRun": {"machine": "cr80"},
    "printing.PickupCode": {"receiver": "relative"},
    "printing.HandOver": {"receiver": "member", "signature": "paper"},
    "printing.Destruction": {"why": "damaged"},
    "printing.Delivery": {"first": 1, "last": 9, "upcoming": 1},
    "printing.BlankUse": {"use": "lost"},
    "printing.BlankCount": {"reason": "none", "computed": 5, "counted": 5},
    "replacements.Report": {"reason": "lost", "proof": "login"},
    "replacements.Replacement": {"kind": "plastic", "reason": "damaged", "channel": "portal"},
}


@dataclass
class World:
    """One company and what belongs to it. `rows` are by model."""

    employer: Employer
    member: Member
    rows: dict[type[models.Model], models.Model] = field(default_factory=dict)


def new_world(name: str) -> World:
    """A company with an HR officer, a worker with an account, a card."""
    count = next(_numbers)
    employer, _ = ensure_employer(f"PW{count:06d}", actor=OPERATOR, now=NOW, name=name)
    person = Person(identity=f"31740128021{count:05d}", name=f"Pekerja {name}", birth_date=date(2001, 2, 28))
    member = register_member(person, actor=OPERATOR, now=NOW)
    membership = start_membership(
        member, f"2605{count:07d}", employer=employer, programmes=0b111, actor=OPERATOR, now=NOW
    )
    world = World(employer, member)
    world.rows = {
        Employer: employer,
        Member: member,
        Membership: membership,
        Card: open_card(membership, actor=OPERATOR, now=NOW),
        User: User.objects.create(member=member, created_at=NOW, password="!"),
        Role: Role.objects.get(user=appoint(Role.Kind.HR, employer=employer, now=NOW)),
        Branch: Branch.objects.create(code=f"W{count:04d}", name="Cabang Tual", city="Tual"),
    }
    return world


def row_of(model: type[models.Model], world: World) -> models.Model:
    """A row of `model` that belongs to the world, made when it is not there."""
    if model not in world.rows:
        given = VALUES.get(model._meta.label, {})
        values = {
            each.name: _given(given[each.name], world) if each.name in given else _value(each, world)
            for each in model._meta.local_concrete_fields
            if each.name in given or _is_needed(each)
        }
        if hasattr(model, "MOVES"):
            values["status"] = next(iter(model.MOVES))
        with fund_scope():
            world.rows[model] = model._default_manager.create(**values)
    return world.rows[model]


def _given(value: object, world: World) -> object:
    return row_of(value, world) if isinstance(value, type) and issubclass(value, models.Model) else value


def _is_needed(each: models.Field[Any, Any]) -> bool:
    if isinstance(each, models.ForeignKey):
        # An optional anchor is what makes the row somebody's.
        return not each.null or each.remote_field.model in (Member, Employer)
    return not (
        isinstance(each, models.AutoField | models.CompositePrimaryKey)
        or each.null
        or each.has_default()
        or each.db_default is not NOT_PROVIDED
    )


PLAIN: list[tuple[type[models.Field[Any, Any]], Callable[[], object]]] = [
    (models.BinaryField, lambda: secrets.token_bytes(8)),
    (models.JSONField, dict),
    (models.BooleanField, lambda: False),
    (models.UUIDField, uuid.uuid4),
    (models.DateTimeField, lambda: NOW),
    (models.DateField, NOW.date),
    (models.IntegerField, lambda: next(_numbers)),
]


def _value(each: models.Field[Any, Any], world: World) -> object:
    if isinstance(each, models.ForeignKey):
        return row_of(each.remote_field.model, world)
    if isinstance(each, models.CharField):
        return each.choices[0][0] if each.choices else secrets.token_hex(4)[: each.max_length]
    made = next((make for kind, make in PLAIN if isinstance(each, kind)), None)
    if made is None:
        raise TypeError(f"tests/walls/worlds.py does not know how to fill {each}: add it to VALUES")
    return made()
