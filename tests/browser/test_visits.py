"""Visits in a real browser: every page is sound, the queue goes on without a line, the board renews itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from kartu.audit.actors import Actor
from kartu.base.digits import link_token
from kartu.visits import states
from kartu.visits.calling import call_next
from kartu.visits.models import Staffing, Visit
from tests.browser.conftest import Site, until
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import Scene
from tests.visits.builders import booked, new_place, ticket, times

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


@pytest.fixture
def scene(site: Site) -> Scene:
    """A branch that is open at any hour this test may run, with three people waiting."""
    place = new_place()
    Staffing.objects.bulk_create(
        Staffing(branch=place.branch, weekday=day, hour=hour, counters=2) for day in range(7) for hour in range(24)
    )
    for service in ("lost", "hand_over", "other"):
        ticket(place.branch, service, now=timezone.now() - timedelta(minutes=1))
    return place


def at_the_desk(context: BrowserContext, site: Site, officer: Actor) -> Page:
    client = Client()
    sign_in_officer(client, officer)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.base}])
    return context.new_page()


def paper(page: Page) -> tuple[int, int]:
    """Millimetres of the paper this page is printed on; one sheet of it."""
    (sheet,) = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    width, height = sheet.get_size()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_every_page_of_a_visit_and_of_the_counter_is_sound(
    request: pytest.FixtureRequest, site: Site, scene: Scene, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    page, wrong, code = context.new_page(), list[str](), scene.branch.code
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    visit, secret = booked(scene.branch, times(scene.branch, now=timezone.now())[0], now=timezone.now())
    tablet = f"/antrean/{code}/{link_token('tablet', scene.branch.id)}"
    addresses = {
        "beranda": "/kunjungan",
        "pesan": "/kunjungan/baru",
        "hari": f"/kunjungan/baru?layanan=other&kantor={code}",
        "satu": f"/t/{visit.number}/{secret}",
        "batal": f"/kunjungan/{visit.number}/batal",
        "cabang": "/antrean",
        "antrean": f"/antrean/{code}",
        "papan": f"/papan/{code}",
        "tablet": tablet,
        "tiba": f"{tablet}/pesanan",
    }
    for name, address in addresses.items():
        page.goto(f"/?bahasa={language}")
        page.goto(address)
        look(page, f"kunjungan-{name}-{language}")
    page.goto(tablet)
    page.locator("main input[type=radio]").first.check()
    page.locator("main form button").click()
    look(page, f"kunjungan-nomor-{language}")
    assert paper(page) == (80, 105)

    desk = at_the_desk(context, site, scene.supervisor)
    desk.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    desk.goto(f"/meja/antrean?bahasa={language}")
    desk.locator("#counter").fill("3")
    desk.locator("form[action$='/loket'] button").click()
    desk.locator("form[action$='/next'] button").click()
    expect(desk.locator("#kini")).to_be_visible()
    look(desk, f"meja-loket-{language}")
    for name in ("nomor", "jam", "tutup", "poster", "laporan"):
        desk.goto(f"/meja/antrean/{name}")
        look(desk, f"meja-loket-{name}-{language}")
    assert wrong == []


def test_an_officer_goes_on_without_a_line_also_after_a_reload_and_it_is_sent_once(
    desktop: BrowserContext, site: Site, scene: Scene
) -> None:
    page = at_the_desk(desktop, site, scene.officer)
    page.goto("/meja/antrean")
    page.locator("#counter").fill("3")
    with page.expect_navigation():
        page.locator("form[action$='/loket'] button").click()
    until(
        page, "navigator.serviceWorker.controller && Object.values(localStorage).some(k => JSON.parse(k)?.counter == 3)"
    )
    page.reload(wait_until="networkidle")  # its script asks for the list first, and may load the page anew
    until(page, "caches.match('/meja/antrean').then(page => !!page)")

    desktop.set_offline(True)
    page.reload()
    expect(page.locator("#luring")).to_be_visible()
    page.get_by_role("button", name="Panggil berikutnya").click()
    expect(page.locator("#luring-kini")).to_have_text("A-001")
    page.locator("#luring-selesai").click()
    page.get_by_role("button", name="Panggil berikutnya").click()
    expect(page.locator("#luring-kini")).to_have_text("B-002")
    assert Visit.objects.filter(branch=scene.branch, status=states.WAITING).count() == 3

    desktop.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#daring")).to_be_visible()
    expect(page.locator("#daring .now-no")).to_have_text("B-002")

    found = dict(Visit.objects.filter(branch=scene.branch).values_list("ticket", "status"))
    assert found == {1: states.SERVED, 2: states.CALLED, 3: states.WAITING}


def test_the_board_shows_a_call_by_itself(desktop: BrowserContext, site: Site, scene: Scene) -> None:
    page = desktop.new_page()
    page.goto(f"/papan/{scene.branch.code}")

    call_next(scene.branch, 2, actor=scene.officer, now=datetime.now(UTC))

    expect(page.locator("td").first).to_have_text("A-001", timeout=15_000)
