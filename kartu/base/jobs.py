"""Jobs every room leans on."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)

# Seconds. A worker says that it lives every HEARTBEAT; one that was silent for STALLED is given up.
HEARTBEAT = 5
STALLED = 20


@app.periodic(cron="* * * * * */15")  # the sixth field is seconds
@app.task(name="base.retry_stalled", queueing_lock="base.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Put back the jobs of workers that died, so that another takes them up; jobs are safe to run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        log.warning("job %s (%s) is taken up again: its worker is gone", job.id, job.task_name)
        await manager.retry_job(job)
