"""The card in a real browser: shown, saved, printed, shared, and kept on a phone of one's own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import renew_digital
from kartu.cards.lifecycle import block_card, revoke_card
from kartu.cards.models import Card
from kartu.cards.queries import active_digital
from kartu.credential.qr import read_image
from tests.browser.conftest import Site, until
from tests.browser.members import let_in
from tests.pages.members import new_member, second_card

pytestmark = pytest.mark.slow
PROFILE = (
    "/profil",
    "/profil/jejak",
    "/profil/unduh",
    "/profil/pesan",
    "/profil/pemberitahuan",
    "/profil/betulkan",
    "/cari-nomor",
)
Look = Callable[[Page, str], None]
# 160 dots of a phone's page are an inch: 50 mm.
FIFTY_MILLIMETRES = 315
SHARED = """window.shared = []; navigator.canShare = () => true;
navigator.share = async what => { shared.push(what.files[0].name, what.files[0].size) };"""


def code_of(card: Card) -> str:
    copy = active_digital(card)
    assert copy is not None
    return copy.code


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_every_page_and_state_of_the_card_is_open_to_everybody(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    member, card = new_member()
    let_in(context, member)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)

    for path in ("/kartu", "/kartu/besar", f"/kartu/{card.id}/cetak", "/kartu/luring", "/luring", *PROFILE):
        page.goto(f"{path}?bahasa={language}")
        look(page, f"card{path.replace(str(card.id), 'n')}-{language}")
    second = second_card(member)
    page.goto("/kartu")
    look(page, f"card-list-{language}")
    renew_digital(second, actor=OPERATOR, now=timezone.now())
    for state, act in (("blocked", block_card), ("ended", revoke_card)):
        act(second, reason="lost", actor=OPERATOR, now=timezone.now())
        page.goto(f"/kartu/{second.id}")
        look(page, f"card-{state}-{language}")

    assert wrong == []


def test_the_enlarged_code_is_fifty_millimetres_of_whole_dots_and_is_read_off_the_screen(
    phone: BrowserContext,
) -> None:
    member, card = new_member()
    let_in(phone, member)
    page = phone.new_page()
    page.goto("/kartu")

    page.get_by_role("link", name="Perbesar kartu").click()

    code = page.locator(".bigqr svg")
    width = code.evaluate("e => e.getBoundingClientRect().width")
    dots = int(page.locator("[data-dots]").get_attribute("data-dots") or 0)
    assert width >= FIFTY_MILLIMETRES
    assert width * 2 % dots == 0
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert read_image(page.screenshot()) == code_of(card)


def test_code_and_card_change_places_without_script(plain_phone: BrowserContext) -> None:
    member, card = new_member()
    let_in(plain_phone, member)
    page = plain_phone.new_page()
    page.goto("/kartu/besar")
    as_code = read_image(page.screenshot())

    page.get_by_text("Kartu", exact=True).click()

    assert (page.locator(".bigqr").is_visible(), page.locator(".turn .kartu").is_visible()) == (False, True)
    assert as_code == read_image(page.screenshot()) == code_of(card)


@pytest.mark.parametrize("screen", ["phone", "plain_phone"])
def test_the_saved_picture_is_a_download_that_reads(request: pytest.FixtureRequest, screen: str) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    member, card = new_member()
    let_in(context, member)
    page = context.new_page()
    page.goto("/kartu")

    with page.expect_download() as saved:
        page.get_by_role("link", name="Simpan").click()

    assert re.fullmatch(r"kartu-peserta-\d{3}\.png", saved.value.suggested_filename)
    assert read_image(Path(saved.value.path()).read_bytes()) == code_of(card)


def test_sharing_hands_over_the_picture_that_was_fetched_before_the_tap(phone: BrowserContext) -> None:
    let_in(phone, new_member()[0])
    page = phone.new_page()
    page.add_init_script(SHARED)
    page.goto("/kartu")
    button = page.get_by_role("button", name="Bagikan")
    button.wait_for()
    phone.route("**/kartu.png", lambda route: route.abort())

    button.click()

    name, size = page.evaluate("shared")
    assert name == "kartu.png"
    assert 10_000 < size < 60_000


def test_where_nothing_can_be_shared_there_is_no_button(phone: BrowserContext) -> None:
    let_in(phone, new_member()[0])
    page = phone.new_page()
    page.goto("/kartu")

    page.wait_for_load_state("networkidle")

    assert not page.get_by_role("button", name="Bagikan").is_visible()


def test_the_printed_page_holds_the_card_in_its_size(desktop: BrowserContext) -> None:
    member, card = new_member()
    let_in(desktop, member)
    page = desktop.new_page()
    page.goto("/kartu")
    page.get_by_role("link", name="Cetak", exact=True).click()
    page.emulate_media(media="print")

    box = page.locator(".kartu").bounding_box()
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    drawn = io.BytesIO()
    document[0].render(scale=300 / 72).to_pil().save(drawn, "PNG")

    assert box is not None
    millimetres = [round(each * 25.4 / 96, 1) for each in (box["width"], box["height"])]
    assert (len(document), millimetres) == (1, [85.6, 54.0])
    assert read_image(drawn.getvalue()) == code_of(card)


def test_the_paper_forms_open_from_the_page(phone: BrowserContext) -> None:
    member, card = new_member()
    let_in(phone, member)
    page = phone.new_page()
    page.goto(f"/kartu/{card.id}/cetak")
    named = ("Lembar A4 untuk dilipat", "Ukuran kartu")

    links = [page.get_by_role("link", name=name).get_attribute("href") or "" for name in named]
    heads = [page.request.get(link).body()[:5] for link in links]

    assert ([urlsplit(link).path.rpartition("/")[2] for link in links], heads) == (
        ["lembar.pdf", "kartu.pdf"],
        [b"%PDF-"] * 2,
    )


def test_a_phone_of_ones_own_opens_the_card_without_a_network_and_forgets_it_at_sign_out(
    phone: BrowserContext, look: Look, site: Site
) -> None:
    member, card = new_member()
    let_in(phone, member)
    page = phone.new_page()
    page.goto("/kartu")
    page.get_by_role("button", name="Simpan, ini ponsel saya").click()
    page.get_by_text("Tersimpan. Bisa dibuka tanpa internet.").wait_for()

    phone.set_offline(True)
    page.goto("/kartu")
    look(page, "card-offline-id")
    opened = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    words = page.locator("main").inner_text()
    read = read_image(page.screenshot(full_page=True))
    with page.expect_download() as saved:
        page.get_by_role("link", name="Simpan gambar").click()
    again = read_image(Path(saved.value.path()).read_bytes())
    page.goto("/panduan")
    elsewhere = page.locator("h1").inner_text()
    phone.set_offline(False)

    page.goto("/profil")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(site.url("/"))
    left = page.evaluate("async () => (await caches.keys()).includes('kartu')")

    assert opened < 1000
    assert ("Per " in words, "Aktif" in words, page.locator(".tag.ok").count()) == (True, False, 0)
    assert (read, again) == (code_of(card), code_of(card))
    assert elsewhere == "Tidak ada internet"
    assert (left, [cookie for cookie in phone.cookies() if cookie["name"] == "ponsel"]) == (False, [])


def test_a_shared_phone_keeps_no_card(phone: BrowserContext) -> None:
    let_in(phone, new_member()[0])
    page = phone.new_page()
    page.goto("/kartu")
    page.get_by_role("button", name="Simpan, ini ponsel saya").wait_for()

    kept = page.evaluate("async () => (await caches.keys()).includes('kartu')")
    phone.set_offline(True)
    page.goto("/kartu")

    assert kept is False
    assert page.locator("h1").inner_text() == "Tidak ada internet"


def test_a_card_that_was_blocked_is_forgotten_by_the_phone(phone: BrowserContext) -> None:
    member, card = new_member()
    let_in(phone, member, own_phone=True)
    page = phone.new_page()
    page.goto("/kartu")
    page.get_by_text("Tersimpan. Bisa dibuka tanpa internet.").wait_for()

    block_card(card, reason="lost", actor=OPERATOR, now=timezone.now())
    page.goto("/kartu")

    until(page, "async () => !(await caches.keys()).includes('kartu')")
    phone.set_offline(True)
    page.goto("/kartu")
    assert page.locator("h1").inner_text() == "Tidak ada internet"


def test_the_site_can_be_put_on_the_home_screen(phone: BrowserContext) -> None:
    let_in(phone, new_member()[0])
    page = phone.new_page()
    page.goto("/kartu")

    session = phone.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert manifest["errors"] == []
    assert [fault["errorId"] for fault in faults if fault["errorId"] != "in-incognito"] == []
