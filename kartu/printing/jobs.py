"""Jobs of this room."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from kartu.printing.stock import low_branches

log = logging.getLogger(__name__)


@app.periodic(cron="10 0 * * *")
@app.task(name="printing.watch_stock", queueing_lock="printing.watch_stock")
def watch_stock(timestamp: int) -> None:
    """Once a day, before branches open: branches whose blank cards run out, into the operator's log."""
    for branch, blanks in low_branches():
        log.warning("branch %s has %d blank cards left", branch.code, blanks)
