"""The worker begins again when it lost its database, and stops when it is asked."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

import pytest
from procrastinate.exceptions import ConnectorException

from kartu.base import worker
from kartu.base.queue import defer


def test_a_worker_begins_again_until_it_is_asked_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    async def work(concurrency: int, until_empty: bool) -> None:
        begun.append(f"{concurrency} {until_empty}")
        if len(begun) == 1:
            raise ConnectorException
        if len(begun) == 2:
            return  # procrastinate ends a worker like this when one of its side tasks failed
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    monkeypatch.setattr(worker, "_work", work)
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    worker.run_worker(concurrency=3)

    assert begun == ["3 False"] * 3


def test_a_worker_that_was_to_empty_the_queue_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []

    async def work(concurrency: int, until_empty: bool) -> None:
        begun.append(until_empty)

    monkeypatch.setattr(worker, "_work", work)
    worker.run_worker(concurrency=1, until_empty=True)

    assert begun == [True]


def test_a_fault_that_is_not_the_database_s_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(concurrency: int, until_empty: bool) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(worker, "_work", work)

    with pytest.raises(KeyError):
        worker.run_worker(concurrency=1)


@pytest.mark.usefixtures("committed")
def test_a_prompt_job_is_done_while_a_long_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a code, and no blocked card for its list, because a roster of fifty thousand is being read."""
    done: list[str] = []
    at_it, go_on = threading.Event(), threading.Event()

    def long(*_: object, **__: object) -> None:
        at_it.set()
        assert go_on.wait(30)
        done.append("long")

    def prompt(*_: object, **__: object) -> None:
        assert at_it.wait(30)
        done.append("prompt")
        go_on.set()
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("kartu.employers.reading.read_upload", long)
    monkeypatch.setattr("kartu.replacements.making.issue_replacement", prompt)
    defer("employers.read_upload", upload_id=1)
    defer("replacements.issue", replacement_id=1)

    worker.run_worker(concurrency=1)

    assert done == ["prompt", "long"]
