"""A worker that is killed (SIGKILL) at a named point of a job: `python -m tests.cards.killed_worker POINT`."""

from __future__ import annotations

import importlib
import sys

import django

from tests.cards.killed import kill_at


def main(point: str) -> None:
    django.setup()
    kill_at(point)
    importlib.import_module("kartu.base.worker").run_worker(concurrency=1)


if __name__ == "__main__":
    main(sys.argv[1])
