"""Jobs of this room."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from kartu.base.queue import LONG
from kartu.printing.certificates import end_certificates
from kartu.printing.stock import low_branches

log = logging.getLogger(__name__)


@app.periodic(cron="10 0 * * *")
@app.task(name="printing.watch_stock", queueing_lock="printing.watch_stock")
def watch_stock(timestamp: int) -> None:
    """Once a day, before branches open: branches whose blank cards run out, into the operator's log."""
    for branch, blanks in low_branches():
        log.warning("branch %s has %d blank cards left", branch.code, blanks)


@app.periodic(cron="35 1 * * *")
@app.task(name="printing.end_certificates", queue=LONG, queueing_lock="printing.end_certificates")
def end_certificates_daily(timestamp: int) -> None:
    """Once a night: certificates whose days are over, or whose request ended without a hand-over."""
    while end_certificates(now=timezone.now()):
        pass
