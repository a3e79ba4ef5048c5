"""A key of the first employer's machines, to try `/api/v1` with."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR
from kartu.base.errors import DomainError
from kartu.base.tenancy import fund_scope
from kartu.demo.files import MACHINE, write_private
from kartu.demo.people import COMPANIES
from kartu.employers.machines.keys import SCOPES, make_key, open_with

LASTS = timedelta(days=365)


def demo_key(*, now: datetime) -> dict[str, Any]:
    """Where the API is and a key that opens it; made when there is none that does."""
    path = settings.DATA / MACHINE
    key = str(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else ""
    if not _opens(key, now=now):
        owner = Role.objects.filter(kind=Role.Kind.HR, grade=Role.OWNER, employer__npp=COMPANIES[0].npp)
        role = owner.select_related("user", "employer").order_by("id")[0]
        if role.employer is None:
            raise LookupError("the demonstration's owner has no employer")
        with fund_scope():
            _, key = make_key(role.employer, role.user, "demo", SCOPES, life=LASTS, actor=OPERATOR, now=now)
        write_private(path, key)
    return {"base": f"{settings.ADDRESS}/api/v1", "document": f"{settings.ADDRESS}/api/v1/openapi.json", "key": key}


def _opens(key: str, *, now: datetime) -> bool:
    try:
        open_with(key, now=now)
    except DomainError:
        return False
    return True
