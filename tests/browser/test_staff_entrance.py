"""The staff entrance in a real browser, with an authenticator the browser itself plays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from kartu.accounts.entry_links import make_entry_link
from kartu.accounts.models import Passkey, Role, User
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR
from kartu.registry.models import Branch
from tests.browser.conftest import Site

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def _operator() -> User:
    """Somebody of staff whose own page is where the entrance leads."""
    return appoint(Role.Kind.OPERATOR, now=timezone.now())


def _link(user: User) -> str:
    return make_entry_link(user, actor=OPERATOR, now=timezone.now())


def _authenticator(page: Page) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, made["authenticatorId"]


def test_a_passkey_is_made_by_a_link_and_opens_the_entrance_afterwards(desktop: BrowserContext, look: Look) -> None:
    user = _operator()
    page = desktop.new_page()
    _authenticator(page)
    page.goto(f"/meja/daftar/{_link(user)}")
    look(page, "meja-daftar")

    page.get_by_role("button", name="Buat passkey dan masuk").click()
    page.wait_for_url("**/meja/saya")
    look(page, "meja-saya")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/meja/masuk")
    look(page, "meja-masuk")
    page.get_by_role("button", name="Masuk dengan passkey").click()
    page.wait_for_url("**/meja/saya")

    kept = Passkey.objects.get()
    assert (kept.user, kept.used_at is not None, kept.sign_count > 0) == (user, True, True)


def test_somebody_elses_finger_opens_nothing(desktop: BrowserContext, look: Look) -> None:
    page = desktop.new_page()
    session, authenticator = _authenticator(page)
    page.goto(f"/meja/daftar/{_link(_operator())}")
    page.get_by_role("button", name="Buat passkey dan masuk").click()
    page.wait_for_url("**/meja/saya")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/meja/masuk")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})

    page.get_by_role("button", name="Masuk dengan passkey").click()

    expect(page.get_by_text("Tidak ada passkey yang dipakai")).to_be_visible()
    look(page, "meja-masuk-gagal")


def test_a_copied_passkey_is_refused(desktop: BrowserContext, look: Look) -> None:
    page = desktop.new_page()
    _authenticator(page)
    page.goto(f"/meja/daftar/{_link(_operator())}")
    page.get_by_role("button", name="Buat passkey dan masuk").click()
    page.wait_for_url("**/meja/saya")
    page.get_by_role("button", name="Keluar").click()
    Passkey.objects.update(sign_count=1000)

    page.get_by_role("button", name="Masuk dengan passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Passkey tidak diterima")
    look(page, "meja-masuk-ditolak")


def test_the_entrance_fits_a_phone_in_english(phone: BrowserContext, look: Look) -> None:
    page = phone.new_page()

    page.goto("/meja/masuk?bahasa=en")
    look(page, "meja-masuk-en")
    page.goto(f"/meja/daftar/{_link(_operator())}")
    look(page, "meja-daftar-en")

    assert page.get_by_role("heading", level=1).inner_text() == "Make your passkey"


@pytest.mark.parametrize("script", [True, False])
def test_a_demonstration_lets_browsers_in_that_have_no_passkey(
    browser: Browser, demonstration: Site, script: bool
) -> None:
    branch = Branch(code="AMB", name="Cabang Ambon", city="Ambon")
    page = browser.new_page(base_url=demonstration.base, java_script_enabled=script)
    branch.save(force_insert=True)
    user = _operator()
    page.goto(f"/demo/masuk/{_link(user)}")

    page.get_by_role("button", name="Buat passkey dan masuk").click()
    page.wait_for_url("**/meja/saya")

    assert Passkey.objects.count() == 0
