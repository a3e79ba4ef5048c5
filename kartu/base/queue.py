"""Jobs, queued in the transaction of the act that needs them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app

# Two lanes, so that no code and no blocked card waits behind a roster: jobs of more than a breath go in LONG.
PROMPT, LONG = "default", "long"

# What may wait while anything else of its lane is to be done.
AT_LEISURE = -1


def defer(
    job: str, *, lock: str | None = None, after: timedelta | None = None, priority: int = 0, **arguments: Any
) -> int:
    """Queue the job called `job` (for instance "cards.publish_status") within the caller's transaction.

    A job is named, not imported, so that verbs never depend on their own jobs. `lock` makes jobs of one lock run one
    after the other; `after` lets it wait first; of what is due the higher `priority` is done first. Returns the job's
    number.
    """
    pause = {"seconds": int(after.total_seconds())} if after else None
    return app.configure_task(job, lock=lock, schedule_in=pause, priority=priority).defer(**arguments)
