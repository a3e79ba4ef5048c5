"""Tables by month, opened ahead by the one function the owner lends for it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

BY_MONTH = ("audit_event", "notifications_message")
AHEAD = 2


def open_months(*, now: datetime) -> None:
    """Have tables for this month and the two after it; those that are there stay as they are."""
    with connection.cursor() as cursor:
        for table in BY_MONTH:
            cursor.execute("SELECT kartu_open_months(%s, %s, %s)", [table, now.date(), AHEAD])
