"""A newcomer's first day at the desk: from the log-in to three cards handed over, the last one without a mouse."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from kartu.accounts.entry_links import make_entry_link
from kartu.accounts.models import User
from kartu.audit.actors import OPERATOR, SYSTEM
from kartu.replacements import states
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from tests.browser.conftest import Site
from tests.browser.desks import Counter, press_to
from tests.browser.test_staff_entrance import AUTHENTICATOR

pytestmark = pytest.mark.slow


def _log_in(context: BrowserContext, user: User) -> Page:
    """The first entrance: the link the operator gave, a passkey, and out to the desk."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"/meja/daftar/{make_entry_link(user, actor=OPERATOR, now=timezone.now())}")
    page.get_by_role("button", name="Buat passkey dan masuk").click()
    page.wait_for_url("**/meja")
    return page


class Hands:
    """Presses and fills what a person reads; by mouse, or with Tab, Space and Enter alone."""

    def __init__(self, page: Page, *, keyboard: bool) -> None:
        self.page, self.keyboard = page, keyboard

    def press(self, words: str, role: str = "button") -> None:
        with self.page.expect_navigation():
            if self.keyboard:
                press_to(self.page, words)
                self.page.keyboard.press("Enter")
            else:
                self.page.get_by_role(role, name=words).first.click()  # type: ignore[arg-type]

    def choose(self, label: str, key: str) -> None:
        field = self.page.get_by_label(label).first
        if self.keyboard:
            _tab_to(self.page, field.get_attribute("id") or "")
            self.page.keyboard.type(key)
        else:
            field.select_option(label=key)

    def fill(self, label: str, words: str) -> None:
        field = self.page.get_by_label(label).first
        if self.keyboard:
            _tab_to(self.page, field.get_attribute("id") or "")
            self.page.keyboard.type(words)
        else:
            field.fill(words)

    def check(self, label: str) -> None:
        field = self.page.get_by_label(label, exact=True).first
        if self.keyboard:
            _tab_to(self.page, field.get_attribute("id") or "")
            self.page.keyboard.press("Space")
        else:
            field.check()


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == wanted:
            return
    raise AssertionError(f"{wanted!r} is not reached with Tab")


def _whole_case(page: Page, officer: int, *, keyboard: bool) -> None:
    """Work on the next case, from its papers to the hand."""
    hands = Hands(page, keyboard=keyboard)
    page.goto("/meja")
    hands.press("Kerjakan berikutnya")
    case = Replacement.objects.get(officer_id=officer, status=states.IN_REVIEW)
    for _ in range(2):
        hands.press("Lihat dan periksa", "link")
        hands.press("Terima")
    hands.press("Setujui")
    issue_replacement(case.id, actor=SYSTEM, now=timezone.now())
    hands.press("Periksa lagi", "link")
    hands.press("Kirim ke pencetak")
    hands.choose("Hasil", page.locator("select option[value=good]").first.inner_text())
    hands.press("Simpan jawaban")
    page.goto(f"/meja/permohonan/{case.number}#langkah")
    hands.press("Serahkan kartu", "link")
    hands.fill("Kartu yang akan", copy_made_for(Replacement.objects.get(pk=case.pk)).serial_text[-8:])
    hands.check("Paspor")
    hands.press("Kartu sudah saya serahkan")

    assert Replacement.objects.get(pk=case.pk).status == states.COLLECTED


def test_from_the_log_in_three_cases_are_decided_printed_and_handed_over_one_with_the_keyboard_alone(
    desktop: BrowserContext, site: Site, counter: Counter
) -> None:
    officer = counter.officer.id or 0
    page = _log_in(desktop, User.objects.get(pk=officer))

    for keyboard in (False, False, True):
        _whole_case(page, officer, keyboard=keyboard)

    done = Replacement.objects.filter(pk__in=[case.pk for case in counter.cases], status=states.COLLECTED)
    assert done.count() == 3
