"""File locks: who is starting the server, who is using it.

`flock` locks vanish with their process, however it dies, so no list of users has to be cleaned after a kill.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold `path` alone for the time of the block; wait for whoever holds it."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def share(path: Path) -> int:
    """Join the users of `path` and return the descriptor that keeps the place; closing it leaves."""
    handle = _open(path)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def hold(path: Path) -> int | None:
    """Take `path` alone if nobody uses it, else return None. Closing the descriptor lets go."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def in_use(path: Path) -> bool:
    """Whether any process holds a place at `path`."""
    handle = hold(path)
    if handle is None:
        return True
    os.close(handle)
    return False


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
