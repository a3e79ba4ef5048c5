"""A server in use: how to reach it, and how to leave it."""

import atexit
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Literal, Self
from urllib.parse import quote

from psycopg.conninfo import make_conninfo

from kartu.postgres.configuration import APP, DATABASE, OWNER, SUPER

Role = Literal["owner", "app", "super"]
USERS: dict[Role, str] = {"owner": OWNER, "app": APP, "super": SUPER}


class Running:
    """A place among the users of a running server. Leaving it (`stop`, the end of a `with`, the end of the process
    by return, Ctrl-C or SIGTERM) stops the server if nobody else uses it."""

    def __init__(self, socket: Path, leave: Callable[[], None]) -> None:
        self.socket = socket
        self._leave = leave
        self._process = os.getpid()
        self._is_over = False
        atexit.register(self.stop)

    def dsn(self, role: Role, dbname: str = DATABASE) -> str:
        """A libpq connection string for psycopg."""
        return make_conninfo(host=str(self.socket), user=USERS[role], dbname=dbname)

    def url(self, role: Role, dbname: str = DATABASE) -> str:
        """The same as an address, for DATABASE_URL."""
        return f"postgresql://{USERS[role]}@/{quote(dbname, safe='')}?host={quote(str(self.socket), safe='')}"

    def stop(self) -> None:
        """Leave; a second call, or one from a forked child, does nothing."""
        if self._is_over or os.getpid() != self._process:
            return
        self._is_over = True
        atexit.unregister(self.stop)
        self._leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, reason: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def end_in_order() -> None:
    """Let SIGTERM and a closed terminal end the process the way Ctrl-C does, unless somebody already answers them."""
    if threading.current_thread() is not threading.main_thread():
        return
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is signal.SIG_DFL:
            signal.signal(sign, _exit)


def _exit(sign: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + sign)
