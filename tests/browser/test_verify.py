"""The verifier as people meet it: camera, photo, text, without a network, and the same answers as the server's."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from kartu.cards.models import Copy
from kartu.cards.pictures import front_png
from tests.browser.conftest import FLAGS, PHONE, Site, chromium
from tests.verify.cards import one_of_each
from tests.verify.film import film

Look = Callable[[Page, str], None]
Filmed = Callable[[Copy], Page]
pytestmark = pytest.mark.slow
STATES = ("good", "blocked", "expired", "prepared")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def copies(committed: None, now: datetime) -> dict[str, Copy]:
    return one_of_each(now)


def ready(page: Page, path: str = "/periksa") -> Page:
    page.goto(path)
    page.locator("[data-ready]:not([hidden])").wait_for()
    return page


def check(page: Page, code: str) -> str:
    if not page.locator("[name=code]").is_visible():
        page.locator("summary").click()
    page.locator("[name=code]").fill(code)
    page.locator("form button").click()
    return answer(page)


def answer(page: Page) -> str:
    shown = page.locator("[data-out] .verdict")
    shown.wait_for()
    return str(shown.get_attribute("data-answer"))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_every_answer_is_open_to_everybody(
    copies: dict[str, Copy], request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))

    ready(page, f"/periksa?bahasa={language}")
    look(page, f"periksa-{language}")
    said = {}
    for which in STATES:
        said[which] = check(page, copies[which].code)
        look(page, f"periksa-{which}-{language}")
        page.locator("[data-again]").click()
    said["foreign"] = check(page, "HELLO")
    look(page, f"periksa-foreign-{language}")

    assert wrong == []
    assert said == {
        "good": "good",
        "blocked": "blocked",
        "expired": "expired",
        "prepared": "not-handed-over",
        "foreign": "not-ours",
    }


@pytest.fixture
def filmed(
    playwright: Playwright, browser: Browser, site: Site, copies: dict[str, Copy], tmp_path: Path
) -> Iterator[Filmed]:
    """Opens a phone whose camera sees the card of a copy."""
    with ExitStack() as open_browsers:

        def opened(copy: Copy) -> Page:
            seen = tmp_path / f"{copy.id}.mjpeg"
            seen.write_bytes(film(front_png(copy)))
            fed = [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={seen}",
            ]
            launched = open_browsers.enter_context(
                playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *fed])
            )
            context = open_browsers.enter_context(
                launched.new_context(base_url=site.base, permissions=["camera"], **PHONE)
            )
            return context.new_page()

        yield opened


def test_the_camera_reads_the_card_and_answers_within_a_second(filmed: Filmed, copies: dict[str, Copy]) -> None:
    page = ready(filmed(copies["good"]))

    page.get_by_role("button", name="Mulai kamera").click()

    assert answer(page) == "good"
    took = page.evaluate("performance.getEntriesByName('periksa').map(each => each.duration)")
    print("TOOK", took)
    assert page.evaluate("document.querySelector('video').srcObject") is None
