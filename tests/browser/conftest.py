"""A real Chromium against a real server: phone and desktop, with and without script, axe on every page looked at."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from kartu.postgres import Running
from tests.browser.desks import Counter, new_counter
from tests.browser.devices import DESKTOP, FLAGS, PHONE, find_chromium
from tests.conftest import COMMITTED

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "pages"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Tables wider than their frame, which hides what stands out of it.
CUT_OFF = """[...document.querySelectorAll('.scroll > .work')]
  .filter(each => each.scrollWidth > each.parentNode.clientWidth).length"""
NO_BROWSER = "no Chromium on this machine: `make browser` installs it, or KARTU_CHROMIUM names one"
NO_AXE = "axe-core is not installed: `make browser` installs it"
START_SECONDS = 60
PATIENCE = 20_000  # milliseconds until what is expected stands on the page, on a busy machine
PAUSE = 50  # milliseconds between two looks

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


@pytest.fixture(scope="session")
def served(
    cluster: Running, django_db_setup: None, statics: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One server for the run: it opens a connection a request, and so meets each test's own database."""
    with serving(cluster, statics, tmp_path_factory.mktemp("server") / "server.log") as site:
        yield site


@pytest.fixture
def site(committed: None, served: Site) -> Site:
    """The server, on the test's own database."""
    return served


@pytest.fixture
def demonstration(committed: None, cluster: Running, statics: Path, tmp_path: Path) -> Iterator[Site]:
    """A server as `kartu demo` runs it, with the addresses below /demo."""
    with serving(cluster, statics, tmp_path / "server.log", KARTU_DEMO="1") as site:
        yield site


@contextmanager
def serving(cluster: Running, statics: Path, log: Path, **settings_of_its_own: str) -> Iterator[Site]:
    """A server on the database of committed tests, for the time of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.dsn("app", COMMITTED),
        "DATABASE_OWNER_URL": cluster.dsn("owner", COMMITTED),
        "DJANGO_SETTINGS_MODULE": "kartu.settings",
        "KARTU_ADDRESS": f"http://localhost:{port}",
        "KARTU_DATA": str(settings.DATA),
        "KARTU_KEYS": str(settings.KEYS),
        "KARTU_SECRET_KEY": settings.SECRET_KEY,  # a session a test opens is one of the server's
        "KARTU_STATIC": str(statics),
        "KARTU_WORK_BITS": "10",
        **settings_of_its_own,
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "kartu.wsgi:application"]
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
    """`look(page, "home")`: fail on any axe violation, or on sideways scroll on the phone or the desktop.

    `make pages` keeps a picture as well.
    """

    def looked(page: Page, name: str) -> None:
        page.wait_for_load_state()
        width = page.evaluate("innerWidth")
        if os.environ.get("KARTU_PAGES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{re.sub(r'[^a-z0-9-]+', '-', name)}-{width}.png", full_page=True)
        assert violations(page) == []
        _require_no_sideways_scroll(page, name)

    return looked


def _require_no_sideways_scroll(page: Page, name: str) -> None:
    """On the screen the page is on, and on the other one as well."""
    here = page.viewport_size
    assert here is not None
    for screen in (here, DESKTOP["viewport"] if here == PHONE["viewport"] else PHONE["viewport"]):
        page.set_viewport_size(screen)
        width, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert needed <= width, f"{name} scrolls sideways at {width}"
        assert page.evaluate(CUT_OFF) == 0, f"{name} cuts a table off at {width}"
    page.set_viewport_size(here)


def until(page: Page, expression: str | Callable[[], bool]) -> None:
    """Wait until a script's answer is true, or what the test itself heard from the browser.

    (`wait_for_function` is a string to the page, which its policy refuses.)
    """
    for _ in range(PATIENCE // PAUSE):
        if expression() if callable(expression) else page.evaluate(expression):
            return
        page.wait_for_timeout(PAUSE)
    pytest.fail(f"never came true: {expression}")


def chromium() -> str:
    """Where the browser is; without one the test is skipped."""
    found = find_chromium()
    if found is None:
        pytest.skip(NO_BROWSER)
    return found


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices: rule and the elements it names."""
    if not AXE.exists():
        pytest.skip(NO_AXE)
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run({ runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] })",
        RULES,
    )
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found["violations"]]


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers; each try waits for its answer, none for a clock."""
    for _ in range(START_SECONDS * 20):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=START_SECONDS):  # noqa: S310  our own loopback
                return
        except (urllib.error.URLError, ConnectionError):
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail(f"the server did not answer: {log.read_text()[-2000:]}")


@pytest.fixture
def counter(site: Site) -> Counter:
    """A branch with an officer, a colleague, and three members with lost cards."""
    return new_counter()
