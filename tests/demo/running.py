"""`kartu demo` as somebody at a terminal has it: started, read, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil

KARTU = Path(sys.executable).with_name("kartu")
READY, AGAIN = "Kartu siap di ", " sudah dijalankan lagi"
TRIES = 200


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class RunningDemo:
    """One demonstration in `data`; `start` comes back when it says that it is ready."""

    data: Path
    port: int = field(default_factory=free_port)
    said: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def sheet(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.data / "demo.json").read_text())
        return read

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None, "not started"
        return self._process

    def start(self, **environment: str) -> RunningDemo:
        self._process = subprocess.Popen(
            [KARTU, "demo", "--port", str(self.port), "--data", str(self.data)],
            cwd="/",
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.hear(READY)
        return self

    def hear(self, words: str) -> str:
        """Wait for a line with these words."""
        out = self.process.stdout
        assert out is not None
        for line in out:
            self.said.append(line.rstrip())
            if words in line:
                return line
        raise AssertionError(f"it ended with {self.process.wait()} and never said {words!r}: {self.said}")

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(60)
        if self.process.stdout is not None:
            self.said += self.process.stdout.read().splitlines()
            self.process.stdout.close()
        return code

    def child(self, words: str) -> psutil.Process:
        """The supervisor's own child with these words on its command line."""
        children = psutil.Process(self.process.pid).children()
        return next(each for each in children if words in " ".join(each.cmdline()))

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything it started, the database's processes apart."""
        supervisor = psutil.Process(self.process.pid)
        return [each for each in (supervisor, *supervisor.children(recursive=True)) if each.name() != "postgres"]

    def status(self, path: str) -> int:
        """The status of a page, asked again while nobody answers or the database is away."""
        for _ in range(TRIES):
            status = _ask(self.port, path)
            if status and status < 500:
                return status
            psutil.wait_procs([psutil.Process(self.process.pid)], timeout=0.05)  # until then, or its end
        raise AssertionError(f"no good answer at {self.base}{path}")


def _ask(port: int, path: str) -> int | None:
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", path)
        return line.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        line.close()


def refused(data: Path, port: int, **environment: str) -> tuple[int, str]:
    """The exit code and the words of a demonstration that does not start."""
    command = [str(KARTU), "demo", "--port", str(port), "--data", str(data)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr
