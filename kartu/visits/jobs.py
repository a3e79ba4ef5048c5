"""Jobs of this room: call one verb, safe to run twice."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from kartu.base.queue import LONG
from kartu.visits.closing import close_forgotten_days, remind_visitors
from kartu.visits.figures import keep_waits
from kartu.visits.sending import sweep_presses


@app.periodic(cron="7 * * * *")
@app.task(name="visits.remind", queueing_lock="visits.remind")
def remind(timestamp: int) -> None:
    """Every hour: tell people of a booked time that is near."""
    remind_visitors(now=timezone.now())


@app.periodic(cron="37 * * * *")
@app.task(name="visits.close_days", queue=LONG, queueing_lock="visits.close_days")
def close_days(timestamp: int) -> None:
    """Every hour: close the days that nobody closed, in each branch's own night."""
    close_forgotten_days(now=timezone.now())
    sweep_presses(now=timezone.now())


@app.periodic(cron="45 1 * * *")
@app.task(name="visits.keep_waits", queue=LONG, queueing_lock="visits.keep_waits")
def keep_months(timestamp: int) -> None:
    """Once a night: how long people waited, for the published service standard."""
    keep_waits(now=timezone.now())
