"""Workers and how their cards stand; the key itself; branches."""

from __future__ import annotations

from typing import Any

from kartu.api import schemas
from kartu.api.operations import Answer, Call, Operation
from kartu.api.paging import LIST, after, limit, page_of
from kartu.api.values import moment, today
from kartu.base.errors import NotThere
from kartu.employers.machines.keys import STATES
from kartu.employers.machines.standing import Standing, standing_of
from kartu.employers.queries import workers_of
from kartu.registry.branches import branches_by_city
from kartu.registry.models import Membership


def key(call: Call) -> Answer:
    return Answer(
        {
            "name": call.key.name,
            "prefix": call.key.prefix,
            "scopes": sorted(call.key.may),
            "employers": [{"npp": unit.npp, "name": unit.name} for unit in call.units],
            "expires_at": moment(call.key.expires_at),
        }
    )


def workers(call: Call) -> Answer:
    employers = [call.unit(call.query["employer"]).id] if "employer" in call.query else call.employers
    found = workers_of(employers, today=today(call)).filter(id__gt=after(call)).select_related("employer")
    page = list(found.order_by("id")[: limit(call) + 1])
    return page_of(call, [_worker(standing) for standing in standing_of(page)], [each.id for each in page])


def worker(call: Call) -> Answer:
    (standing,) = standing_of([worker_by_number(call, call.path["number"])])
    return Answer(_worker(standing))


def branches(call: Call) -> Answer:
    there = [branch for _, in_city in branches_by_city() for branch in in_city]
    items = [{"branch": one.code, "name": one.name, "city": one.city, "address": one.address} for one in there]
    return Answer({"items": items})


def worker_by_number(call: Call, number: str) -> Membership:
    """The worker with this membership number. Raises NotThere."""
    if not (number.isascii() and number.isdigit() and len(number) <= 16):
        raise NotThere
    found = workers_of(call.employers, today=today(call)).filter(number=number).select_related("member", "employer")
    worker = found.first()
    if worker is None:
        raise NotThere
    return worker


def _worker(standing: Standing) -> dict[str, Any]:
    membership, case = standing.membership, standing.case
    employer = membership.employer
    said: dict[str, Any] = {
        "number": membership.number,
        "staff_number": membership.staff_number,
        "employer": employer.npp if employer else "",
        "card": {"digital": standing.digital, "physical": standing.physical},
    }
    days = {"started_on": membership.started_on, "ended_on": membership.ended_on}
    said |= {name: day.isoformat() for name, day in days.items() if day}
    if case is not None:
        said["request"] = {"request": case.number, "status": case.status}
    return said


OPERATIONS = [
    Operation("key", "GET", "/key", ("Kunci ini", "This key"), key, schemas.KEY),
    Operation(
        "workers",
        "GET",
        "/workers",
        ("Pekerja dan keadaan kartunya", "Workers and how their cards stand"),
        workers,
        schemas.page_of(schemas.WORKER),
        STATES,
        query={**LIST, "employer": schemas.NPP},
        refuses=("unit-not-there",),
    ),
    Operation(
        "worker",
        "GET",
        "/workers/{number}",
        ("Seorang pekerja", "One worker"),
        worker,
        schemas.WORKER,
        STATES,
        refuses=("not-there",),
    ),
    Operation(
        "branches",
        "GET",
        "/branches",
        ("Kantor cabang", "Branches"),
        branches,
        schemas.page_of(schemas.BRANCH),
    ),
]
