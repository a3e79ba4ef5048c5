"""The lasting cluster of a data folder: start it or join it."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kartu.postgres import locks, postmaster
from kartu.postgres.account import find_account
from kartu.postgres.creation import ensure_cluster
from kartu.postgres.errors import PostgresError
from kartu.postgres.homes import discard_unnamed, find_home, name_home, prepare_control, remove_home
from kartu.postgres.programs import find_programs
from kartu.postgres.running import Running, end_in_order


class Cluster:
    """The embedded PostgreSQL that keeps the rows of one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data.expanduser().absolute()

    def start_or_join(self, *, limit: timedelta = postmaster.START_LIMIT) -> Running:
        """Join the server of this data folder, or create and start it; wait until it answers.

        Of several commands at once one starts it and the others wait and join; the last to leave stops it. A server
        whose starter was killed is joined like any other. Raises PostgresError.
        """
        end_in_order()
        account = find_account()
        control = prepare_control(self.data, account)
        programs = find_programs(account)
        with locks.exclusive(control / "start.lock"):
            home = find_home(control, account)
            try:
                pgdata = ensure_cluster(home, account, programs)
            except BaseException:
                discard_unnamed(control, home)
                raise
            name_home(control, home)
            place = locks.share(control / "users.lock")
            try:
                socket = postmaster.find_running(pgdata, limit=limit)
                if socket is None:
                    socket = postmaster.start(home, account, programs, limit=limit)
                return Running(socket, _leaving(control, pgdata, place))
            except BaseException:
                os.close(place)
                raise

    def remove(self) -> None:
        """Delete the cluster with every row in it; the rest of the data folder stays. Raises PostgresError in use."""
        account = find_account()
        control = prepare_control(self.data, account)
        with locks.exclusive(control / "start.lock"):
            if locks.in_use(control / "users.lock"):
                raise PostgresError("in_use", f"The database of {self.data} is in use; stop Kartu first.")
            remove_home(control, account)


def _leaving(control: Path, pgdata: Path, place: int) -> Callable[[], None]:
    def leave() -> None:
        os.close(place)
        if not control.is_dir():  # the data folder was removed under us: nobody can join any more
            postmaster.stop(pgdata)
            return
        with locks.exclusive(control / "start.lock"):
            if not locks.in_use(control / "users.lock"):
                postmaster.stop(pgdata)

    return leave
