"""A worker that is killed (SIGKILL) at the nth call of something in this room: `python -m … POINT N`.

POINT names an attribute of a module of the room, such as `staging.insert_rows`; the process dies before the call or,
with a leading "+", after it did its work.
"""

from __future__ import annotations

import importlib
import itertools
import os
import signal
import sys
from typing import Any

import django


def main(point: str, nth: int) -> None:
    django.setup()
    module, _, name = point.lstrip("+").rpartition(".")
    room = importlib.import_module(f"kartu.employers.{module}")
    call, calls = getattr(room, name), itertools.count(1)

    def deadly(*args: Any, **named: Any) -> Any:
        last = next(calls) == nth
        answer = None if last and not point.startswith("+") else call(*args, **named)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(room, name, deadly)
    importlib.import_module("kartu.base.worker").run_worker(concurrency=1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
