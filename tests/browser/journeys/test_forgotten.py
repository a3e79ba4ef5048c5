"""The guide's steps for what was forgotten: the number found, the password set anew, the telephone changed."""

from __future__ import annotations

import pytest

from tests.browser.journeys.conftest import Arrive
from tests.browser.journeys.walker import Walker, account

pytestmark = pytest.mark.slow
LANGUAGE = "id"  # among all other tests; `make journeys` walks both
NEW_PASSWORDS = {"id": "layang layang di atas bukit", "en": "four umbrellas near the harbour"}
NEW_PHONES = {"id": "0813 9000 1111", "en": "0813 9000 2222"}


def test_number_password_and_telephone_are_got_back(arrive: Arrive, language: str) -> None:
    walker = arrive()

    _find_number(walker)
    _set_password(walker)
    _change_phone(walker)


def _find_number(walker: Walker) -> None:
    who = account(walker.demo, "member_with_case")
    walker.open("/cari-nomor")
    walker.page.locator("#id_identity").fill(who["nik"])
    walker.page.locator("#id_birth_date").fill(_day_first(who["birth_date"]))
    walker.go_on()
    walker.choose("Kode lewat email saya", "A code to my e-mail address")
    walker.go_on()
    walker.page.locator("#id_code").fill(walker.code_sent_to(who["login"]))
    walker.go_on()
    number = who["memberships"][0]
    written = f"{number[:4]} {number[4:8]} {number[8:]}"
    walker.reads(written, written)


def _set_password(walker: Walker) -> None:
    who = account(walker.demo, "member_with_case")
    walker.open("/masuk")
    walker.follow("Lupa kata sandi?", "Forgotten your password?")
    walker.page.locator("#id_identity").fill(who["nik"])
    walker.page.locator("#id_birth_date").fill(_day_first(who["birth_date"]))
    walker.go_on()
    walker.choose("Kode lewat email saya", "A code to my e-mail address")
    walker.go_on()
    walker.page.locator("#id_code").fill(walker.code_sent_to(who["login"]))
    walker.go_on()
    walker.page.locator("#id_password").fill(NEW_PASSWORDS[walker.language])
    walker.press("Simpan dan masuk", "Save and sign in")
    walker.stands_at("Kartu digital", "Digital card")
    walker.page.context.clear_cookies()
    walker.sign_in(who["login"], NEW_PASSWORDS[walker.language])


def _change_phone(walker: Walker) -> None:
    """A new number is confirmed by a code sent to it, and waits while the old contacts are told."""
    phone = NEW_PHONES[walker.language]
    walker.open("/kontak")
    walker.follow("Tambah email atau nomor", "Add an e-mail address or number")
    walker.page.locator("#id_contact").fill(phone)
    walker.press("Kirim kode", "Send the code")
    walker.page.locator("#id_code").fill(walker.code_sent_to("+62" + phone.replace(" ", "")[1:]))
    walker.page.locator("main form .btn").first.click()
    walker.stands_at("Kontak", "Contacts")
    walker.reads("Menunggu", "Waiting")


def _day_first(iso: str) -> str:
    return "-".join(reversed(iso.split("-")))
