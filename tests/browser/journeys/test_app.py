"""The guide's steps for the phone app: from the home screen to a printed card."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kartu.credential.qr import read_image
from tests.browser.journeys.conftest import Arrive
from tests.browser.journeys.walker import Walker, account, code_in, code_on

pytestmark = pytest.mark.slow
LANGUAGE = "id"  # among all other tests; `make journeys` walks both
PASSWORD = "sepeda merah di tepi sawah"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody on a roster, without an account."""

    nik: str
    born: str
    number: str
    phone: str


NEWCOMERS = {
    "id": Newcomer("3374016511950011", "25-11-1995", "1988 0321 765", "+6281234567003"),
    "en": Newcomer("3273014410801040", "04-10-1980", "1433 2367 816", "+6286355596444"),
}


def test_the_app_from_the_home_screen_to_a_printed_card(arrive: Arrive, language: str) -> None:
    walker, who = arrive(), NEWCOMERS[language]

    _install(walker)
    _create_account(walker, who)
    _sign_in(walker, who)
    _look_at_profile(walker, who)
    code = _digital_card(walker, who)
    _enlarge(walker, code)
    _save(walker, code)
    _print(walker)


def _install(walker: Walker) -> None:
    """The browser offers to put Kartu on the home screen."""
    walker.open("/")
    session = walker.page.context.new_cdp_session(walker.page)
    manifest = session.send("Page.getAppManifest")
    faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    session.detach()

    assert manifest["errors"] == []
    assert [fault["errorId"] for fault in faults if fault["errorId"] != "in-incognito"] == []


def _create_account(walker: Walker, who: Newcomer) -> None:
    """By a slip from the employer in Indonesian, by a code to the known telephone in English."""
    walker.follow("Buat akun", "Create an account")
    walker.page.locator("#id_identity").fill(who.nik)
    walker.page.locator("#id_birth_date").fill(who.born)
    walker.go_on()
    if walker.language == "id":
        walker.choose("Kode aktivasi dari perusahaan atau kantor", "")
        walker.go_on()
        walker.page.locator("#id_code").fill(account(walker.demo, "newcomer")["activation_code"].lower())
        walker.go_on()
        # The slip proves the person, not a telephone: what to sign in with is confirmed by a code of its own.
        walker.page.locator("#id_contact").fill(who.phone)
        walker.press("Kirim kode", "Send the code")
    else:
        walker.choose("", "A code by text message to my number")
        walker.go_on()
    walker.stands_at("Tulis kode dari pesan kami", "Write the code from our message")
    walker.page.locator("#id_code").fill(walker.code_sent_to(who.phone))
    walker.go_on()
    walker.stands_at("Pilih kata sandi", "Choose a password")
    walker.page.locator("#id_password").fill(PASSWORD)
    walker.press("Simpan dan masuk", "Save and sign in")
    walker.stands_at("Kartu digital", "Digital card")


def _sign_in(walker: Walker, who: Newcomer) -> None:
    walker.open("/profil")
    walker.press("Keluar", "Sign out")
    walker.page.wait_for_url(walker.demo.base + "/")
    walker.sign_in(who.phone.replace("+62", "0"), PASSWORD)


def _look_at_profile(walker: Walker, who: Newcomer) -> None:
    walker.open("/profil")
    walker.stands_at("Profil saya", "My profile")
    walker.reads(who.number, who.number)
    assert who.nik not in walker.page.content()


def _digital_card(walker: Walker, who: Newcomer) -> str:
    """From the profile to the digital card of the membership; returns its code, read off the screen."""
    walker.page.locator("main").get_by_role("link", name=walker.say("Kartu digital", "Digital card")).click()
    walker.stands_at("Kartu digital", "Digital card")
    walker.reads(who.number, who.number)
    code = read_image(walker.page.locator(".kartu").first.screenshot())
    assert walker.verdict_on(code) == "good"
    return code


def _enlarge(walker: Walker, code: str) -> None:
    walker.follow("Perbesar kartu", "Enlarge")
    walker.stands_at("Tunjukkan ke petugas", "Show this")
    assert code_on(walker.page) == code
    walker.follow("Tutup", "Close")


def _save(walker: Walker, code: str) -> None:
    """A picture in the downloads, under a name one finds again."""
    saved = walker.save("Simpan", "Save")
    assert saved.suggested_filename.endswith(".png")
    assert "kartu" in saved.suggested_filename or "card" in saved.suggested_filename
    assert code_in(saved) == code


def _print(walker: Walker) -> None:
    walker.follow("Cetak", "Print")
    walker.stands_at("Cetak kartu", "Print the card")
    for words in (("Lembar A4 untuk dilipat", "A4 sheet to fold"), ("Ukuran kartu", "Card size")):
        address = walker.link(*words).get_attribute("href") or ""
        assert walker.page.request.get(address).body().startswith(b"%PDF-")
