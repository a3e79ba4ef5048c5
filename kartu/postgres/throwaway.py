"""A cluster for one walk-through or one test run, gone afterwards."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kartu.postgres import locks, postmaster
from kartu.postgres.account import STATE, Account, find_account
from kartu.postgres.creation import ensure_cluster
from kartu.postgres.programs import find_programs
from kartu.postgres.running import Running, end_in_order

PREFIX = "kartu-throwaway-"
LOCK = "users.lock"
SETTLED = 60.0  # seconds after which a folder without a living owner counts as left behind


@contextmanager
def throwaway() -> Iterator[Running]:
    """A new cluster with Kartu's roles and empty database, stopped and removed at the end.

    It is fast because it trusts the machine not to crash. What earlier ones left behind when they were killed is
    cleared away first. Raises PostgresError.
    """
    end_in_order()
    account = find_account()
    programs = find_programs(account)
    parent = _parent(account)
    _clear_left_behind(parent)
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)).resolve()
    place = locks.hold(home / LOCK)
    pgdata = home / "pgdata"

    def leave() -> None:
        postmaster.stop(pgdata)
        shutil.rmtree(home, ignore_errors=True)
        if place is not None:
            os.close(place)

    try:
        if account.is_separate:
            home.chmod(0o711)
        ensure_cluster(home, account, programs, careless=True)
        socket = postmaster.start(home, account, programs, limit=postmaster.START_LIMIT, careless=True)
    except BaseException:
        leave()
        raise
    with Running(socket, leave) as running:
        yield running


def _parent(account: Account) -> Path:
    if not account.is_separate:
        return Path(tempfile.gettempdir())
    parent = STATE / "throwaways"
    parent.mkdir(mode=0o711, exist_ok=True)
    parent.chmod(0o711)
    return parent


def _clear_left_behind(parent: Path) -> None:
    for home in parent.glob(f"{PREFIX}*"):
        try:
            state = home.lstat()
            if state.st_uid != os.geteuid() or time.time() - state.st_mtime < SETTLED:
                continue
            place = locks.hold(home / LOCK)
        except OSError:  # gone meanwhile, or no folder of ours
            continue
        if place is not None:
            postmaster.stop(home.resolve() / "pgdata")
            shutil.rmtree(home, ignore_errors=True)
            os.close(place)
