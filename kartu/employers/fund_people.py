"""People of HR as the fund sees to them: a supervisor lets a company's first owner in, on the company's own letter."""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.models import Role
from kartu.accounts.staff import require_role
from kartu.audit.actors import Actor
from kartu.base.errors import DomainError
from kartu.base.tenancy import fund_scope
from kartu.employers.people import invite_hr, people_of
from kartu.registry.models import Employer


class NoSuchCompany(DomainError):
    """No employer has this registration number; context: npp."""

    code = "no-such-company"
    id = "Tidak ada perusahaan dengan NPP ini. Periksa nomornya pada surat perusahaan."
    en = "There is no employer with this NPP. Check the number on the company's letter."


def company_of(npp: str, *, actor: Actor, now: datetime) -> Employer:
    """An employer by its registration number as typed. Raises NoSuchCompany, RoleMissing."""
    _require_supervisor(actor, now)
    typed = "".join(npp.replace("\0", "").split()).upper()[:20]
    with fund_scope():
        found = Employer.objects.filter(npp=typed).first()
    if found is None:
        raise NoSuchCompany
    return found


def people_for_fund(employer: Employer, *, actor: Actor, now: datetime) -> list[Role]:
    """Who comes in for a company now; what colleagues call them is the company's own."""
    _require_supervisor(actor, now)
    with fund_scope():
        return [role for role, _ in people_of(employer, now=now)]


def invite_by_fund(
    employer: Employer, grade: str, *, name: str, letter: str, email: str = "", actor: Actor, now: datetime
) -> str:
    """As `invite_hr`, by a supervisor who holds the company's letter `letter` (its number is written down).

    Returns the token of the link where there is no e-mail address. Raises RoleMissing, BadContact, TooMany.
    """
    _require_supervisor(actor, now)
    with fund_scope():
        _, token = invite_hr(employer, grade, name=name, email=email, letter=letter.strip()[:60], actor=actor, now=now)
    return token


def _require_supervisor(actor: Actor, now: datetime) -> None:
    require_role(actor.id if actor.kind == "staff" else None, (Role.Kind.SUPERVISOR,), now=now)
