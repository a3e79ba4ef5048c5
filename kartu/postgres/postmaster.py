"""The server process: start it, find it again, wait for it, stop it."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import psutil
from psycopg import conninfo, pq

from kartu.postgres.account import Account, environment
from kartu.postgres.configuration import SUPER, write_configuration
from kartu.postgres.errors import PostgresError, refused_by_server
from kartu.postgres.programs import Programs

logger = logging.getLogger(__name__)

START_LIMIT = timedelta(minutes=10)  # recovery after a kill replays up to `max_wal_size`, slowly on a busy disk
STOP_LIMIT = timedelta(minutes=1)
PAUSES = (0.02, 0.5)  # seconds between two looks: at first, and at most
QUIET = 5.0  # seconds of waiting before a word about it
CLOCK_SLACK = 10.0  # seconds between the kernel's start time of a process and the one it wrote down itself
SOCKET_NAME = ".s.PGSQL.5432"
LOG = "server.log"
LOG_SIZE = 4 * 1024 * 1024  # bytes
LONGEST_SOCKET = 100  # bytes; the kernel allows 107, some 103


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What `postmaster.pid` says: the process, when it started (unix seconds), where its socket is."""

    pid: int
    started: int
    socket: Path


def read_postmaster(pgdata: Path) -> Postmaster | None:
    """The server noted in the cluster, running or not; None when none is noted."""
    try:
        lines = (pgdata / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        socket = Path(lines[4]) if len(lines) > 4 else pgdata.parent / "socket"  # not noted yet in the first moments
        return Postmaster(int(lines[0]), int(lines[2]), socket)
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_alive(noted: Postmaster, pgdata: Path) -> bool:
    """Whether the noted process is still this cluster's server and not a stranger that got its number."""
    try:
        process = psutil.Process(noted.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        words, born = process.cmdline(), process.create_time()
    except psutil.NoSuchProcess:
        return False
    ours = Path(words[0]).name == "postgres" and words[1:3] == ["-D", str(pgdata)] if words else False
    return ours and abs(born - noted.started) <= CLOCK_SLACK


def find_running(pgdata: Path, *, limit: timedelta) -> Path | None:
    """The socket folder of a running server, waited for while it starts or recovers; None if none runs."""
    noted = read_postmaster(pgdata)
    if noted is None:
        return None
    if not _answers(noted.socket) and not is_alive(noted, pgdata):
        return None
    _wait(noted.socket, pgdata, limit=limit, lives=lambda: _answers(noted.socket) or is_alive(noted, pgdata))
    return noted.socket


def start(home: Path, account: Account, programs: Programs, *, limit: timedelta, careless: bool = False) -> Path:
    """Start the server of the cluster in `home` and return its socket folder once it answers.

    The caller holds the start lock and has made sure that no server runs here.
    """
    pgdata = home / "pgdata"
    # A note left by a killed server would stop the next one if its number now belongs to somebody else. Should the
    # server live after all, its shared memory still refuses a second one.
    (pgdata / "postmaster.pid").unlink(missing_ok=True)
    socket = _make_socket_folder(home, account)
    main = write_configuration(home, account, socket=socket, careless=careless)
    with _open_log(home) as log:
        process = subprocess.Popen(
            [programs.path("postgres"), "-D", str(pgdata), "-c", f"config_file={main}"],
            stdin=subprocess.DEVNULL,
            stdout=log,  # a file and never a pipe: the server outlives whoever would read it
            stderr=log,
            cwd="/",
            env=environment(),
            umask=0o077,
            start_new_session=True,  # Ctrl-C reaches Kartu, which then stops the server in order
            user=account.uid if account.is_separate else None,
            group=account.gid if account.is_separate else None,
            extra_groups=[] if account.is_separate else None,
        )
    try:
        _wait(socket, pgdata, limit=limit, lives=lambda: process.poll() is None)
    except BaseException:
        _end(process.pid, limit=STOP_LIMIT)
        process.poll()
        raise
    process.returncode = 0  # let go: from here on the server is found through its files, by whoever needs it
    return socket


def stop(pgdata: Path, *, limit: timedelta = STOP_LIMIT) -> None:
    """Stop the server of this cluster if one runs: sessions are ended, what was committed is on disk."""
    noted = read_postmaster(pgdata)
    if noted is None or not (is_alive(noted, pgdata) or _answers(noted.socket)):
        return
    _end(noted.pid, limit=limit)
    if noted.socket.parent != pgdata.parent:
        shutil.rmtree(noted.socket, ignore_errors=True)


def _end(pid: int, *, limit: timedelta) -> None:
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return
    for sign in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's "fast", then "immediate"
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(sign)
        try:
            process.wait(limit.total_seconds())
        except psutil.TimeoutExpired:
            continue
        _reap(pid)
        return
    raise PostgresError("not_stopped", f"PostgreSQL (process {pid}) does not stop.")


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):  # somebody else's child
        os.waitpid(pid, os.WNOHANG)


def _wait(socket: Path, pgdata: Path, *, limit: timedelta, lives: Callable[[], bool]) -> None:
    begun = time.monotonic()
    pause, longest = PAUSES
    is_told = False
    while not _answers(socket):
        waited = time.monotonic() - begun
        if not lives():
            raise refused_by_server("PostgreSQL does not start", _last_words(pgdata.parent), where=pgdata)
        if waited > limit.total_seconds():
            raise PostgresError(
                "too_slow",
                f"PostgreSQL in {pgdata} did not answer within {limit.total_seconds():.0f} seconds. After a power cut "
                f"it may need longer to recover; its log is {pgdata.parent / LOG}.",
            )
        if waited > QUIET and not is_told:
            is_told = True
            logger.warning("PostgreSQL is starting, perhaps recovering after a hard stop; waiting for it.")
        time.sleep(pause)
        pause = min(pause * 1.5, longest)


def _answers(socket: Path) -> bool:
    target = conninfo.make_conninfo(host=str(socket), user=SUPER, dbname="postgres", connect_timeout=5)
    return pq.PGconn.ping(target.encode()) == pq.Ping.OK


def _open_log(home: Path) -> BinaryIO:
    """The server's log, opened by us in a folder it cannot write to; a big one is put aside first."""
    path = home / LOG
    if path.exists() and path.stat().st_size > LOG_SIZE:
        path.replace(path.with_suffix(".log.old"))
    log = path.open("ab")
    path.chmod(0o600)
    return log


def _last_words(home: Path) -> str:
    with (home / LOG).open("rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 4096))
        return log.read().decode(errors="replace")


def _make_socket_folder(home: Path, account: Account) -> Path:
    """A private folder whose path the kernel and the client library can take: below `home`, or a short one."""
    socket = home / "socket"
    shutil.rmtree(socket, ignore_errors=True)
    path = str(socket / SOCKET_NAME)
    if len(os.fsencode(path)) > LONGEST_SOCKET or any(sign in path for sign in ",\"'\\"):
        socket = Path(tempfile.mkdtemp(prefix="kartu-", dir="/tmp"))
    account.own(socket)
    return socket
