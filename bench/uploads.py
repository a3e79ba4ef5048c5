"""A roster in the browser from the file to written down and back: time, memory of the worker, the page meanwhile.

Run: python -m bench.uploads [--rows 50000]. A web server, a worker and a PostgreSQL of their own; the page that shows
the progress is asked for all the time, as an impatient browser would.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from bench.imports import write_roster
from kartu.base.database import throwaway_database

ASKED_EVERY = 0.25  # seconds
LOOKED_EVERY = 0.1


def main() -> None:
    """Measure each stage and print one line for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    rows = parser.parse_args().rows
    with TemporaryDirectory() as folder, throwaway_database():
        os.environ["KARTU_DATA"] = os.environ.get("KARTU_DATA") or folder
        django.setup()
        roster = Path(folder) / "roster.csv"
        write_roster(roster, rows)
        run(roster, rows)


def run(roster: Path, rows: int) -> None:
    from kartu.base.schema import ensure_schema  # noqa: PLC0415 -- the settings read the database's address
    from kartu.base.tenancy import fund_scope  # noqa: PLC0415

    ensure_schema()
    with fund_scope(), processes() as (worker, address):
        stages = Stages(roster.read_bytes(), worker, address)
        print(f"{'':<28}{'rows/s':>8}{'seconds':>9}{'worker cpu s':>14}{'peak MB':>9}{'page p50 ms':>13}{'p95 ms':>8}")
        for name, stage in (
            ("read and compare, all new", stages.first),
            ("write down", stages.confirm),
            ("read and compare, all known", stages.again),
            ("take back", stages.undo),
        ):
            spent = stages.timed(stage)
            print(
                f"{name:<28}{rows / spent['wall']:>8,.0f}{spent['wall']:>9.1f}{spent['cpu']:>14.1f}"
                f"{spent['peak']:>9.0f}{spent['p50']:>13.0f}{spent['p95']:>8.0f}"
            )


class Stages:
    """The same upload through its life."""

    def __init__(self, content: bytes, worker: int, address: str) -> None:
        from django.utils import timezone  # noqa: PLC0415

        from kartu.accounts.models import Role  # noqa: PLC0415
        from kartu.accounts.staff import appoint  # noqa: PLC0415
        from kartu.audit.actors import Actor, staff_actor  # noqa: PLC0415
        from kartu.registry.models import Branch, Employer  # noqa: PLC0415

        self.now = timezone.now
        self.content = content
        self.worker = worker
        self.address = address
        self.employer = Employer.objects.create(npp="12345678", name="PT Contoh", registered_at=self.now())
        self.hr = appoint(Role.Kind.HR, employer=self.employer, grade=Role.OWNER, now=self.now())
        self.actor = Actor("employer", self.hr.id)
        branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
        supervisor = appoint(Role.Kind.SUPERVISOR, branch=branch, now=self.now())
        self.supervisor = staff_actor(supervisor.id)
        self.cookie = session_of(self.hr)
        self.upload: Any = None

    def first(self) -> None:
        self.upload = self._send("held")

    def confirm(self) -> None:
        from kartu.employers.uploads import confirm_upload, release_upload  # noqa: PLC0415

        release_upload(self.upload, actor=self.supervisor, now=self.now())
        confirm_upload(self.upload, actor=self.actor, now=self.now())
        self._wait(self.upload, "done")

    def again(self) -> None:
        self._send("ready")

    def undo(self) -> None:
        from kartu.employers.uploads import undo_upload  # noqa: PLC0415

        undo_upload(self.upload, actor=self.actor, now=self.now())
        self._wait(self.upload, "undone")
        print(f"  {self.upload.outcome}")

    def timed(self, stage: Any) -> dict[str, float]:
        began, cpu = time.perf_counter(), cpu_of(self.worker)
        done = threading.Event()
        asked: list[float] = []
        asking = threading.Thread(target=self._ask, args=(done, asked))
        asking.start()
        stage()
        wall = time.perf_counter() - began
        done.set()
        asking.join()
        found = sorted(asked)
        return {
            "wall": wall,
            "cpu": cpu_of(self.worker) - cpu,
            "peak": peak_of(self.worker),
            "p50": statistics.median(found) * 1000,
            "p95": found[int(len(found) * 0.95)] * 1000,
        }

    def _send(self, until: str) -> Any:
        from kartu.employers.uploads import SentFile, send_roster  # noqa: PLC0415

        sent = SentFile("roster.csv", self.content)
        upload = send_roster(self.employer, self.hr, sent, actor=self.actor, now=self.now())
        self._wait(upload, until)
        return upload

    def _wait(self, upload: Any, status: str) -> None:
        while upload.status != status:
            assert upload.status != "refused", upload.refusal
            time.sleep(LOOKED_EVERY)
            upload.refresh_from_db()

    def _ask(self, done: threading.Event, asked: list[float]) -> None:
        page = f"{self.address}/perusahaan/daftar-pekerja"
        while not done.wait(ASKED_EVERY) or not asked:
            request = urllib.request.Request(page, headers={"Cookie": self.cookie})  # noqa: S310 -- our own loopback
            began = time.perf_counter()
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                assert b"Daftar pekerja" in answer.read()
            asked.append(time.perf_counter() - began)


def session_of(user: Any) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from kartu.audit.actors import Actor  # noqa: PLC0415
    from tests.pages.officers import sign_in_officer  # noqa: PLC0415

    client = Client()
    sign_in_officer(client, Actor("staff", user.id))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@contextmanager
def processes() -> Iterator[tuple[int, str]]:
    """A worker and a web server on the bench's database; the worker's process and the server's address."""
    from django.conf import settings  # noqa: PLC0415

    from kartu.base.statics import ensure_statics  # noqa: PLC0415

    ensure_statics()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "KARTU_DATA": str(settings.DATA),
        "KARTU_KEYS": str(settings.KEYS),
        "KARTU_STATIC": str(settings.STATIC_ROOT),
        "KARTU_SECRET_KEY": settings.SECRET_KEY,
        "KARTU_ADDRESS": address,
    }
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "4", "kartu.wsgi:application"]
    worker = [sys.executable, "-m", "kartu", "worker"]
    quiet = subprocess.DEVNULL
    with (
        subprocess.Popen(web, env=environment, stdout=quiet, stderr=quiet) as server,
        subprocess.Popen(worker, env=environment, stdout=quiet, stderr=quiet) as working,
    ):
        try:
            answers(address)
            yield working.pid, address
        finally:
            server.terminate()
            working.kill()


def answers(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/perusahaan/masuk", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(process: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
