"""A station's officer from the entrance to the withdrawn letter; the public checks; the certificate at the counter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from kartu.accounts.entry_links import make_entry_link
from kartu.accounts.models import User
from kartu.audit.actors import OPERATOR
from kartu.letters.models import Letter
from kartu.printing import sealing
from kartu.printing.certificates import good_certificate, withdraw_certificate
from kartu.replacements.requests import cancel_replacement
from tests.browser.conftest import Site
from tests.browser.desks import at_the_desk
from tests.browser.test_staff_entrance import AUTHENTICATOR
from tests.letters.builders import WAYAN, new_station, officer_of
from tests.replacements.builders import new_scene, opened

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]
BOTH = pytest.mark.parametrize(("screen", "language"), [("phone", "id"), ("desktop", "en")])


@BOTH
def test_from_the_entrance_of_a_station_to_a_withdrawn_letter(
    request: pytest.FixtureRequest, site: Site, look: Look, screen: str, language: str
) -> None:
    page, officer = request.getfixturevalue(screen).new_page(), officer_of(new_station())
    page.emulate_media(reduced_motion="reduce")

    def seen(name: str) -> None:
        look(page, f"polisi-{name}-{language}")

    _come_in(page, User.objects.get(pk=officer.id or 0), language, seen)
    _issue(page, seen)
    letter = Letter.objects.get()
    paper = page.request.get(page.locator("a[href$='surat.pdf']").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")
    _check(page, "surat", letter.code, language, look, "good")
    Letter.objects.update(issued_on=letter.issued_on - timedelta(days=20), until=letter.until - timedelta(days=20))
    _extend_and_withdraw(page, letter, seen)
    _check(page, "surat", letter.code, language, look, "withdrawn")
    _check(page, "surat", "HALO", language, look, "not-ours")
    _check(page, "surat", "", language, look, "")


def _come_in(page: Page, user: User, language: str, seen: Callable[[str], None]) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"/polisi?bahasa={language}")
    seen("masuk")
    page.goto(f"/polisi/daftar/{make_entry_link(user, actor=OPERATOR, now=timezone.now())}")
    page.locator("main form button").click()
    page.wait_for_url("**/polisi")
    seen("kosong")


def _issue(page: Page, seen: Callable[[str], None]) -> None:
    page.locator("main a[href='/polisi/surat/baru']").click()
    seen("baru")
    page.locator("main form button").click()
    page.get_by_role("alert").wait_for()
    seen("baru-kurang")
    # Whoever types for minutes is not signed out for being away.
    page.evaluate("later => { const now = Date.now(); Date.now = () => now + later }", 5 * 60_000)
    with page.expect_request(lambda asked: (asked.method, asked.url[-5:]) == ("HEAD", "/saya")):
        page.locator("[name=name]").fill("W")
    typed = {"name": WAYAN.name, "identity": WAYAN.identity, "lost_when": WAYAN.lost_when}
    for name, words in {**typed, "lost_where": WAYAN.lost_where, "details": WAYAN.details}.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator("main form button").click()
    page.locator("a[href$='surat.pdf']").wait_for()
    seen("surat")


def _extend_and_withdraw(page: Page, letter: Letter, seen: Callable[[str], None]) -> None:
    page.goto("/polisi")
    seen("lewat")
    page.locator("[name=nomor]").fill("SKTLK/77/I/2026/ENTAH")
    page.locator("[role=search] button").click()
    page.get_by_role("status").wait_for()
    seen("tidak-ada")
    page.locator("[name=nomor]").fill(letter.number)
    page.locator("[role=search] button").click()
    page.locator(".links a").click()
    page.locator("form[action$='/perpanjang'] button").click()
    page.locator("form[action$='/perpanjang']").wait_for(state="detached")
    seen("diperpanjang")
    page.locator("a[href$='/tarik']").click()
    page.locator("main form button").click()
    page.get_by_role("alert").wait_for()
    seen("tarik-kurang")
    page.locator("[name=reason]").first.check()
    page.locator("main form button").click()
    page.locator(".note.bad").wait_for()
    seen("ditarik")


@BOTH
def test_a_certificate_made_at_the_counter_is_checked_by_anybody(
    request: pytest.FixtureRequest, site: Site, look: Look, screen: str, language: str
) -> None:
    scene, now = new_scene(), timezone.now()
    page = at_the_desk(request.getfixturevalue(screen), site, scene.officer)
    case = opened(scene)
    sealing.make_own(now=now)

    page.goto(f"/meja/permohonan/{case.number}/surat-keterangan?bahasa={language}")
    look(page, f"meja-surat-keterangan-{language}")
    page.locator("main form button").click()
    page.locator("a[href$='surat-keterangan.pdf']").wait_for()
    look(page, f"meja-surat-keterangan-jadi-{language}")

    made = good_certificate(case)
    assert made is not None
    _check(page, "keterangan", made.code, language, look, "good")
    assert withdraw_certificate(case, actor=scene.officer, now=now)
    cancel_replacement(case, actor=scene.officer, now=now)
    page.goto(f"/meja/permohonan/{case.number}/surat-keterangan")
    look(page, f"meja-surat-keterangan-berakhir-{language}")
    _check(page, "keterangan", made.code, language, look, "withdrawn")
    _check(page, "keterangan", "HALO", language, look, "not-ours")
    _check(page, "keterangan", "", language, look, "")


def _check(page: Page, paper: str, code: str, language: str, look: Look, verdict: str) -> None:
    """As anybody: the code typed at the public check, and what it answers; "" for a form sent empty."""
    page.goto(f"/periksa/{paper}?bahasa={language}")
    page.locator("[name=code]").fill(code)
    page.locator("main form button").click()
    page.locator(f"[data-answer='{verdict}']" if verdict else "[role=alert]").wait_for()
    look(page, f"periksa-{paper}-{verdict or 'kurang'}-{language}")
