"""The front page and the guide as people meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import BrowserContext, Page

from kartu.portal.views.guide import PAGES
from tests.browser.conftest import Site

# Links within a sentence may be as high as the line (WCAG 2.5.8); all else is for a thumb.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(e => getComputedStyle(e).display !== 'inline' && !e.matches('.skip'))
    .filter(e => { const { width, height } = e.getBoundingClientRect(); return width && Math.min(width, height) < 44 })
    .map(e => e.outerHTML.slice(0, 80))"""
Look = Callable[[Page, str], None]
PLAIN = [
    "/",
    "/panduan",
    *(f"/panduan/{slug}" for slug in PAGES),
    "/hubungi",
    "/privasi",
    "/standar-layanan",
    "/aksesibilitas",
    "/tidak-ada",
]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_every_plain_page_is_open_to_everybody(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)

    for path in PLAIN:
        page.goto(f"{path}?bahasa={language}")
        look(page, f"{'home' if path == '/' else path.strip('/')}-{language}")

    assert [line for line in wrong if "404" not in line] == []


@pytest.mark.slow
def test_pages_fit_the_narrowest_phone_and_offer_large_targets(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.set_viewport_size({"width": 320, "height": 640})

    small = {}
    for path in PLAIN:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        small[path] = page.evaluate(SMALL_TARGETS)

    assert {path: targets for path, targets in small.items() if targets} == {}


@pytest.mark.slow
def test_the_front_page_leads_to_the_guide_without_script(plain_phone: BrowserContext) -> None:
    page = plain_phone.new_page()
    page.goto("/")

    page.get_by_role("link", name="Buka panduan lengkap").click()
    page.get_by_role("link", name="KTP saya ikut hilang").click()
    page.get_by_role("link", name="English").click()

    assert page.get_by_role("heading", level=1).inner_text() == "My identity card is lost too"


@pytest.mark.slow
def test_a_file_too_large_is_answered_in_words(site: Site) -> None:
    answer = requests.post(site.url("/"), files={"f": ("a.jpg", b"0" * 40_000_000, "image/jpeg")}, timeout=60)

    assert answer.status_code == 413
    assert "25 MB" in answer.text
