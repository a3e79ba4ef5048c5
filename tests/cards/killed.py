"""A process that issues a digital copy and is killed at a named point: `python -m tests.cards.killed POINT CARD`.

POINT names an attribute of a module of the cards room; the process dies (SIGKILL) when it is called, before or, with
a leading "+", after it did its work.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django


def main(point: str, card_id: int) -> None:
    django.setup()
    kill_at(point)
    actors = importlib.import_module("kartu.audit.actors")
    models = importlib.import_module("kartu.cards.models")
    issuing = importlib.import_module("kartu.cards.issuing")
    timezone = importlib.import_module("django.utils.timezone")
    issuing.renew_digital(models.Card.objects.get(pk=card_id), actor=actors.OPERATOR, now=timezone.now())


def kill_at(point: str) -> None:
    """Replace the attribute by one that kills this process."""
    module, _, name = point.lstrip("+").rpartition(".")
    room = importlib.import_module(f"kartu.cards.{module}")
    setattr(room, name, _deadly(getattr(room, name), after=point.startswith("+")))


def _deadly(call: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def killing(*args: Any, **named: Any) -> None:
        if after:
            call(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return killing


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
