"""A company and its registered units: each is an employer with a number of its own; units stand below one company."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.employers.refusals import NoUnit
from kartu.registry.models import Employer


def units_of(employer: Employer) -> list[Employer]:
    """The employer itself and the units below it, itself first, then by name."""
    found = Employer.objects.filter(Q(pk=employer.pk) | Q(parent=employer.pk))
    return sorted(found, key=lambda unit: (unit.pk != employer.pk, unit.name, unit.pk))


def join_unit(unit: Employer, company: Employer, *, actor: Actor, now: datetime) -> None:
    """Make `unit` part of `company`: its people see the unit's workers from now on. Raises NoUnit."""
    with transaction.atomic():
        list(Employer.objects.select_for_update().filter(pk__in=[unit.pk, company.pk]).order_by("pk"))
        if unit.pk == company.pk or company.parent_id or unit.parent_id or unit.units.exists():
            raise NoUnit(npp=unit.npp)
        Employer.objects.filter(pk=unit.pk).update(parent=company)
        record(Action.UNIT_JOINED, actor=actor, now=now, subject="employer", subject_id=unit.id, company=company.id)
    unit.parent = company
