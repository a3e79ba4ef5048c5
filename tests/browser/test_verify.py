"""The verifier as people meet it: camera, photo, text, without a network, and the same answers as the server's."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import renew_digital
from kartu.cards.keys import key_store
from kartu.cards.lifecycle import block_card
from kartu.cards.models import Copy
from kartu.cards.pictures import front_png
from kartu.cards.status import publish_shard
from kartu.publishing.keys import CARD
from tests.browser.conftest import Site, chromium
from tests.browser.devices import FLAGS, PHONE
from tests.cards.builders import NAME
from tests.verify.cards import one_of_each
from tests.verify.film import film
from tests.verify.vectors import GIVEN, JUDGE, differences

Look = Callable[[Page, str], None]
Filmed = Callable[[Copy], Page]
pytestmark = pytest.mark.slow
# Bytes over the wire, packed: all that the first view loads, and the scripts of this page alone (ZXing not counted).
FIRST_VIEW = ("periksa", "app.", "page.")
OWN = ("page.", "shelf.", "verdict.", "code.", "camera.")
FIRST_VIEW_BYTES, OWN_BYTES = 14_000, 12_000
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


def check(page: Page, code: str, *, again: bool = False) -> str:
    """The answer on a typed code; `again` goes on to the next card."""
    if not page.locator("[name=code]").is_visible():
        page.locator("summary").click()
    page.locator("[name=code]").fill(code)
    page.locator("form button").click()
    found = answer(page)
    if again:
        page.locator("[data-again]").click()
    return found


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
    [took] = page.evaluate("performance.getEntriesByName('periksa').map(each => each.duration)")
    assert took < 1_000  # milliseconds; usually below 150
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_after_one_visit_the_camera_works_without_a_network(filmed: Filmed, copies: dict[str, Copy]) -> None:
    page = ready(filmed(copies["good"]))
    browser_cache = page.context.new_cdp_session(page)

    page.context.set_offline(True)
    browser_cache.send("Network.clearBrowserCache")
    page.goto("/periksa")
    page.get_by_role("button", name="Mulai kamera").click()

    assert answer(page) == "good"
    assert "Daftar status dibuat" in page.locator("[data-out] footer").inner_text()


def test_without_a_network_every_answer_is_the_same_in_both_languages(
    phone: BrowserContext, copies: dict[str, Copy], look: Look
) -> None:
    page = ready(phone.new_page())
    phone.set_offline(True)

    said = []
    for path in ("/periksa?bahasa=en", "/periksa?bahasa=id"):
        page.goto(path)
        said += [check(page, copies[which].code, again=True) for which in STATES]
    check(page, copies["good"].code)
    look(page, "periksa-offline-id")

    assert said == ["good", "blocked", "expired", "not-handed-over"] * 2


def test_a_list_not_heard_of_for_hours_tells_its_age_and_one_too_old_judges_nothing(
    phone: BrowserContext, copies: dict[str, Copy], look: Look
) -> None:
    page = phone.new_page()
    page.clock.install(time=timezone.now())
    ready(page)
    phone.set_offline(True)

    page.clock.fast_forward("05:00:00")
    first = check(page, copies["good"].code), page.locator("[data-out] footer").inner_text()
    look(page, "periksa-old-list-id")
    page.locator("[data-again]").click()
    page.clock.fast_forward("32:00:00")
    second = check(page, copies["blocked"].code), page.locator("[data-out] .verdict").inner_text()
    look(page, "periksa-too-old-list-id")

    assert first[0] == "good"
    assert "dibuat 5 jam yang lalu. Tanpa internet, laporan yang lebih baru belum terlihat." in first[1]
    assert second[0] == "could-not-check"
    assert "dibuat 1 hari yang lalu" in second[1]
    assert "Ini bukan berarti kartu diblokir." in second[1]


def test_online_a_card_is_refused_within_a_minute_of_its_block(
    phone: BrowserContext, copies: dict[str, Copy], now: datetime
) -> None:
    page = phone.new_page()
    page.clock.install(time=timezone.now())
    ready(page)
    before = check(page, copies["good"].code, again=True)

    block_card(copies["good"].card, reason="lost", actor=OPERATOR, now=now)
    publish_shard(0, actor=OPERATOR, now=now + timedelta(seconds=1))
    page.clock.fast_forward(31_000)

    assert (before, check(page, copies["good"].code)) == ("good", "blocked")


def test_a_network_that_fails_or_lies_is_never_blocked_and_never_good(
    phone: BrowserContext, copies: dict[str, Copy]
) -> None:
    page = phone.new_page()
    page.clock.install(time=timezone.now())
    phone.route("**/s/0", lambda route: route.fulfill(body="<html>please pay</html>", content_type="text/html"))
    page.goto("/periksa")
    nothing = [check(page, copies[which].code, again=True) for which in ("good", "blocked")]
    assert page.locator("[data-ready]").is_hidden()
    phone.unroute("**/s/0")
    ready(page)
    phone.route("**/s/0", lambda route: route.fulfill(body="<html>please pay</html>", content_type="text/html"))
    page.clock.fast_forward(31_000)

    first = check(page, copies["good"].code, again=True)
    kept = [first, check(page, copies["blocked"].code)]

    assert nothing == ["could-not-check"] * 2
    assert kept == ["good", "blocked"]
    assert "Tanpa internet" in page.locator("[data-out] footer").inner_text()


def test_the_page_and_the_server_say_the_same_words(
    phone: BrowserContext, plain_phone: BrowserContext, copies: dict[str, Copy]
) -> None:
    alone, served = ready(phone.new_page()), plain_phone.new_page()
    texts = [copies[which].code for which in STATES] + ["HELLO", copies["good"].code[::-1]]
    said: dict[str, list[str]] = {"alone": [], "served": []}

    for text in texts:
        check(alone, text)
        said["alone"].append(alone.locator("[data-out] .verdict").inner_text())
        alone.reload()
        served.goto("/periksa")
        check(served, text)
        said["served"].append(served.locator("[data-out] .verdict").inner_text())

    assert said["alone"] == said["served"]
    assert len(set(said["alone"])) == 5


def test_a_photo_is_read_here_and_nothing_of_it_is_sent(
    phone: BrowserContext, copies: dict[str, Copy], look: Look
) -> None:
    page = ready(phone.new_page())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    squeezed, empty = io.BytesIO(), io.BytesIO()
    Image.open(io.BytesIO(front_png(copies["good"]))).convert("RGB").resize((800, 505)).save(
        squeezed, "JPEG", quality=45
    )
    Image.new("RGB", (400, 300), "white").save(empty, "PNG")

    said = []
    for name, content in [("a.jpg", squeezed.getvalue()), ("b.png", empty.getvalue()), ("c.jpg", b"no picture")]:
        page.locator("summary").click() if not page.locator("[name=picture]").is_visible() else None
        page.locator("[name=picture]").set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})
        said.append(answer(page))
        if name == "b.png":
            look(page, "periksa-no-code-id")
        page.locator("[data-again]").click()

    assert said == ["good", "could-not-check", "could-not-check"]
    assert [line for line in sent if line.startswith("POST")] == []


def test_the_last_person_is_gone_before_the_next_card_is_looked_at(
    phone: BrowserContext, copies: dict[str, Copy]
) -> None:
    page = ready(phone.new_page())
    check(page, copies["good"].code)
    assert NAME in page.locator("[data-out]").inner_text()

    page.locator("[data-again]").click()

    assert NAME not in page.content()
    assert page.locator("[name=code]").input_value() == ""
    check(page, copies["good"].code)
    page.goto("/panduan")
    page.go_back()
    assert NAME not in page.content()


def test_without_a_camera_the_page_says_so_and_offers_the_rest(phone: BrowserContext, look: Look) -> None:
    page = ready(phone.new_page())

    page.get_by_role("button", name="Mulai kamera").click()

    page.get_by_text("Kamera tidak dapat dipakai.").wait_for()
    assert page.locator("[name=picture]").is_visible()
    look(page, "periksa-no-camera-id")


def test_a_key_that_begins_to_sign_later_is_fetched_when_it_is_met(
    phone: BrowserContext, copies: dict[str, Copy]
) -> None:
    page, now = phone.new_page(), timezone.now()
    page.clock.install(time=now)
    ready(page)
    key_store().activate(CARD, key_store().add(CARD), keep_old_until=now + timedelta(days=1))
    copy = renew_digital(copies["good"].card, actor=OPERATOR, now=now)
    page.clock.fast_forward(31_000)

    assert check(page, copy.code) == "good"


def test_a_browser_with_its_own_reader_of_codes_uses_it(phone: BrowserContext, copies: dict[str, Copy]) -> None:
    page = phone.new_page()
    read = json.dumps([{"rawValue": "HTTPS://BJP.EXAMPLE/PERIKSA"}, {"rawValue": copies["good"].code}])
    page.add_init_script(
        "self.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code'] }"
        f" async detect() {{ return {read} }} }}"
    )
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    ready(page)

    page.locator("summary").click()
    page.locator("[name=picture]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": front_png(copies["blocked"])}
    )

    assert answer(page) == "good"
    assert [url for url in loaded if "zxing" in url] == []


def test_the_form_works_without_script(plain_phone: BrowserContext, copies: dict[str, Copy], look: Look) -> None:
    page = plain_phone.new_page()
    page.goto("/periksa")
    page.get_by_role("button", name="Periksa").click()
    assert page.get_by_role("alert").is_visible()

    page.locator("[name=picture]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": front_png(copies["blocked"])}
    )
    page.get_by_role("button", name="Periksa").click()

    assert answer(page) == "blocked"
    page.get_by_role("link", name="Periksa kartu berikutnya").click()
    assert page.locator("[data-out] .verdict").count() == 0


def test_the_first_view_is_light(phone: BrowserContext) -> None:
    page = ready(phone.new_page())

    weights = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".filter(each => !each.name.includes('?')).map(each => [each.name.split('/').pop(), each.encodedBodySize])"
    )
    first = {name: weight for name, weight in weights if name.startswith(FIRST_VIEW)}
    own = {name: weight for name, weight in weights if name.startswith(OWN)}
    assert (len(first), len(own)) == (4, 5)
    assert sum(first.values()) <= FIRST_VIEW_BYTES, first
    assert sum(own.values()) <= OWN_BYTES, own


def test_nothing_moves_while_the_page_gets_ready(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.add_init_script(
        "self.moved = 0; new PerformanceObserver(seen => seen.getEntries().forEach(({ value }) => { moved += value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )

    ready(page)

    page.evaluate("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))")
    assert page.evaluate("moved") == 0


def test_the_script_judges_every_vector_as_kartu_does(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/periksa")
    names = [static(f"verify/{name}.js") for name in ("code", "verdict")]
    judge = JUDGE.read_text().replace("export ", "")

    answers = page.evaluate(
        f"async ([names, given]) => {{ {judge}"
        " const modules = Object.assign({}, ...await Promise.all(names.map(name => import(name))));"
        " return judgeAll(modules, given) }",
        [names, GIVEN],
    )

    assert differences(answers) == {}
