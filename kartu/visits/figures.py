"""How long people waited and were served, and how many did not come: by day and service of one branch, and in figures.

A wait goes from the moment somebody was there, or from the booked time of who was early, to the first call. Whoever was
early and called early has not waited; a visit that was never called has no wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from kartu.registry.models import Branch
from kartu.replacements.figures import SECONDS_AN_HOUR, WAITED, Took, next_month
from kartu.replacements.models import MonthFigure

# `greatest` and `least` pass over what is NULL: no booked time, or no call (and then the difference is NULL).
WAIT = "first_called_at - least(first_called_at, greatest(arrived_at, slot_at))"
BY_DAY = f"""
    SELECT day, service, count(*),
        count(*) FILTER (WHERE status = 'served'),
        count(*) FILTER (WHERE status = 'missed'),
        count(*) FILTER (WHERE status = 'carried'),
        extract(epoch FROM avg(waited))::float / 60,
        extract(epoch FROM percentile_cont(0.9) WITHIN GROUP (ORDER BY waited))::float / 60,
        extract(epoch FROM avg(served))::float / 60
    FROM (
        SELECT day, service, status,
            {WAIT} AS waited,
            CASE WHEN status = 'served' THEN status_since - serving_at END AS served
        FROM visits_visit
        WHERE branch_id = %s AND day BETWEEN %s AND %s AND status IN ('served', 'missed', 'carried')
    ) AS ended
    GROUP BY day, service ORDER BY day DESC, service
"""  # noqa: S608  only words written above
# Branch by branch, so that each one's days are found by the queue's index, also those of the whole fund (`OFFSET 0`).
WAITS = f"""
    SELECT b.id, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM v.waited))
    FROM registry_branch b CROSS JOIN LATERAL (
        SELECT {WAIT} AS waited FROM visits_visit
        WHERE branch_id = b.id AND day BETWEEN %(first)s AND %(last)s AND first_called_at IS NOT NULL OFFSET 0
    ) v
    WHERE %(branch)s::bigint IS NULL OR b.id = %(branch)s
    GROUP BY GROUPING SETS ((b.id), ()) HAVING count(*) >= %(fewest)s
"""  # noqa: S608  only words written above


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day and service: how many people, and minutes; None where nobody was called or served."""

    day: date
    service: str
    came: int
    served: int
    missed: int
    carried: int
    waited: float | None
    waited_p90: float | None
    took: float | None


def figures_by_day(branch_id: int, first: date, last: date) -> list[DayFigures]:
    """The branch's days, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, [branch_id, first, last])
        return [DayFigures(*row) for row in cursor.fetchall()]


def waits(branch_id: int | None, first: date, last: date) -> list[tuple[Branch | None, Took]]:
    """How long people waited on the days `first` to `last`, at a branch or in the whole fund (None).

    Of the whole fund first, then of each branch, the longest wait first. Nothing is told that is made of few people.
    """
    found = _waits_by_branch(branch_id, first, last)
    branches = Branch.objects.in_bulk([key for key in found if key is not None])
    rows: list[tuple[Branch | None, Took]] = [(branches[key], found[key]) for key in branches]
    rows.sort(key=lambda row: (-row[1].p90, row[0].name if row[0] else ""))
    return rows if branch_id is not None or None not in found else [(None, found[None]), *rows]


def keep_waits(*, now: datetime) -> int:
    """Write down the waits of this month and the one before, for the service standard; returns how many rows stand."""
    this = now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date().replace(day=1)
    return sum(_keep_month(month) for month in (this, (this - timedelta(days=1)).replace(day=1)))


def _keep_month(month: date) -> int:
    found = _waits_by_branch(None, month, next_month(month) - timedelta(days=1))
    figures = [
        MonthFigure(
            month=month,
            branch_id=branch_id,
            step=WAITED,
            count=took.count,
            median_hours=took.median,
            p90_hours=took.p90,
        )
        for branch_id, took in found.items()
    ]
    with transaction.atomic():
        MonthFigure.objects.filter(month=month, step=WAITED).delete()
        MonthFigure.objects.bulk_create(figures)
    return len(figures)


def _waits_by_branch(branch_id: int | None, first: date, last: date) -> dict[int | None, Took]:
    """By branch, and under None altogether."""
    fewest = settings.PROFILE.oversight.fewest_told
    with connection.cursor() as cursor:
        cursor.execute(WAITS, {"first": first, "last": last, "branch": branch_id, "fewest": fewest})
        return {
            branch: Took(WAITED, count, float(median) / SECONDS_AN_HOUR, float(p90) / SECONDS_AN_HOUR)
            for branch, count, (median, p90) in cursor.fetchall()
        }
