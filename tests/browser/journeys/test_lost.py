"""The guide's steps for a lost card: from the report to the new plastic in the hand."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from playwright.sync_api import expect

from kartu.demo.papers import draw_paper
from tests.browser.journeys.conftest import Arrive
from tests.browser.journeys.walker import Walker, account, code_in

pytestmark = pytest.mark.slow
LANGUAGE = "en"  # among all other tests; `make journeys` walks both
# Whose card is lost, and who decides at the branch: a link of staff opens once, so each language has its own.
PEOPLE = {"id": ("member", "officer"), "en": ("member_by_phone", "supervisor")}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_lost_card_from_the_report_to_the_new_one_in_the_hand(arrive: Arrive, language: str, tmp_path: Path) -> None:
    member, officer = arrive(), arrive(desk=True)
    who, decides = (account(member.demo, role) for role in PEOPLE[language])
    member.sign_in(who["login"], who["password"])

    before = _code_of_the_card(member)
    _report(member)
    after = _code_of_the_card(member)
    assert [member.verdict_on(code) for code in (before, after)] == ["blocked", "good"]
    _police_helper(member, who["nik"])
    number = _ask_for_plastic(member)
    _send_papers(member, tmp_path)

    _enter(officer, decides["link"])
    _take(officer, number)
    _status(member, number, "Sedang diperiksa", "Being looked at")
    _approve(officer)
    _status(member, number, "Sedang dicetak", "Being printed")
    serial = _print(officer)
    _status(member, number, "Siap diambil", "Ready to collect")
    _hand_over(officer, serial)
    _status(member, number, "Selesai", "Done")
    assert member.verdict_on(before) == "blocked"


def _code_of_the_card(walker: Walker) -> str:
    """Of several memberships the first."""
    walker.open("/kartu")
    cards = walker.page.locator("main a[href^='/kartu/']").filter(has=walker.page.locator("b.num"))
    if walker.page.get_by_role("heading", level=1).inner_text() == walker.say("Pilih kartu", "Choose a card"):
        cards.first.click()
        walker.stands_at("Kartu digital", "Digital card")
    return code_in(walker.save("Simpan", "Save"))


def _report(walker: Walker) -> None:
    """One question a page, the answers once more, a number."""
    walker.open("/")
    walker.follow("Laporkan kartu hilang", "Report a lost card")
    walker.choose("Kartu hilang", "The card is lost")
    walker.go_on()
    if walker.page.get_by_role("radio").count():
        walker.page.get_by_role("radio").first.check()
        walker.go_on()
    walker.stands_at("Periksa jawaban Anda", "Check your answers")
    walker.press("Laporkan dan blokir sekarang", "Report and block it now")
    walker.stands_at("Kartu lama sudah diblokir", "The old card is blocked")
    expect(walker.page.locator("strong.code")).not_to_be_empty()


def _police_helper(walker: Walker, nik: str) -> None:
    """The sheet for the police is filled in with what is known, and what is typed comes onto it."""
    walker.open("/hilang/selesai")
    walker.follow("Siapkan surat kehilangan", "Prepare the loss letter")
    walker.stands_at("Lembar untuk kantor polisi", "Sheet for the police station")
    walker.page.locator("#id_when").fill("21-11-2026, 08.00")
    walker.page.locator("#id_where").fill("Angkot 02 Menteng")
    walker.press("Tulis di lembar", "Write it on the sheet")
    sheet = walker.page.locator(".sheet")
    expect(sheet).to_contain_text(nik)
    expect(sheet).to_contain_text("Angkot 02 Menteng")
    assert walker.page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


def _ask_for_plastic(walker: Walker) -> str:
    """Returns the case number."""
    walker.open("/permohonan/baru")
    walker.reads("Surat keterangan kehilangan", "Loss letter")
    walker.follow("Lanjutkan", "Continue")
    walker.choose("Saya ambil di kantor cabang", "I collect it at a branch")
    walker.go_on()
    walker.page.locator("#id_branch").select_option(label="Jakarta Menteng")
    walker.go_on()
    walker.stands_at("Periksa permohonan Anda", "Check your request")
    walker.press("Kirim permohonan", "Send the request")
    walker.stands_at("Permohonan Anda kami terima", "We have your request")
    number = walker.page.locator("dd.code").first.inner_text()
    walker.follow("Kirim berkas dan pantau", "Send papers and follow")
    return number


def _send_papers(walker: Walker, folder: Path) -> None:
    letter, identity = folder / "surat.jpg", folder / "kartu-keluarga.jpg"
    number = f"SKTLK/{walker.language}/XI"
    letter.write_bytes(draw_paper("Surat keterangan kehilangan", ["Polsek Menteng", number]))
    identity.write_bytes(draw_paper("Kartu keluarga", ["Karangan"]))
    walker.reads("Anda perlu mengirim 2 berkas", "You need to send 2 papers")
    walker.follow("Surat keterangan kehilangan dari polisi", "Loss letter from the police")
    walker.page.locator("#id_photo").set_input_files(letter)
    walker.page.locator("#id_number").fill(number)
    walker.page.locator("#id_station").fill("Polsek Menteng")
    walker.page.locator("#id_dated").fill(walker.today())
    walker.press("Kirim", "Send")
    walker.reads("Berkas Anda kami terima", "We have your paper")
    walker.follow("Satu dokumen identitas", "One identity document")
    walker.page.locator("#id_file").set_input_files(identity)
    walker.press("Kirim", "Send")
    walker.reads("Berkas Anda kami terima", "We have your paper")
    walker.reads("Menunggu petugas", "Waiting for an officer")


def _enter(officer: Walker, link: str) -> None:
    """The one-time link makes a passkey in this browser, as staff must have one."""
    session = officer.page.context.new_cdp_session(officer.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    officer.page.goto(f"{link}?bahasa={officer.language}")
    officer.press("Buat passkey dan masuk", "Make a passkey and sign in")
    officer.page.wait_for_url("**/meja")


def _take(officer: Walker, number: str) -> None:
    officer.press(f"Ambil permohonan {number}", f"Take request {number}")
    officer.reads("Diperiksa oleh", "Being checked by")


def _approve(officer: Walker) -> None:
    for _ in range(2):
        officer.follow("Lihat dan periksa", "Look and check")
        officer.press("Terima", "Accept")
    officer.press("Setujui", "Approve")
    again = officer.link("Periksa lagi", "Check again")
    printing = officer.page.get_by_role("button", name=officer.say("Kirim ke pencetak", "Send to the printer"))
    expect(again.or_(printing)).to_be_visible()
    while again.is_visible():  # the worker makes the card meanwhile
        again.click()
        expect(again.or_(printing)).to_be_visible()


def _print(officer: Walker) -> str:
    """Print the card and say that it is good; returns the serial number on its back."""
    officer.press("Kirim ke pencetak", "Send to the printer")
    address = officer.link("Buka PDF kartu", "Open the cards' PDF").get_attribute("href") or ""
    with pypdfium2.PdfDocument(officer.page.request.get(address).body()) as card:
        serial = re.search(r"\b[0-9a-f]{16}\b", card[1].get_textpage().get_text_range())
    assert serial is not None
    officer.page.get_by_label(officer.say("Hasil", "Result of")).select_option("good")
    officer.press("Simpan jawaban", "Save the answers")
    officer.reads("Menunggu diambil", "Waiting to be collected")
    return serial[0]


def _hand_over(officer: Walker, serial: str) -> None:
    officer.follow("Serahkan kartu", "Hand over the card")
    officer.page.get_by_label(officer.say("Kartu yang akan", "The card you are")).fill(serial[-8:])
    officer.page.get_by_label(officer.say("Paspor", "Passport")).check()
    officer.press("Kartu sudah saya serahkan", "I have handed over the card")
    officer.reads("Permohonan ini selesai", "This request has ended")


def _status(walker: Walker, number: str, indonesian: str, english: str) -> None:
    """The member's page says so at each step."""
    walker.open(f"/permohonan/{number}")
    expect(walker.page.locator(".tag").first).to_have_text(walker.say(indonesian, english))
