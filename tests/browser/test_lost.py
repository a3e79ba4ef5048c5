"""From "I lost it" to the papers of the request, walked in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from kartu.accounts.jobs import deliver_code
from kartu.accounts.models import SentCode
from kartu.base.digits import six_digits
from kartu.cards.queries import active_digital
from kartu.registry.models import Member
from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence, Replacement, Report
from tests.browser.members import let_in
from tests.pages.loss import member_with_plastic, office
from tests.pages.members import second_card
from tests.replacements.uploads import photo, photo_with_position

Look = Callable[[Page, str], None]
pytestmark = pytest.mark.slow
# What is pressed and read, in both languages.
WORDS = {
    "id": {
        "lost": "Kartu hilang",
        "on": "Lanjutkan",
        "email": "Kode lewat email saya",
        "report": "Laporkan dan blokir sekarang",
        "blocked": "Kartu lama sudah diblokir",
        "ask": "Minta kartu fisik yang baru",
        "branch": "Saya ambil di kantor cabang",
        "send": "Kirim permohonan",
        "taken": "Permohonan Anda kami terima",
        "follow": "Kirim berkas dan pantau",
        "letter": "Surat keterangan kehilangan dari polisi",
        "put": "Kirim",
        "got": "Berkas Anda kami terima.",
        "bad": "Ini bukan foto atau PDF",
    },
    "en": {
        "lost": "The card is lost",
        "on": "Continue",
        "email": "A code to my e-mail address",
        "report": "Report and block it now",
        "blocked": "The old card is blocked",
        "ask": "Ask for a new plastic card",
        "branch": "I collect it at a branch",
        "send": "Send the request",
        "taken": "We have your request",
        "follow": "Send papers and follow",
        "letter": "Loss letter from the police",
        "put": "Send",
        "got": "We have your paper.",
        "bad": "This is not a photo or PDF",
    },
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "plain_phone", "desktop"])
def test_the_whole_road_without_an_account(
    request: pytest.FixtureRequest, look: Look, tmp_path: Path, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    member, card = member_with_plastic()
    old = active_digital(card)
    office()
    office("TUAL", "Tual")
    says, page = WORDS[language], context.new_page()
    seen = _looker(look, page, language, on=screen != "plain_phone")

    page.goto(f"/hilang?bahasa={language}")
    seen("lost-what")
    _choose(page, says["lost"], says["on"])
    _prove(page, member, says, seen)
    seen("lost-check")
    page.get_by_role("button", name=says["report"]).click()
    assert says["blocked"] in page.inner_text("h1")
    seen("lost-done")
    _ask(page, says, seen)
    page.get_by_role("link", name=says["letter"]).click()
    seen("request-letter")
    _fill_letter(page, tmp_path, b"Ini bukan foto.")
    page.get_by_role("button", name=says["put"], exact=True).click()
    assert says["bad"] in page.inner_text(".errs")
    seen("request-letter-bad")
    _fill_letter(page, tmp_path, photo_with_position())
    page.get_by_role("button", name=says["put"], exact=True).click()
    assert says["got"] in page.inner_text("main")
    seen("request-status-sent")

    renewed = active_digital(card)
    assert old is not None
    assert renewed is not None
    assert renewed.id != old.id
    assert Replacement.objects.get().branch.code == "TUAL"
    assert b"GPSLatitude" not in evidence_pages(Evidence.objects.get())[0]


def test_a_large_photo_is_made_smaller_before_it_is_sent(phone: BrowserContext, tmp_path: Path) -> None:
    page, case = _at_a_case(phone)
    sizes: list[int] = []
    page.on("request", lambda sent: sizes.append(len(sent.post_data_buffer or b"")) if sent.method == "POST" else None)
    large = tmp_path / "besar.png"
    large.write_bytes(photo(5000, format="PNG", compress_level=0))

    page.goto(f"/permohonan/{case.number}/berkas/identity")
    page.set_input_files("#id_file", large)
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.get_by_text("Berkas Anda kami terima.").wait_for()

    assert large.stat().st_size > 40_000_000
    assert max(sizes) < 1_000_000


def test_fifty_megabytes_that_are_no_photo_are_refused_before_they_are_sent(
    phone: BrowserContext, tmp_path: Path
) -> None:
    page, case = _at_a_case(phone)
    large = tmp_path / "besar.jpg"
    large.write_bytes(bytes(50_000_000))

    page.goto(f"/permohonan/{case.number}/berkas/identity")
    page.set_input_files("#id_file", large)
    page.get_by_text("Berkas ini lebih dari 10 MB").wait_for()

    assert page.input_value("#id_file") == ""


def test_fifty_megabytes_without_script_are_answered_in_words(plain_phone: BrowserContext, tmp_path: Path) -> None:
    page, case = _at_a_case(plain_phone)
    large = tmp_path / "besar.jpg"
    large.write_bytes(bytes(50_000_000))

    page.goto(f"/permohonan/{case.number}/berkas/identity")
    page.set_input_files("#id_file", large)
    page.get_by_role("button", name="Kirim", exact=True).click()

    assert page.inner_text("h1") == "Berkas terlalu besar"
    page.goto(f"/permohonan/{case.number}")
    assert case.number in page.inner_text("main")


def test_a_double_click_the_back_button_and_two_tabs_make_one_report_and_one_request(phone: BrowserContext) -> None:
    member, card = member_with_plastic()
    office()
    let_in(phone, member)
    page, other = phone.new_page(), phone.new_page()
    page.goto("/hilang")
    _choose(page, "Kartu hilang", "Lanjutkan")
    other.goto("/hilang/periksa")

    page.get_by_role("button", name="Laporkan dan blokir sekarang").dblclick()
    page.get_by_role("heading", name="Kartu lama sudah diblokir").wait_for()
    other.get_by_role("button", name="Laporkan dan blokir sekarang").click()
    other.get_by_role("heading", name="Kartu lama sudah diblokir").wait_for()
    page.go_back()
    page.reload()
    again = page.get_by_role("heading", name="Kartu lama sudah diblokir")
    again.wait_for()
    for path in ("/permohonan/baru", "/permohonan/baru/cara"):
        page.goto(path)
    _choose(page, "Saya ambil di kantor cabang", "Lanjutkan")
    page.get_by_role("combobox").select_option("BDG1")
    page.get_by_role("button", name="Lanjutkan").click()
    other.goto("/permohonan/baru/periksa")
    page.get_by_role("button", name="Kirim permohonan").dblclick()
    page.get_by_role("heading", name="Permohonan Anda kami terima").wait_for()
    code = page.inner_text("dd.code >> nth=1")
    other.get_by_role("button", name="Kirim permohonan").click()
    other.get_by_role("heading", name="Permohonan Anda kami terima").wait_for()

    assert other.inner_text("dd.code >> nth=1") == code
    assert Report.objects.filter(card=card).count() == 1
    assert Replacement.objects.filter(card=card).count() == 1


def test_a_session_that_ends_in_the_middle_loses_nothing(phone: BrowserContext, look: Look) -> None:
    member, card = member_with_plastic()
    second_card(member)
    let_in(phone, member)
    page = phone.new_page()
    page.goto("/hilang")
    _choose(page, "Kartu dicuri", "Lanjutkan")
    look(page, "lost-which-id")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Lanjutkan").click()
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.get_by_role("button", name="Laporkan dan blokir sekarang").click()
    assert page.inner_text("h1") == "Siapa Anda?"
    let_in(phone, member)
    page.goto("/hilang/lanjut")
    page.get_by_role("button", name="Laporkan dan blokir sekarang").click()

    assert page.inner_text("h1") == "Kartu lama sudah diblokir"
    assert Report.objects.get().card == card


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_other_pages_and_their_errors_are_open_to_everybody(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    page, says = context.new_page(), WORDS[language]
    seen = _looker(look, page, language)

    page.goto(f"/hilang?bahasa={language}")
    page.get_by_role("button", name=says["on"]).click()
    seen("lost-what-error")
    _choose(page, says["lost"], says["on"])
    page.get_by_role("button", name=says["on"]).click()
    page.wait_for_selector(".errs")
    seen("lost-who-error")
    page.fill("#id_identity", "3174990102990001")
    page.fill("#id_birth_date", "28-02-2001")
    page.get_by_role("button", name=says["on"]).click()
    page.wait_for_url("**/cara")
    page.locator("form button.alt").click()
    seen("lost-check-unproved")
    page.locator("form button").click()
    seen("lost-noted")
    for path in ("/hilang/datang", "/surat-polisi", "/permohonan"):
        page.goto(path)
        seen(path.strip("/").replace("/", "-"))
    page.fill("#id_number", "4H7K-29RX")
    page.fill("#id_code", "00000 00000")
    page.locator("form button").click()
    seen("permohonan-error")
    member, _ = member_with_plastic()
    let_in(context, member)
    page.goto("/surat-polisi")
    seen("surat-polisi-known")
    page.goto("/permohonan")
    seen("permohonan-none")
    page.goto("/hilang/ketemu")
    seen("found-none")
    page.goto("/hilang")
    _choose(page, says["lost"], says["on"])
    page.get_by_role("button", name=says["report"]).click()
    page.goto("/hilang/ketemu")
    seen("found")
    page.locator("form button").click()
    seen("found-done")


def _looker(look: Look, page: Page, language: str, *, on: bool = True) -> Callable[[str], None]:
    """Look at a page under its name and language; a browser without script cannot be asked to."""
    return lambda name: look(page, f"{name}-{language}") if on else None


def _choose(page: Page, option: str, button: str) -> None:
    page.get_by_role("radio", name=option, exact=True).check()
    page.get_by_role("button", name=button).click()


def _prove(page: Page, member: Member, says: dict[str, str], seen: Callable[[str], None]) -> None:
    seen("lost-who")
    page.fill("#id_identity", member.identity)
    page.fill("#id_birth_date", "28 Februari 2001")
    page.get_by_role("button", name=says["on"]).click()
    page.wait_for_url("**/cara")
    seen("lost-way")
    _choose(page, says["email"], says["on"])
    page.wait_for_url("**/kode")
    seen("lost-code")
    sent = SentCode.objects.latest("id")
    deliver_code(sent.id)
    page.fill("#id_code", six_digits(sent.seed))
    page.get_by_role("button", name=says["on"]).click()
    page.wait_for_url("**/periksa")


def _ask(page: Page, says: dict[str, str], seen: Callable[[str], None]) -> None:
    page.get_by_role("link", name=says["ask"]).click()
    seen("request-begin")
    page.get_by_role("link", name=says["on"]).click()
    seen("request-delivery")
    _choose(page, says["branch"], says["on"])
    seen("request-branch")
    page.get_by_role("combobox").select_option("TUAL")
    page.get_by_role("button", name=says["on"]).click()
    seen("request-check")
    page.get_by_role("button", name=says["send"]).click()
    assert says["taken"] in page.inner_text("h1")
    seen("request-opened")
    page.get_by_role("link", name=says["follow"]).click()
    seen("request-status")


def _fill_letter(page: Page, folder: Path, content: bytes) -> None:
    file = folder / "surat.jpg"
    file.write_bytes(content)
    page.set_input_files("#id_photo", file)
    page.fill("#id_number", "SKTLK/411/XI/2026")
    page.fill("#id_station", "Polsek Coblong")
    page.fill("#id_dated", timezone.localtime().strftime("%d-%m-%Y"))


def _at_a_case(context: BrowserContext) -> tuple[Page, Replacement]:
    member, card = member_with_plastic()
    office()
    let_in(context, member)
    page = context.new_page()
    page.goto("/hilang")
    _choose(page, "Kartu rusak", "Lanjutkan")
    page.goto("/permohonan/baru/cara")
    _choose(page, "Saya ambil di kantor cabang", "Lanjutkan")
    page.get_by_role("combobox").select_option("BDG1")
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("button", name="Kirim permohonan").click()
    page.get_by_role("heading", name="Permohonan Anda kami terima").wait_for()
    return page, Replacement.objects.get(card=card)
