"""A real gateway on loopback for the tests, that can be down, slow, busy, broken or talking nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """What it is told to answer, and what came, each reference once as the protocol demands."""

    url: str = ""
    status: int = 202
    body: bytes = b'{"accepted": true}'
    headers: dict[str, str] = field(default_factory=dict)
    drip: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    given: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[str]:
        return [str(each["text"]) for each in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers as the gateway it belongs to is told."""

    kept: Gateway

    def do_POST(self) -> None:
        kept = self.kept
        content = self.rfile.read(int(self.headers["Content-Length"]))
        kept.asked.append(json.loads(content))
        kept.given.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
        if kept.drip:
            self._drip()
            return
        self.send_response(kept.status)
        for name, value in kept.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(kept.body)

    def do_GET(self) -> None:
        self.kept.asked.append({"text": "a redirect was followed"})

    def _drip(self) -> None:
        """One byte now and then: never silent for long, never done."""
        self.send_response(202)
        self.end_headers()
        while not self.kept.over.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # the server's own word
        """Tests say nothing."""


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A running gateway and the setting that names it."""
    kept = Gateway()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Handler,), {"kept": kept}))
    kept.url = f"http://:s3cret@127.0.0.1:{server.server_address[1]}/send?from=KARTU"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield kept
    finally:
        kept.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
