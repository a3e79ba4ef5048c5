"""Everything a demonstration needs under one roof: PostgreSQL, the invented fund, web, worker.

The supervisor asks the database nothing itself; filling it is a child of its own (`kartu demo-seed`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from psycopg import pq

from kartu.base.database import EMBEDDED
from kartu.base.errors import DomainError
from kartu.demo.children import Child
from kartu.demo.files import SHEET, UNFINISHED
from kartu.postgres import Cluster, Running

Say = Callable[[str, str], None]  # the same words in Indonesian and in English

# Belongs to a fund somebody runs in earnest; the demonstration has its own.
NOT_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "EMAIL_URL",
    "KARTU_BEHIND_PROXY",
    "KARTU_DOORS",
    "KARTU_HOSTS",
    "KARTU_KEYS",
    "KARTU_SECRET_KEY",
)
HOST = "127.0.0.1"
THREADS = 4
LOOK_EVERY = 0.2  # seconds between two looks at the children
PING_EVERY = 2.0  # seconds between two looks at the database
READY_WITHIN = 60.0  # seconds the web server may take to its first answer


class PortBusy(DomainError):
    """Somebody else answers there."""

    code = "port-busy"
    id = "Port {port} sudah dipakai program lain. Hentikan program itu, atau pakai port lain: make demo PORT={other}"
    en = "Port {port} is in use by another program. Stop it, or use another port: make demo PORT={other}"


class PortRefused(DomainError):
    """The system does not let this user listen there, or there is no such port."""

    code = "port-refused"
    id = "Port {port} tidak boleh dipakai. Pakai port antara 1024 dan 65535: make demo PORT=8000"
    en = "Port {port} may not be used. Use one between 1024 and 65535: make demo PORT=8000"


class AlreadyRunning(DomainError):
    """One demonstration a data folder."""

    code = "already-running"
    id = "Demo untuk {data} sudah berjalan. Hentikan dengan Ctrl-C, atau pakai folder lain: make demo DATA=folder"
    en = "The demonstration of {data} is running already. Stop it by Ctrl-C, or use another: make demo DATA=folder"


class NotSeeded(DomainError):
    """The invented fund could not be made; what went wrong stands in `words` of the child."""

    code = "not-seeded"
    id = "Demo tidak dapat disiapkan:\n{why}"
    en = "The demonstration could not be made ready:\n{why}"


class NotAnswering(DomainError):
    """The web server does not come up."""

    code = "not-answering"
    id = "Server web tidak menjawab:\n{why}"
    en = "The web server does not answer:\n{why}"


@dataclass(frozen=True, slots=True)
class Demo:
    """One demonstration: where its data lies, where it answers, whom it tells how it goes."""

    data: Path
    port: int
    say: Say

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def run(self, *, ready: Callable[[], None]) -> None:
        """Run until interrupted (KeyboardInterrupt); `ready` is called once, when everything answers.

        Raises PortBusy, PortRefused, AlreadyRunning, NotSeeded, NotAnswering, PostgresError.
        """
        require_free(self.port)
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.data / "logs").mkdir(exist_ok=True, mode=0o700)
        with _alone(self.data):
            (self.data / SHEET).unlink(missing_ok=True)  # who finds it may rely on it
            self._begin_anew_if_cut_short()
            with Cluster(self.data).start_or_join() as running:
                self._serve(running, ready)

    def _serve(self, running: Running, ready: Callable[[], None]) -> None:
        environment = self._environment(running)
        children = [
            Child("web", self._web(), log=self._log("web"), folder=self.data),
            Child("worker", [*_python("kartu"), "worker"], log=self._log("worker"), folder=self.data),
        ]
        try:
            self._prepare(environment)
            for child in children:
                child.start(environment)
                if child.name == "web":
                    self._wait_for(child)  # the first thing anybody waits for has the processor to itself
            ready()
            self._watch(children, running, environment)
        finally:
            with _undisturbed():
                for child in children:
                    child.ask_to_stop()
                for child in children:
                    child.stop()

    def _prepare(self, environment: dict[str, str]) -> None:
        """Schema, people, and beside it the static files: both take a processor of their own the first time."""
        seed = Child("seed", [*_python("kartu"), "demo-seed"], log=self._log("seed"), folder=self.data)
        statics = Child("statics", _python("kartu.demo.statics"), log=self._log("seed"), folder=self.data)
        try:
            seed.log.unlink(missing_ok=True)
            statics.start(environment)
            seed.start(environment)
            if seed.wait() or statics.wait():
                raise NotSeeded(why=seed.last_words())
        finally:
            seed.stop()
            statics.stop()

    def _wait_for(self, web: Child) -> None:
        until = time.monotonic() + READY_WITHIN
        while not _answers(self.port):
            if web.exit_code() is not None or time.monotonic() > until:
                raise NotAnswering(why=web.last_words())
            time.sleep(0.05)

    def _watch(self, children: list[Child], running: Running, environment: dict[str, str]) -> None:
        looked = time.monotonic()
        while True:
            time.sleep(LOOK_EVERY)
            for child in children:
                code = child.exit_code()
                if child.keep_running(environment):
                    self.say(
                        f"{child.name} berhenti ({code}) dan sudah dijalankan lagi.",
                        f"{child.name} ended ({code}) and was started again.",
                    )
            if time.monotonic() - looked > PING_EVERY:
                looked = time.monotonic()
                if not _database_answers(running):
                    self.say("PostgreSQL berhenti; dijalankan lagi.", "PostgreSQL ended; starting it again.")
                    # Its place among the users is kept until this process ends; the address stays the same.
                    Cluster(self.data).start_or_join()

    def _begin_anew_if_cut_short(self) -> None:
        """A first start that was killed half way left half a fund: clear it away, it is nobody's."""
        if (self.data / UNFINISHED).exists():
            Cluster(self.data).remove()
            shutil.rmtree(self.data / "outbox", ignore_errors=True)
            (self.data / UNFINISHED).unlink()

    def _environment(self, running: Running) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        return own | {
            "DATABASE_URL": running.dsn("app"),
            "DATABASE_OWNER_URL": running.dsn("owner"),
            "DJANGO_SETTINGS_MODULE": "kartu.settings",
            EMBEDDED: "1",
            "KARTU_ADDRESS": self.base,
            "KARTU_DATA": str(self.data),
            "KARTU_DEMO": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def _web(self) -> list[str]:
        options = ["--interface", "wsgi", "--host", HOST, "--port", str(self.port), "--no-ws", "--log-level", "warning"]
        # What the rest of the requests wait in; more threads than this gain nothing on a small machine.
        options += ["--workers", "1", "--blocking-threads", str(THREADS), "--respawn-failed-workers"]
        return [*_python("granian"), *options, "kartu.wsgi:application"]

    def _log(self, name: str) -> Path:
        return self.data / "logs" / f"{name}.log"


def require_free(port: int) -> None:
    """Raise PortBusy or PortRefused unless this user may listen on `port` of every loopback address."""
    if not 0 < port < 65536:
        raise PortRefused(port=port)
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as place:
                place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have just ended
                place.bind((host, port))
        except PermissionError as error:
            raise PortRefused(port=port) from error
        except OSError as error:
            if family == socket.AF_INET or _answers(port, host):  # a machine without IPv6 has nobody there
                raise PortBusy(port=port, other=port + 1 if port < 65535 else port - 1) from error


def _python(module: str) -> list[str]:
    """A module run by this very Python; nothing in the folder it runs in can be imported by chance."""
    return [sys.executable, "-P", "-m", module]


def _answers(port: int, host: str = HOST) -> bool:
    line = HTTPConnection(host, port, timeout=5)
    try:
        line.request("GET", "/")
        return line.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def _database_answers(running: Running) -> bool:
    return pq.PGconn.ping(running.dsn("app").encode()) == pq.Ping.OK


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    with (data / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(data=data) from error
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Who presses Ctrl-C twice must not leave half of it running."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for sign in before:
        signal.signal(sign, signal.SIG_IGN)
    try:
        yield
    finally:
        for sign, answer in before.items():
            with suppress(TypeError):  # one that was not set from Python
                signal.signal(sign, answer)
