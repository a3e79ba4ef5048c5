"""The process that does the queued jobs, and begins again by itself when the database was away."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import cast

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from kartu.base.jobs import HEARTBEAT, STALLED
from kartu.base.queue import LONG, PROMPT

log = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between attempts to come back
TO_FINISH = 30.0  # seconds that running jobs get when the worker is asked to stop


def run_worker(*, concurrency: int, until_empty: bool = False) -> None:
    """Do jobs until SIGTERM or SIGINT (running ones are finished first), or until none is left with `until_empty`.

    `concurrency` prompt ones at a time, and beside them one of the long ones.
    """
    asyncio.run(_supervised(concurrency, until_empty))


async def _supervised(concurrency: int, until_empty: bool) -> None:
    asked = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, asked.set)
    stop = asyncio.create_task(asked.wait())
    while True:
        work = asyncio.create_task(_work(concurrency, until_empty))
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if asked.is_set():
            work.cancel()
            with suppress(asyncio.CancelledError, ConnectorException):
                await work
            return
        if _is_done(work) and until_empty:
            stop.cancel()
            return
        # The worker also ends by itself when it lost the database: nobody asked, so it begins again.
        await asyncio.wait({stop}, timeout=PAUSE)


def _is_done(work: asyncio.Task[None]) -> bool:
    try:
        work.result()
    except ConnectorException as error:
        log.warning("the database is away (%s); trying again", type(error).__name__)
        return False
    return True


async def _work(concurrency: int, until_empty: bool) -> None:
    # Periodic jobs are queued through Django's own connection; a dead one from before would stay dead.
    await sync_to_async(connections.close_all)()
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    # Not `replace_connector`: verbs inside a job must go on queueing through Django's connection, in their transaction.
    worker = app.with_connector(connector)

    def lane(*queues: str, at_once: int) -> asyncio.Task[None]:
        work = worker.run_worker_async(
            queues=list(queues),
            concurrency=at_once,
            wait=not until_empty,
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=TO_FINISH,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
        )
        return asyncio.create_task(work)

    async with worker.open_async():
        if until_empty:  # a long job queues prompt ones: both are empty when one worker for both finds nothing
            lanes = [lane(PROMPT, LONG, at_once=concurrency)]
        else:
            lanes = [lane(PROMPT, at_once=concurrency), lane(LONG, at_once=1)]
        try:
            await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in lanes:
                each.cancel()
            ends = await asyncio.gather(*lanes, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end
