"""Workers and how their cards stand; the key itself; branches."""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.api import schemas
from kartu.api.operations import Answer, Call, Operation
from kartu.api.refusals import QueryRefused
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
    found = (
        workers_of(employers, today=today(call)).filter(id__gt=after(call)).order_by("id").select_related("employer")
    )
    page = list(found[: limit(call) + 1])
    return page_of(call, [_worker(standing) for standing in standing_of(page)], [each.id for each in page])


def worker(call: Call) -> Answer:
    (standing,) = standing_of([worker_by_number(call, call.path["number"])])
    return Answer(_worker(standing))


def branches(call: Call) -> Answer:
    there = [branch for _, branches in branches_by_city() for branch in branches]
    fields = ("name", "city", "address")
    items = [{"branch": branch.code, **{name: getattr(branch, name) for name in fields}} for branch in there]
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


def today(call: Call) -> date:
    return call.now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()


def moment(at: datetime) -> str:
    return at.isoformat()


def limit(call: Call) -> int:
    return int(call.query.get("limit", schemas.A_PAGE))


def after(call: Call) -> int:
    """The row after which this page begins. Raises QueryRefused for a cursor that is none of ours."""
    given = call.query.get("cursor", "")
    if not given:
        return 0
    try:
        number = int(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode("ascii"))
    except (ValueError, binascii.Error):
        number = -1
    if not 0 <= number < 1 << 62:
        raise QueryRefused(faults=[("/cursor", "pattern")])
    return number


def page_of(call: Call, items: list[dict[str, Any]], numbers: list[int]) -> Answer:
    """One page of `items` (one more than fits says that there is a next one), which are rows `numbers`."""
    fits = limit(call)
    if len(items) <= fits:
        return Answer({"items": items})
    cursor = base64.urlsafe_b64encode(str(numbers[fits - 1]).encode()).decode().rstrip("=")
    return Answer({"items": items[:fits], "next": cursor})


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


LIST = {"limit": schemas.LIMIT, "cursor": schemas.CURSOR}
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
