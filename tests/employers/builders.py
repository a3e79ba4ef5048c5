"""An employer with units, and somebody of HR."""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.models import Role, User
from kartu.accounts.staff import appoint
from kartu.registry.models import Employer


def employer(npp: str, now: datetime, *, name: str = "PT Contoh", parent: Employer | None = None) -> Employer:
    return Employer.objects.create(npp=npp, name=name, registered_at=now, parent=parent)


def hr_person(of: Employer, now: datetime, *, grade: str = Role.OWNER) -> User:
    return appoint(Role.Kind.HR, employer=of, grade=grade, now=now)
