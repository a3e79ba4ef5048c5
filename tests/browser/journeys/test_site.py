"""The guide's steps for the web site: register, sign in with e-mail, password and the check, save, print."""

from __future__ import annotations

import io

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest

from kartu.credential.qr import read_image
from tests.browser.journeys.conftest import Arrive
from tests.browser.journeys.walker import Walker, code_in

pytestmark = pytest.mark.slow
LANGUAGE = "en"  # among all other tests; `make journeys` walks both
PASSWORD = "kereta malam ke surabaya"
# NIK, birth date, e-mail address.
VISITORS = {
    "id": ("6471015604712685", "16-04-1971", "wulan.nugroho@contoh.id"),
    "en": ("7371010207960262", "02-07-1996", "agus.wijaya@contoh.id"),
}


def test_the_site_from_the_front_page_to_a_printed_card(arrive: Arrive, language: str) -> None:
    walker = arrive(desk=True)
    nik, born, mail = VISITORS[language]

    _register(walker, nik, born, mail)
    _sign_in_again(walker, mail)
    code = _save(walker)
    _print(walker, code)


def _register(walker: Walker, nik: str, born: str, mail: str) -> None:
    walker.open("/")
    walker.follow("Buat akun", "Create an account")
    walker.page.locator("#id_identity").fill(nik)
    walker.page.locator("#id_birth_date").fill(born)
    walker.go_on()
    walker.choose("Kode lewat email saya", "A code to my e-mail address")
    walker.go_on()
    walker.page.locator("#id_code").fill(walker.code_sent_to(mail))
    walker.go_on()
    walker.page.locator("#id_password").fill(PASSWORD)
    walker.press("Simpan dan masuk", "Save and sign in")
    walker.stands_at("Kartu digital", "Digital card")


def _sign_in_again(walker: Walker, mail: str) -> None:
    """Another computer, a wrong password first. The check is the browser's work, not the person's."""
    walker.page.context.clear_cookies()
    walker.open("/masuk")
    walker.page.locator("#id_name").fill(mail)
    walker.page.locator("#id_password").fill("bukan kata sandinya")
    walker.press("Masuk", "Sign in")
    walker.reads("tidak cocok", "does not match")
    assert walker.page.locator("#id_name").input_value() == mail
    walker.sign_in(mail, PASSWORD)


def _save(walker: Walker) -> str:
    walker.open("/kartu")
    code = code_in(walker.save("Simpan", "Save"))
    assert walker.verdict_on(code) == "good"
    return code


def _print(walker: Walker, code: str) -> None:
    walker.follow("Cetak", "Print")
    walker.stands_at("Cetak kartu", "Print the card")
    walker.page.emulate_media(media="print")
    drawn = io.BytesIO()
    with pypdfium2.PdfDocument(walker.page.pdf(prefer_css_page_size=True)) as paper:
        paper[0].render(scale=300 / 72).to_pil().save(drawn, "PNG")
    assert read_image(drawn.getvalue()) == code
