"""The line between a browser and the fund, as something that breaks: nobody answers, or nothing arrives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

WHOLE, CUT, SILENT = "whole", "cut", "silent"
PIECE = 65536


class Wire:
    """A relay on loopback to the server on `port`; its `state` says what becomes of what is sent from now on."""

    def __init__(self, port: int) -> None:
        self.state, self._port, self._open = WHOLE, port, set[socket.socket]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._let_in, daemon=True).start()

    def mend(self) -> None:
        """A connection that fell silent stays so, as after a real outage; new ones get through."""
        self._end_all()
        self.state = WHOLE

    def cut(self) -> None:
        self.state = CUT
        self._end_all()

    def silence(self) -> None:
        self.state = SILENT

    def close(self) -> None:
        self.cut()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _end_all(self) -> None:
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._relay, args=(near,), daemon=True).start()

    def _relay(self, near: socket.socket) -> None:
        with near:
            if self.state == CUT:
                return
            with socket.create_connection(("127.0.0.1", self._port)) as far:
                self._open |= {near, far}
                back = threading.Thread(target=self._carry, args=(far, near), daemon=True)
                back.start()
                self._carry(near, far)
                back.join()
                self._open -= {near, far}

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                if self.state != SILENT:
                    other.sendall(piece)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(base: str) -> Iterator[Wire]:
    """A line to the server at `base` (http://localhost:port) for the time of the block."""
    wire = Wire(int(base.rpartition(":")[2]))
    try:
        yield wire
    finally:
        wire.close()
