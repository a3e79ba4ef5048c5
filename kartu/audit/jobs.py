"""Jobs of this room: call one verb, safe to run twice."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from kartu.audit import months
from kartu.base.queue import LONG


@app.periodic(cron="31 1 * * *")
@app.task(name="audit.open_months", queue=LONG, queueing_lock="audit.open_months")
def open_months(timestamp: int) -> None:
    months.open_months(now=timezone.now())
