"""Opening an account, signing in, a forgotten password and contacts, as people meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from kartu.accounts.activation import make_activation_code
from kartu.accounts.models import Device, User
from kartu.audit.actors import OPERATOR
from tests.accounts.builders import EMAIL, NIK, PASSWORD, PHONE, a_member, an_account
from tests.browser.members import known_to_the_account
from tests.browser.post import arrived_code

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]
NEW = "sepeda kucing awan batu"
# The code comes by text message in the one language, by e-mail in the other.
WORDS = {
    "id": {"next": "Lanjutkan", "save": "Simpan dan masuk", "in": "Masuk", "way": "Kode lewat SMS"},
    "en": {"next": "Continue", "save": "Save and sign in", "in": "Sign in", "way": "A code to my e-mail address"},
}
NEW_EMAIL = "siti.baru@contoh.id"


def _prove(page: Page, base: str, language: str, look: Callable[[str], None]) -> None:
    """From "who are you" to the code, with a mistake on each page."""
    words = WORDS[language]
    page.goto(f"{base}?bahasa={language}")
    look("who")
    page.locator("form[data-once]").first.get_by_role("button", name=words["next"]).click()
    page.locator(".errs").wait_for()
    look("who-error")
    page.locator("[name=identity]").fill(NIK)
    page.locator("[name=birth_date]").fill("27 Mei 1990")
    page.get_by_role("button", name=words["next"]).click()
    page.wait_for_url(f"**{base}/cara")
    look("way")
    page.get_by_role("button", name=words["next"]).click()
    page.locator(".errs").wait_for()
    look("way-error")
    page.get_by_label(words["way"]).check()
    page.get_by_role("button", name=words["next"]).click()
    page.wait_for_url(f"**{base}/kode")
    look("code")
    page.locator("[name=code]").fill("000000")
    page.get_by_role("button", name=words["next"]).click()
    page.locator(".errs").wait_for()
    look("code-error")
    page.locator("[name=code]").fill(arrived_code())
    page.get_by_role("button", name=words["next"]).click()
    page.wait_for_url(f"**{base}/sandi")


def _choose(page: Page, language: str, password: str, look: Callable[[str], None]) -> None:
    look("password")
    page.locator("[name=password]").fill("pendek")
    page.get_by_role("button", name=WORDS[language]["save"]).click()
    page.locator(".errs").wait_for()
    look("password-error")
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name=WORDS[language]["save"]).click()
    page.wait_for_url("**/kartu*")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_an_account_is_opened_left_and_entered_again(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    a_member(email=EMAIL)
    page, words = context.new_page(), WORDS[language]

    def seen(name: str) -> None:
        look(page, f"daftar-{name}-{language}")

    _prove(page, "/daftar", language, seen)
    _choose(page, language, PASSWORD, seen)
    context.clear_cookies(name="sesi")
    page.goto(f"/masuk?lanjut=/kontak&bahasa={language}")
    look(page, f"masuk-{language}")
    page.locator("[name=name]").fill({"id": "0812 3456 7890", "en": EMAIL}[language])
    page.locator("[name=password]").fill("salah salah salah")
    page.get_by_role("button", name=words["in"], exact=True).click()
    page.locator(".errs").wait_for()
    look(page, f"masuk-error-{language}")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=words["in"], exact=True).click()
    page.wait_for_url("**/kontak")

    look(page, f"kontak-{language}")


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_script_everything_works_by_codes(plain_phone: BrowserContext, language: str) -> None:
    user = an_account(a_member(email=EMAIL))
    known_to_the_account(plain_phone, user)
    page, words = plain_phone.new_page(), WORDS[language]

    _prove(page, "/masuk/lupa", language, lambda name: None)
    _choose(page, language, NEW, lambda name: None)
    plain_phone.clear_cookies()
    page.goto(f"/masuk?lanjut=/kontak&bahasa={language}")
    page.locator("[name=name]").fill("0812 3456 7890")
    page.locator("[name=password]").fill(NEW)
    page.get_by_role("button", name=words["in"], exact=True).click()
    page.wait_for_url("**/masuk/kode*")
    page.locator("[name=code]").fill(arrived_code())
    page.get_by_role("button", name=words["in"], exact=True).click()
    page.wait_for_url("**/kontak")

    assert Device.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_forgotten_password_is_set_anew_and_a_number_changed(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    known_to_the_account(context, an_account(a_member(email=EMAIL)))
    page = context.new_page()

    def seen(name: str) -> None:
        look(page, f"lupa-{name}-{language}")

    _prove(page, "/masuk/lupa", language, seen)
    _choose(page, language, NEW, seen)
    page.goto("/kontak/tambah")
    look(page, f"kontak-tambah-{language}")
    page.locator("[name=contact]").fill("bukan")
    page.locator("main button").last.click()
    page.locator(".errs").wait_for()
    look(page, f"kontak-tambah-error-{language}")
    page.locator("[name=contact]").fill(NEW_EMAIL)
    page.locator("main button").last.click()
    page.wait_for_url("**/kontak/kode")
    look(page, f"kontak-kode-{language}")
    page.locator("[name=code]").fill(arrived_code())
    page.get_by_role("button", name=WORDS[language]["next"]).click()
    page.wait_for_url("**/kontak?pesan=menunggu")

    look(page, f"kontak-menunggu-{language}")
    expect(page.get_by_text(NEW_EMAIL)).to_be_visible()


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_activation_code_opens_an_account_of_somebody_without_contacts(
    phone: BrowserContext, look: Look, language: str
) -> None:
    member = a_member(phone="")
    code = make_activation_code(member, "employer", actor=OPERATOR, now=timezone.now())
    page, words = phone.new_page(), WORDS[language]
    page.goto(f"/daftar?bahasa={language}")
    page.locator("[name=identity]").fill(NIK)
    page.locator("[name=birth_date]").fill("27-05-1990")
    page.get_by_role("button", name=words["next"]).click()
    page.locator("[value=activation]").check()
    page.get_by_role("button", name=words["next"]).click()
    look(page, f"daftar-aktivasi-{language}")

    page.locator("[name=code]").fill(f"{code[:5]} {code[5:]}".lower())
    page.get_by_role("button", name=words["next"]).click()
    page.wait_for_url("**/daftar/kontak")
    look(page, f"daftar-kontak-{language}")
    page.locator("[name=contact]").fill(PHONE)
    page.locator("main button").last.click()
    page.wait_for_url("**/daftar/kontak/kode")
    page.locator("[name=code]").fill(arrived_code())
    page.get_by_role("button", name=words["next"]).click()
    page.wait_for_url("**/daftar/sandi")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url("**/kartu*")

    assert User.objects.get().member == member


def test_a_family_with_one_password_chooses_who(phone: BrowserContext, look: Look) -> None:
    an_account(a_member())
    an_account(a_member("3174012802011502", name="Budi Santoso"))
    page = phone.new_page()
    page.goto("/masuk?lanjut=/kontak")
    page.locator("[name=name]").fill(PHONE)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/masuk/siapa*")
    look(page, "masuk-siapa")

    page.get_by_label("Budi Santoso").check()
    page.get_by_role("button", name="Masuk", exact=True).click()

    page.wait_for_url("**/kontak")
