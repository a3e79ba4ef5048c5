"""A company and its registered units: each is an employer with a number of its own; units stand below one company."""

from __future__ import annotations

from django.db.models import Q

from kartu.registry.models import Employer


def units_of(employer: Employer) -> list[Employer]:
    """The employer itself and the units below it, itself first, then by name."""
    found = Employer.objects.filter(Q(pk=employer.pk) | Q(parent=employer.pk))
    return sorted(found, key=lambda unit: (unit.pk != employer.pk, unit.name, unit.pk))
