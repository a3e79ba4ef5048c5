"""How long people waited and were served, and how many did not come: by day and service of one branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

# Percentiles are the database's; a visit that was never called has no wait.
TIMES = """
    SELECT day, service, count(*),
        count(*) FILTER (WHERE status = 'served'),
        count(*) FILTER (WHERE status = 'missed'),
        count(*) FILTER (WHERE status = 'carried'),
        extract(epoch FROM avg(waited))::float / 60,
        extract(epoch FROM percentile_cont(0.9) WITHIN GROUP (ORDER BY waited))::float / 60,
        extract(epoch FROM avg(served))::float / 60
    FROM (
        SELECT day, service, status,
            first_called_at - greatest(arrived_at, coalesce(slot_at, arrived_at)) AS waited,
            CASE WHEN status = 'served' THEN status_since - serving_at END AS served
        FROM visits_visit
        WHERE branch_id = %s AND day BETWEEN %s AND %s AND status IN ('served', 'missed', 'carried')
    ) AS ended
    GROUP BY day, service ORDER BY day DESC, service
"""


@dataclass(frozen=True, slots=True)
class Times:
    """One day and service; minutes, None where nobody was called."""

    day: date
    service: str
    came: int
    served: int
    missed: int
    carried: int
    waited: float | None
    waited_most: float | None
    took: float | None


def times_at(branch_id: int, first: date, last: date) -> list[Times]:
    """The branch's days, the latest first. Who was early waits from the booked time on."""
    with connection.cursor() as cursor:
        cursor.execute(TIMES, [branch_id, first, last])
        return [Times(*row) for row in cursor.fetchall()]
