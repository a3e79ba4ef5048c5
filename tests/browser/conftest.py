"""A real Chromium against a real server: phone and desktop, with and without script, axe on every page looked at."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from kartu.postgres import Running

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "pages"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A picture taken while one page fades into the next shows both.
STILL = {"reduced_motion": "reduce"}
PHONE: dict[str, Any] = {
    **STILL,
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "id-ID",
    "timezone_id": "Asia/Jakarta",
}
DESKTOP: dict[str, Any] = {
    **STILL,
    "viewport": {"width": 1280, "height": 800},
    "locale": "id-ID",
    "timezone_id": "Asia/Jakarta",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_BROWSER = "no Chromium on this machine: `make browser` installs it, or KARTU_CHROMIUM names one"
NO_AXE = "axe-core is not installed: `make browser` installs it"
START_SECONDS = 30
PATIENCE = 20_000  # milliseconds until what is expected stands on the page, on a busy machine

Visit = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: its address, and the environment a child of the tests needs to reach the same fund."""

    base: str
    environment: dict[str, str]

    def url(self, path: str) -> str:
        return self.base + path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as running:
        # Its loop runs in this very thread; Django would take every query for one in a coroutine.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield running
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The machine's own Chromium."""
    with playwright.chromium.launch(executable_path=chromium(), args=FLAGS) as running:
        yield running


@pytest.fixture
def site(committed: None, cluster: Running, statics: Path, tmp_path: Path) -> Iterator[Site]:
    """A server of its own on the test's own database, as `kartu demo` would run it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    name = str(connections.settings["default"]["NAME"])
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.dsn("app", name),
        "DATABASE_OWNER_URL": cluster.dsn("owner", name),
        "DJANGO_SETTINGS_MODULE": "kartu.settings",
        "KARTU_ADDRESS": f"http://localhost:{port}",
        "KARTU_DATA": str(settings.DATA),
        "KARTU_KEYS": str(settings.KEYS),
        "KARTU_SECRET_KEY": settings.SECRET_KEY,  # a session a test opens is one of the server's
        "KARTU_STATIC": str(statics),
        "KARTU_WORK_BITS": "10",
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "kartu.wsgi:application"]
    log = tmp_path / "server.log"
    with (
        log.open("wb") as lines,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=lines, stderr=lines) as server,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server, log)
            yield Site(f"http://localhost:{port}", environment)
        finally:
            server.terminate()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A cheap phone: 360 x 740, touch, Indonesian, Jakarta."""
    with browser.new_context(base_url=site.base, **PHONE) as context:
        yield context


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=site.base, **DESKTOP) as context:
        yield context


@pytest.fixture
def plain_phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone whose browser runs no script."""
    with browser.new_context(base_url=site.base, java_script_enabled=False, **PHONE) as context:
        yield context


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`look(page, "home")`: fail on any axe violation or sideways scroll, and keep a picture in build/pages/."""

    def looked(page: Page, name: str) -> None:
        width = page.evaluate("innerWidth")
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{re.sub(r'[^a-z0-9-]+', '-', name)}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
        assert violations(page) == []

    return looked


def chromium() -> str:
    """Where the browser is; without one the test is skipped."""
    found = find_chromium()
    if found is None:
        pytest.skip(NO_BROWSER)
    return found


def find_chromium() -> str | None:
    """The machine's own Chromium, or the one KARTU_CHROMIUM names."""
    named = (os.environ.get("KARTU_CHROMIUM") or "", *CHROMIUM)
    return next((path for path in map(shutil.which, filter(None, named)) if path), None)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices: rule and the elements it names."""
    if not AXE.exists():
        pytest.skip(NO_AXE)
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run({ runOnly: { type: 'tag', values: rules } })",
        RULES,
    )
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found["violations"]]


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers; each try waits for its answer, none for a clock."""
    for _ in range(START_SECONDS * 20):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  our own loopback
                return
        except (urllib.error.URLError, ConnectionError):
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail(f"the server did not answer: {log.read_text()[-2000:]}")
