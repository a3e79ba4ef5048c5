"""One program the supervisor keeps running: started, looked after, started again when it died, stopped in order."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LOG_SIZE = 4 * 1024 * 1024  # bytes; a bigger log is put aside when the program starts
TO_FINISH = 10.0  # seconds between asking to stop and ending
LIVED = 10.0  # seconds after which a death counts as the first one again
LONGEST_PAUSE = 30.0  # seconds between two starts of a program that dies at once
PR_SET_PDEATHSIG = 1


class Child:
    """A program in a session of its own, so that Ctrl-C reaches the supervisor alone, which then stops it in order.

    Its output goes to `log`. Whatever it started itself ends with it.
    """

    def __init__(self, name: str, command: Sequence[str], *, log: Path, folder: Path) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._again_at = 0.0
        self._pause = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it; the environment is kept in no file."""
        if self.log.exists() and self.log.stat().st_size > LOG_SIZE:
            self.log.replace(self.log.with_suffix(".log.old"))
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                cwd=self._folder,
                env=dict(environment),
                start_new_session=True,
                preexec_fn=_die_with_parent(),
            )
        finally:
            os.close(handle)
        self._started = time.monotonic()

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else 0

    def wait(self) -> int:
        """Until it has ended by itself; returns its exit code."""
        return self._process.wait() if self._process else 0

    def keep_running(self, environment: Mapping[str, str]) -> bool:
        """Start it again when it has died; one that dies at once waits longer each time. Returns whether it did."""
        if self.exit_code() is None:
            return False
        now = time.monotonic()
        if not self._again_at:
            self._end_group()  # a killed server leaves workers that hold its port
            self._pause = 0.0 if now - self._started > LIVED else min(max(0.5, self._pause * 2), LONGEST_PAUSE)
            self._again_at = now + self._pause
        if now < self._again_at:
            return False
        self._again_at = 0.0
        self.start(environment)
        return True

    def ask_to_stop(self) -> None:
        if self._process and self.exit_code() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Stop it, kindly first; when this returns nothing of it runs."""
        self.ask_to_stop()
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(TO_FINISH)
            self._end_group()
            self._process.wait()

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _end_group(self) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel asks the child to stop when the supervisor was killed without a chance to do so itself."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork: afterwards only the call itself is safe

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask_the_kernel
