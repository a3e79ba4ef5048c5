"""Lists in pages: a cursor names the row after which the next page begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from kartu.api import schemas
from kartu.api.operations import Answer, Call
from kartu.api.refusals import QueryRefused

LIST = {"limit": schemas.LIMIT, "cursor": schemas.CURSOR}
M = TypeVar("M", bound=Model)


def newest_first(call: Call, found: QuerySet[M], written: Callable[[M], dict[str, Any]]) -> Answer:
    """One page of rows, in falling order of their ids. Raises QueryRefused."""
    mark = after(call)
    page = list((found.filter(pk__lt=mark) if mark else found).order_by("-pk")[: limit(call) + 1])
    return page_of(call, [written(each) for each in page], [each.pk for each in page])


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
