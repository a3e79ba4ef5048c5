"""The desk in a real browser: a newcomer's first case from the queue to the hand, by mouse, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from kartu.audit.actors import SYSTEM
from kartu.printing.handing import hand_over_of
from kartu.replacements import states
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.review import take_case
from tests.browser.conftest import Site, until
from tests.browser.desks import Counter, Look, at_the_desk, fill_hand_over, press_to

pytestmark = pytest.mark.slow

BAR = 110  # pixels of a phone's height that the bar of staff may take
OPENED = "document.querySelector('.pane img').style.width !== ''"
WITHIN = """(([pane, picture]) => picture.top >= pane.top && picture.left >= pane.left
  && picture.bottom <= pane.bottom && picture.right <= pane.right)(
  ['.pane', '.pane img'].map(each => document.querySelector(each).getBoundingClientRect()))"""


def _now(case: Replacement) -> Replacement:
    return Replacement.objects.get(pk=case.pk)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_case_goes_from_the_queue_to_the_hand_and_every_page_is_sound(
    request: pytest.FixtureRequest, site: Site, counter: Counter, look: Look, screen: str, language: str
) -> None:
    page = at_the_desk(request.getfixturevalue(screen), site, counter.officer)
    case, wrong = counter.cases[0], []
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    say = {"id": 0, "en": 1}[language]

    def press(indonesian: str, english: str, role: str = "button") -> None:
        page.get_by_role(role, name=(indonesian, english)[say], exact=False).first.click()  # type: ignore[arg-type]

    def seen(name: str) -> None:
        look(page, f"meja-{name}-{language}")

    page.goto(f"/meja?bahasa={language}")
    seen("antrean")
    page.goto(f"/meja/permohonan/{case.number}")
    seen("permohonan-baru")
    _decide(press, seen)
    issue_replacement(case.id, actor=SYSTEM, now=timezone.now())
    press("Periksa lagi", "Check again", "link")
    seen("permohonan-siap-cetak")
    press("Kirim ke pencetak", "Send to the printer")
    seen("kiriman-cetak")
    page.get_by_label(("Hasil", "Result of")[say]).select_option("good")
    press("Simpan jawaban", "Save the answers")
    seen("permohonan-siap-diambil")
    press("Cetakan rusak", "Spoiled print", "link")
    seen("cetakan-rusak")
    press("Batalkan cetakan ini", "Void this print")
    seen("cetakan-rusak-galat")
    page.goto(f"/meja/permohonan/{case.number}/serah-terima")
    seen("serah-terima")
    press("Kartu sudah saya serahkan", "I have handed over the card")
    seen("serah-terima-galat")
    fill_hand_over(page, _now(case), say)
    press("Kartu sudah saya serahkan", "I have handed over the card")
    seen("permohonan-selesai")
    press("Tanda terima", "Receipt", "link")
    seen("tanda-terima")
    kept = hand_over_of(_now(case))

    assert _now(case).status == states.COLLECTED
    assert kept is not None
    assert kept.strokes.startswith("M")
    assert wrong == []


def _decide(press: Callable[..., None], seen: Callable[[str], None]) -> None:
    press("Ambil permohonan ini", "Take this request")
    seen("permohonan-diperiksa")
    for name in ("surat", "identitas"):
        press("Lihat dan periksa", "Look and check", "link")
        seen(f"berkas-{name}")
        press("Terima", "Accept")
    seen("permohonan-lengkap")
    press("Setujui", "Approve")
    seen("permohonan-disetujui")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_other_pages_of_the_desk_are_sound(
    request: pytest.FixtureRequest, site: Site, counter: Counter, look: Look, screen: str, language: str
) -> None:
    page = at_the_desk(request.getfixturevalue(screen), site, counter.officer)
    taken, mine, _ = counter.cases
    take_case(taken, actor=counter.colleague, now=timezone.now())
    take_case(mine, actor=counter.officer, now=timezone.now())
    Evidence.objects.filter(replacement=mine, kind="identity").update(file="", digest=None)
    report = counter.flagged.reports.get()
    base = f"/meja/permohonan/{mine.number}"

    def seen(address: str, name: str) -> None:
        if address:
            page.goto(f"{address}?bahasa={language}")
        look(page, f"meja-{name}-{language}")

    seen(f"/meja/permohonan/{taken.number}", "permohonan-rekan")
    for rest, name in (("/tolak", "tolak"), ("/minta-berkas", "minta-berkas")):
        seen(base + rest, name)
        page.locator("main form button").click()
        seen("", f"{name}-galat")
    seen(f"{base}/berkas/tambah/police_letter", "berkas-tambah")
    page.locator("main form button").click()
    seen("", "berkas-tambah-galat")
    seen("/meja/laporan", "laporan")
    seen(f"/meja/laporan/{report.number}", "laporan-satu")
    page.locator("main form button").first.click()
    seen("", "laporan-satu-galat")
    seen("/meja/cari", "cari")
    page.get_by_label(("Nomor permohonan", "Request, card")[language == "en"]).fill(counter.flagged.membership.number)
    page.locator("main form button:not([type])").click()
    seen("", "cari-galat")
    page.get_by_label(("Alasan mencari", "Why you search")[language == "en"]).select_option("present")
    page.locator("main form button:not([type])").click()
    seen("", "peserta")


def test_two_officers_press_at_once_and_the_second_reads_who_was_first(
    desktop: BrowserContext, site: Site, counter: Counter, look: Look
) -> None:
    page = at_the_desk(desktop, site, counter.officer)
    case = counter.cases[0]
    page.goto(f"/meja/permohonan/{case.number}")
    take_case(case, actor=counter.colleague, now=timezone.now())

    page.get_by_role("button", name="Ambil permohonan ini").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sudah dikerjakan lebih dulu")
    expect(page.locator("main")).to_contain_text(f"petugas {counter.colleague.id}")
    look(page, "meja-didahului-id")
    page.get_by_role("link", name="Buka permohonan").click()
    expect(page.locator("#langkah")).to_contain_text(f"petugas {counter.colleague.id}")


def test_with_the_keyboard_alone_from_the_worklist_to_the_approval(
    desktop: BrowserContext, site: Site, counter: Counter
) -> None:
    page = at_the_desk(desktop, site, counter.officer)
    page.goto("/meja")

    press_to(page, "Kerjakan berikutnya")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meja/permohonan/**")
    case = Replacement.objects.get(officer_id=counter.officer.id)
    for _ in range(2):
        press_to(page, "Lihat dan periksa")
        page.keyboard.press("Enter")
        page.wait_for_url("**/berkas/**")
        press_to(page, "Terima")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/meja/permohonan/{case.number}#langkah")
    # The page opens at its next step: what is to be done is one Tab away.
    press_to(page, "Setujui", most=1)
    page.keyboard.press("Enter")
    expect(page.locator("h1 + .tag")).to_have_text("Kartu sedang dibuat")

    assert _now(case).status == states.APPROVED


def test_without_script_on_a_phone_a_case_is_decided_too(
    plain_phone: BrowserContext, site: Site, counter: Counter
) -> None:
    page = at_the_desk(plain_phone, site, counter.officer)
    case = counter.cases[0]
    page.goto("/meja")

    page.get_by_role("button", name=f"Ambil permohonan {case.number}").click()
    page.get_by_role("link", name="Tolak").click()
    page.get_by_label("Keaslian dokumen tidak dapat kami pastikan.").check()
    page.get_by_role("button", name="Tolak permohonan").click()

    expect(page.locator("h1 + .tag")).to_have_text("Ditolak")
    assert (_now(case).status, _now(case).decided_by_id) == (states.REJECTED, counter.officer.id)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/meja/masuk")


def test_on_a_phone_the_bar_is_low_and_the_keyboard_opens_its_menu(
    phone: BrowserContext, site: Site, counter: Counter, look: Look
) -> None:
    page = at_the_desk(phone, site, counter.officer)
    page.goto("/meja/laporan")
    menu, places = page.get_by_role("button", name="Menu"), page.locator("#menu")
    bar = page.locator("header.bar").bounding_box()
    assert bar is not None
    assert bar["height"] <= BAR
    expect(places).to_be_hidden()

    menu.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Laporan", exact=True)).to_be_focused()
    look(page, "meja-menu")
    menu.press("Enter")
    page.keyboard.press("Escape")
    expect(places).to_be_hidden()
    expect(menu).to_be_focused()
    page.locator("header.bar .brand").click()
    page.wait_for_url("**/meja")


def test_the_desk_fits_the_narrowest_phone(phone: BrowserContext, site: Site, counter: Counter) -> None:
    page = at_the_desk(phone, site, counter.officer)
    page.set_viewport_size({"width": 320, "height": 640})
    case = counter.cases[0]

    for path in ("/meja", "/meja/cari", "/meja/laporan", f"/meja/permohonan/{case.number}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_paper_is_seen_whole_also_turned_and_opens_in_its_full_size(
    desktop: BrowserContext, site: Site, counter: Counter
) -> None:
    page = at_the_desk(desktop, site, counter.officer)
    case = counter.cases[0]
    page.goto(f"/meja/permohonan/{case.number}")

    page.get_by_role("link", name="Lihat").first.click()
    until(page, OPENED)
    whole = [page.evaluate(WITHIN)]
    page.get_by_role("button", name="Putar").click()
    whole.append(page.evaluate(WITHIN))
    page.get_by_role("button", name="Perbesar").click()
    larger = page.evaluate(WITHIN)
    page.get_by_role("link", name="buka ukuran penuh").click()
    page.wait_for_url("**/1.jpg")

    assert whole == [True, True]
    assert not larger
    assert page.evaluate("document.images[0].naturalWidth") == 1200
