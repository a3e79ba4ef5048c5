"""What the tests of relying parties share: the fund's member with a password, and a site's door to come back to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Page

from kartu.accounts.signing_up import Proved, open_account
from kartu.registry.models import Member
from tests.accounts.builders import EMAIL, NOW, PASSWORD, a_member

PAGE = b"<!doctype html><html lang=id><title>Situs</title><h1>Situs</h1></html>"


def somebody() -> Member:
    """A member who can sign in."""
    member = a_member()
    open_account(Proved(member.id, name=("email", EMAIL)), PASSWORD, now=NOW)
    return member


def walk_in(page: Page) -> None:
    """From the sign-in page to the question whether the site may know, as the member does it."""
    page.wait_for_url("**/masuk?*")
    page.locator("[name=name]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form[data-once] button.wide").click()
    page.wait_for_url("**/oidc/authorize?*")


def allow(page: Page) -> None:
    page.locator("button[value=allow]").click()


@contextmanager
def a_door() -> Iterator[str]:
    """A site's own server on loopback: answers every address with a page. Yields its base."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Tests say nothing."""
