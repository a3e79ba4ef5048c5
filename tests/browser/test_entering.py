"""Passkeys, the second step, devices and the question in between, in a real browser with its own authenticator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from kartu.accounts.models import Device, OpenSession, Passkey, User
from kartu.accounts.second_step import new_secret, set_second_step
from kartu.accounts.sessions import FRESH, PROOFS
from kartu.notifications.models import Message
from tests.accounts.apps import app_code
from tests.accounts.builders import EMAIL, NIK, PASSWORD, PHONE, a_member, an_account
from tests.browser.conftest import Site
from tests.browser.devices import PHONE as SMALL
from tests.browser.post import arrived_code, mailed
from tests.browser.test_staff_entrance import AUTHENTICATOR

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


def _authenticator(page: Page) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]


def _by_password(page: Page, to: str = "/keamanan") -> None:
    page.goto(f"/masuk?lanjut={to}")
    page.locator("[name=name]").fill(PHONE)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def _arrive(page: Page, path: str) -> None:
    """Wait for a page itself; an address that only names it as the way on does not count."""
    page.wait_for_url(re.compile(rf"^http://[^/]+{path}(\?|$)"))


def _age_proofs() -> None:
    """Every session was proved long enough ago to be asked again."""
    for row in Session.objects.all():
        kept = row.get_decoded()
        kept[PROOFS] = [["password", (timezone.now() - FRESH).isoformat()]]
        row.session_data = SessionStore().encode(kept)
        row.save(update_fields=["session_data"])


@pytest.mark.parametrize(("screen", "language"), [("phone", "id"), ("desktop", "en")])
def test_a_sign_up_ends_with_a_passkey_and_a_passkey_is_the_only_step_afterwards(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    a_member()
    page = context.new_page()
    session, authenticator = _authenticator(page)
    page.goto(f"/daftar?bahasa={language}")
    page.locator("[name=identity]").fill(NIK)
    page.locator("[name=birth_date]").fill("27-05-1990")
    onward = page.get_by_role("button", name="Lanjutkan" if language == "id" else "Continue")
    onward.click()
    page.locator("[value=phone]").check()
    onward.click()
    page.wait_for_url("**/daftar/kode")
    page.locator("[name=code]").fill(arrived_code())
    onward.click()
    page.wait_for_url("**/daftar/sandi")
    look(page, f"sandi-atau-passkey-{language}")
    page.locator("a[href='/daftar/passkey']").click()
    look(page, f"daftar-passkey-{language}")
    page.locator("[name=own]").check()
    page.locator("main .btn").click()
    page.wait_for_url("**/kartu*")
    context.clear_cookies(name="sesi")
    session.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": authenticator, "enabled": False})
    page.goto(f"/masuk?lanjut=/keamanan&bahasa={language}")
    page.locator("[data-script]").wait_for()
    look(page, f"masuk-passkey-{language}")
    session.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": authenticator, "enabled": True})

    page.locator("[data-script]").click()
    _arrive(page, "/keamanan")

    look(page, f"keamanan-{language}")
    made = Passkey.objects.get()
    assert (made.user, made.used_at is not None) == (User.objects.get(), True)
    assert not made.user.has_usable_password()


def test_a_passkey_is_offered_in_the_name_field_where_the_browser_can(phone: BrowserContext, look: Look) -> None:
    an_account(a_member())
    page = phone.new_page()
    _authenticator(page)
    _by_password(page, "/keamanan/passkey")
    _arrive(page, "/keamanan/passkey")
    look(page, "keamanan-passkey")
    page.get_by_role("button", name="Buat passkey").click()
    page.wait_for_url("**/keamanan?pesan=passkey")
    look(page, "keamanan-passkey-ada")
    phone.clear_cookies()

    # The authenticator agrees as soon as it is asked, and it is asked without any button.
    page.goto("/masuk?lanjut=/kontak", wait_until="commit")
    _arrive(page, "/kontak")

    assert OpenSession.objects.latest("id").passkey == Passkey.objects.get()


@pytest.mark.parametrize(("screen", "language"), [("phone", "id"), ("desktop", "en")])
def test_the_second_step_is_set_up_and_asked_for_and_a_recovery_code_opens_as_well(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    an_account(a_member())
    page = context.new_page()
    _by_password(page, f"/keamanan/kode?bahasa={language}")
    _arrive(page, "/keamanan/kode")
    look(page, f"kode-tambahan-{language}")
    page.locator("[name=code]").fill("000000")
    page.locator("main form .btn").click()
    page.locator(".errs").wait_for()
    look(page, f"kode-tambahan-error-{language}")
    secret = page.locator("p.small > .num").inner_text().replace(" ", "")
    # The step before the present one: the present one is for the sign-in below.
    page.locator("[name=code]").fill(app_code(secret, timezone.now(), steps=-1))
    page.locator("main form .btn").click()
    page.wait_for_url("**/keamanan/cadangan")
    look(page, f"kode-cadangan-{language}")
    codes = page.locator(".codes .code").all_inner_texts()
    with page.expect_download() as saved:
        page.locator("a[href='/keamanan/cadangan.txt']").click()
    assert all(code in Path(saved.value.path()).read_text() for code in codes)
    page.locator("[name=selesai]").click()
    page.wait_for_url("**/keamanan?pesan=kode")
    look(page, f"keamanan-kode-{language}")
    page.goto("/keamanan/sandi")
    look(page, f"keamanan-sandi-{language}")
    page.locator("main form .btn").click()
    page.locator(".errs").wait_for()
    look(page, f"keamanan-sandi-error-{language}")
    page.goto("/keamanan/kode/hapus")
    look(page, f"kode-tambahan-hapus-{language}")

    for code in (app_code(secret, timezone.now(), steps=1), codes[4]):
        context.clear_cookies(name="sesi")
        _by_password_again(page, language)
        page.wait_for_url("**/masuk/kedua*")
        look(page, f"masuk-kedua-{language}")
        page.locator("[name=code]").fill(code)
        page.locator("main form .btn").click()
        _arrive(page, "/keamanan")

    expect(page.locator("main")).to_contain_text(re.compile("(Sisa kode cadangan|Recovery codes left): 9"))


def _by_password_again(page: Page, language: str) -> None:
    page.goto(f"/masuk?lanjut=/keamanan&bahasa={language}")
    page.locator("[name=name]").fill(PHONE)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn").first.click()


@pytest.fixture
def elsewhere(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """Another phone, in somebody else's hand."""
    with browser.new_context(base_url=site.base, **SMALL) as context:
        yield context


def test_a_device_is_signed_out_from_another_one(phone: BrowserContext, elsewhere: BrowserContext, look: Look) -> None:
    an_account(a_member())
    here, there = phone.new_page(), elsewhere.new_page()
    for page in (there, here):
        _by_password(page)
        _arrive(page, "/keamanan")
    there.goto("/kontak")

    here.goto("/keamanan")
    look(here, "keamanan-perangkat")
    here.get_by_role("button", name=re.compile("^Keluarkan Chrome")).click()
    here.wait_for_url("**/keamanan?pesan=perangkat")
    there.get_by_role("link", name="Tambah email atau nomor").click()
    there.wait_for_url("**/masuk?lanjut=*")

    look(here, "keamanan-perangkat-keluar")
    assert OpenSession.objects.count() == 1


def test_one_tap_in_the_mail_puts_a_stranger_out(
    phone: BrowserContext, elsewhere: BrowserContext, desktop: BrowserContext, look: Look
) -> None:
    an_account(a_member(email=EMAIL))
    here, there = phone.new_page(), elsewhere.new_page()
    for page in (here, there):
        _by_password(page)
        _arrive(page, "/keamanan")
    link = _mailed_link()

    mail = desktop.new_page()
    mail.goto(link)
    look(mail, "bukan-saya")
    mail.get_by_role("button", name="Bukan saya, keluarkan").click()
    mail.get_by_role("heading", name="Perangkat itu sudah dikeluarkan").wait_for()
    look(mail, "bukan-saya-selesai")
    there.goto("/kontak")
    there.wait_for_url("**/masuk?lanjut=*")
    _by_password(there)
    there.wait_for_url("**/masuk/lupa?perlu=baru")
    look(there, "masuk-lupa-perlu")
    here.goto("/keamanan")

    look(here, "keamanan-sandi-batal")
    assert Device.objects.exclude(disowned_at=None).count() == 1


def _mailed_link() -> str:
    """The link of the notice as it arrives in a mailbox."""
    message = Message.objects.get(kind="new_device", to_kind="email")
    found = re.search(r"/perangkat/\d+/[0-9a-f]{32}", mailed(message))
    assert found
    return found[0]


@pytest.mark.parametrize("way", ["password", "passkey", "app"])
def test_who_is_there_is_asked_in_the_middle_of_a_contact_change_and_nothing_is_lost(
    phone: BrowserContext, look: Look, way: str
) -> None:
    user = an_account(a_member())
    page = phone.new_page()
    _authenticator(page)
    _by_password(page, "/keamanan/passkey" if way == "passkey" else "/kontak/tambah")
    secret = new_secret()
    if way == "passkey":
        page.get_by_role("button", name="Buat passkey").click()
        page.wait_for_url("**/keamanan?pesan=passkey")
        page.goto("/kontak/tambah")
    _arrive(page, "/kontak/tambah")
    if way == "app":
        set_second_step(user, secret, app_code(secret, timezone.now(), steps=-1), now=timezone.now())
    page.locator("[name=contact]").fill(EMAIL)
    _age_proofs()
    page.locator("main form .btn").click()
    page.get_by_role("heading", name="Pastikan ini memang Anda").wait_for()
    look(page, f"masuk-ulang-{way}")

    if way == "passkey":
        page.get_by_role("button", name="Pakai passkey").click()
    elif way == "app":
        page.locator("[name=code]").fill(app_code(secret, timezone.now(), steps=1))
        page.get_by_role("button", name="Lanjutkan").click()
    else:
        page.locator("[name=password]").fill("salah salah salah")
        page.get_by_role("button", name="Lanjutkan").click()
        page.locator(".errs").wait_for()
        look(page, "masuk-ulang-error")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Lanjutkan").click()

    page.wait_for_url("**/kontak/kode")
    page.locator("[name=code]").fill(arrived_code())
    page.get_by_role("button", name="Lanjutkan").click()
    page.wait_for_url("**/kontak?pesan=menunggu")
    expect(page.get_by_text(EMAIL)).to_be_visible()


def test_without_script_a_password_is_changed_and_the_question_in_between_is_answered(
    plain_phone: BrowserContext,
) -> None:
    an_account(a_member())
    page = plain_phone.new_page()
    _by_password(page, "/kontak/tambah")
    page.wait_for_url("**/masuk/kode*")
    page.locator("[name=code]").fill(arrived_code())
    page.get_by_role("button", name="Masuk", exact=True).click()
    _arrive(page, "/kontak/tambah")
    page.locator("[name=contact]").fill(EMAIL)
    _age_proofs()
    page.locator("main form .btn").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("button", name="Lanjutkan").click()
    page.wait_for_url("**/kontak/kode")
    page.goto("/keamanan/sandi")
    page.locator("[name=current]").fill(PASSWORD)
    page.locator("[name=password]").fill("pendek")
    page.get_by_role("button", name="Simpan").click()
    page.locator(".errs").wait_for()
    page.locator("[name=current]").fill(PASSWORD)
    page.locator("[name=password]").fill("sepeda kucing awan batu")
    page.get_by_role("button", name="Simpan").click()

    page.wait_for_url("**/keamanan?pesan=sandi")
