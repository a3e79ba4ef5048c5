"""A worker killed (SIGKILL) the n-th time a point of this room is reached: `python -m tests.employers.killed_acting
POINT N`. POINT is a module and its attribute; with a leading "+" the process dies after it did its work.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any

import django


def main(point: str, times: int) -> None:
    django.setup()
    module, _, name = point.lstrip("+").rpartition(".")
    room = importlib.import_module(f"kartu.employers.{module}")
    real, left = getattr(room, name), [times]

    def counting(*args: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and not point.startswith("+"):
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*args, **named)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(room, name, counting)
    importlib.import_module("kartu.base.worker").run_worker(concurrency=1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
