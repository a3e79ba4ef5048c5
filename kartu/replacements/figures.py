"""How long the steps of a case take, how many cards are made and spoiled, and what is late: counted in the database.

A step is measured by the events of the one writer of status. Figures are of cases opened in a period; a case that has
not come to a step yet is not in that step's figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from kartu.replacements import states
from kartu.replacements.models import MonthFigure, Replacement

TO_DECIDE = (states.SUBMITTED, states.IN_REVIEW)
# step -> from which moment to which, of the columns MOVES makes
STEPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "taken": ("opened_at", "taken"),
        "decided": ("opened_at", "decided"),
        "printed": ("approved", "printed"),
        "collected": ("printed", "collected"),
        "whole": ("opened_at", "collected"),
    }
)
PROMISED = "decided"
# Told beside the steps, but no step of a case: how long people waited in a queue (kartu/visits/figures.py).
WAITED = "waited"
SECONDS_AN_HOUR = 3600

# Every case opened in the period, with the moments it came to each step; its events are found by their index.
MOVES = """
    SELECT c.id, c.branch_id, c.opened_at, c.due_at,
        min(e.at) FILTER (WHERE e.new_status = 'in_review') AS taken,
        min(e.at) FILTER (WHERE e.new_status IN ('approved', 'rejected')) AS decided,
        min(e.at) FILTER (WHERE e.new_status = 'approved') AS approved,
        max(e.at) FILTER (WHERE e.new_status = 'printed') AS printed,
        max(e.at) FILTER (WHERE e.new_status = 'collected') AS collected
    FROM replacements_replacement c
    JOIN audit_event e ON e.subject = 'replacement' AND e.subject_id = c.id AND e.at >= c.opened_at
    WHERE c.opened_at >= %(since)s AND c.opened_at < %(until)s AND e.at >= %(since)s
        AND (%(branch)s::bigint IS NULL OR c.branch_id = %(branch)s) AND e.new_status <> ''
    GROUP BY c.id
"""
TIMES = f"""
    SELECT {{place}} AS branch_id, s.step, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
            ORDER BY extract(epoch FROM s.ended - s.began)),
        count(*) FILTER (WHERE s.ended <= m.due_at)
    FROM ({MOVES}) m CROSS JOIN LATERAL (VALUES
        {", ".join(f"('{step}', m.{began}, m.{ended})" for step, (began, ended) in STEPS.items())}
    ) AS s (step, began, ended)
    WHERE s.ended >= s.began
    GROUP BY {{group}}
"""  # noqa: S608  only words written above


@dataclass(frozen=True, slots=True)
class Took:
    """How long one step took, in hours: half of the cases within `median`, nine of ten within `p90`."""

    step: str
    count: int
    median: float
    p90: float
    in_time: int | None = None  # how many were decided as promised

    @property
    def share_in_time(self) -> int | None:
        """Of a hundred, how many were decided as promised."""
        return round(100 * self.in_time / self.count) if self.in_time is not None and self.count else None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases of a period were asked for, by reason, and what became of them."""

    reasons: dict[str, int]
    statuses: dict[str, int]
    spoiled: int

    @property
    def every(self) -> int:
        return sum(self.reasons.values())


def times_taken(branch_id: int | None, since: datetime, until: datetime) -> list[Took]:
    """Each step of the cases opened in a period at a branch, or in the whole fund; in the order of STEPS."""
    rows = _rows(TIMES.format(place="NULL::bigint", group="s.step"), since, until, branch_id)
    found = {took.step: took for _, took in rows}
    return [found[step] for step in STEPS if step in found]


def counts(branch_id: int | None, since: datetime, until: datetime) -> Counted:
    """What was asked for in a period and what became of it."""
    cases = Replacement.objects.filter(opened_at__gte=since, opened_at__lt=until)
    if branch_id is not None:
        cases = cases.filter(branch_id=branch_id)
    spoils = """
        SELECT count(*) FROM replacements_replacement c JOIN audit_event e
            ON e.subject = 'replacement' AND e.subject_id = c.id AND e.at >= c.opened_at AND e.action = 'print-spoiled'
        WHERE c.opened_at >= %(since)s AND c.opened_at < %(until)s AND e.at >= %(since)s
            AND (%(branch)s::bigint IS NULL OR c.branch_id = %(branch)s)
    """
    with connection.cursor() as cursor:
        cursor.execute(spoils, {"since": since, "until": until, "branch": branch_id})
        (spoiled,) = cursor.fetchone() or (0,)
    by = (cases.values_list(name).annotate(count=Count("id")).order_by(name) for name in ("reason", "status"))
    reasons, statuses = (dict(rows) for rows in by)
    return Counted(reasons, statuses, spoiled)


def late_at(branch_id: int, *, now: datetime, every: bool = False) -> QuerySet[Replacement]:
    """Cases of a branch that an officer should have decided by now, longest promised first; `every`: late or not."""
    cases = Replacement.objects.filter(branch_id=branch_id, status__in=TO_DECIDE)
    if not every:
        cases = cases.filter(due_at__lt=now)
    return cases.select_related("member", "card__membership", "branch").order_by("due_at", "id")


def waiting_by_branch(*, now: datetime) -> list[tuple[str, int, int]]:
    """Every branch where something waits: its name, how many cases to decide, how many of them late; latest first."""
    waiting = Replacement.objects.filter(status__in=TO_DECIDE).order_by().values_list("branch__name")
    counted = waiting.annotate(every=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    return sorted(((name, every, late) for name, every, late in counted), key=lambda row: (-row[2], -row[1], row[0]))


def keep_month(month: date) -> int:
    """Write down the figures of a month, of every branch and of the whole fund, in place of what stood; how many."""
    zone = ZoneInfo(settings.PROFILE.time_zone)
    since, until = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (month, next_month(month)))
    sql = TIMES.format(place="m.branch_id", group="GROUPING SETS ((m.branch_id, s.step), (s.step))")
    figures = [
        MonthFigure(
            month=month,
            branch_id=branch_id,
            step=took.step,
            count=took.count,
            median_hours=took.median,
            p90_hours=took.p90,
            in_time=took.in_time,
        )
        for branch_id, took in _rows(sql, since, until, None)
    ]
    with transaction.atomic():
        MonthFigure.objects.filter(month=month, step__in=STEPS).delete()
        MonthFigure.objects.bulk_create(figures)
    return len(figures)


def keep_months(*, now: datetime) -> int:
    """The figures of this month and the two before, which cases still add to; returns how many rows stand."""
    this = now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date().replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    return sum(keep_month(month) for month in (this, before, (before - timedelta(days=1)).replace(day=1)))


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _rows(sql: str, since: datetime, until: datetime, branch_id: int | None) -> list[tuple[int | None, Took]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since, "until": until, "branch": branch_id})
        return [
            (
                branch,
                Took(
                    step,
                    count,
                    float(median) / SECONDS_AN_HOUR,
                    float(p90) / SECONDS_AN_HOUR,
                    in_time if step == PROMISED else None,
                ),
            )
            for branch, step, count, (median, p90), in_time in cursor.fetchall()
        ]
