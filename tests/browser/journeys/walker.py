"""Somebody who walks through Kartu in one language, seeing no more than the screen and the messages that come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page, Response, expect

from kartu.base.language import say
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from tests.demo.running import RunningDemo

CODE = re.compile(r"\b(\d{3}) (\d{3})\b")
LOOKS_AT_SCREEN = 20
LOOKS = 400  # at the page of outgoing messages, until the worker has sent what is waited for


@dataclass(slots=True)
class Walker:
    """One browser of one person. Words are given in both languages; the walker reads those of its own."""

    page: Page
    demo: RunningDemo
    language: str
    _seen: set[str] = field(default_factory=set)

    def open(self, path: str) -> Response:
        mark = "&" if "?" in path else "?"
        answer = self.page.goto(f"{path}{mark}bahasa={self.language}")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return answer

    def say(self, indonesian: str, english: str) -> str:
        return say(self.language, id=indonesian, en=english)

    def link(self, indonesian: str, english: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(indonesian, english)).first

    def follow(self, indonesian: str, english: str) -> None:
        self.link(indonesian, english).click()

    def press(self, indonesian: str, english: str) -> None:
        self.page.get_by_role("button", name=self.say(indonesian, english)).first.click()

    def choose(self, indonesian: str, english: str) -> None:
        self.page.get_by_role("radio", name=self.say(indonesian, english)).first.check()

    def write(self, indonesian: str, english: str, what: str) -> None:
        self.page.get_by_label(self.say(indonesian, english)).first.fill(what)

    def stands_at(self, indonesian: str, english: str) -> None:
        """The page's heading says so."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.say(indonesian, english))

    def reads(self, indonesian: str, english: str) -> None:
        """These words stand on the page."""
        expect(self.page.locator("main")).to_contain_text(self.say(indonesian, english))

    def go_on(self) -> None:
        self.press("Lanjutkan", "Continue")

    def save(self, indonesian: str, english: str) -> Download:
        with self.page.expect_download() as saved:
            self.follow(indonesian, english)
        return saved.value

    def code_sent_to(self, address: str) -> str:
        """The newest code in the messages to this e-mail address or number, waited for."""
        messages = self.page.context.new_page()
        try:
            for _ in range(LOOKS):
                messages.goto("/demo/pesan")
                letters = messages.locator("article", has_text=address).all_inner_texts()
                found = [code for letter in letters for code in CODE.findall(letter)]
                code = "".join(found[0]) if found else ""
                if code and code not in self._seen:
                    self._seen.add(code)
                    return code
        finally:
            messages.close()
        raise AssertionError(f"no code came to {address}")

    def today(self) -> str:
        """As one writes it into a form."""
        return str(self.page.evaluate("new Date().toLocaleDateString('en-GB').replaceAll('/', '-')"))

    def verdict_on(self, code: str) -> str:
        """What `/periksa` answers to this code."""
        checker = self.page.context.new_page()
        checker.goto(f"/periksa?bahasa={self.language}")
        # With a camera at hand the other ways are folded away.
        checker.locator("[data-other]:not([open]) summary").click()
        checker.locator("#id_code").fill(code)
        checker.get_by_role("button", name=self.say("Periksa", "Check"), exact=True).click()
        answer = checker.locator("[data-out] [data-answer]")
        answer.wait_for()
        verdict = answer.get_attribute("data-answer") or ""
        checker.close()
        return verdict

    def sign_in(self, login: str, password: str) -> None:
        self.open("/masuk")
        self.page.locator("#id_name").fill(login)
        self.page.locator("#id_password").fill(password)
        self.press("Masuk", "Sign in")
        self.page.wait_for_url(lambda url: "/masuk" not in url)


def code_on(page: Page) -> str:
    """The code on the screen, once it is drawn: a page that is still being laid out shows none."""
    for _ in range(LOOKS_AT_SCREEN):
        try:
            return read_image(page.screenshot())
        except NoCode:
            page.wait_for_timeout(100)
    return read_image(page.screenshot())


def code_in(saved: Download) -> str:
    """The code in a saved picture."""
    return read_image(Path(saved.path()).read_bytes())


def account(demo: RunningDemo, role: str) -> dict[str, Any]:
    found: dict[str, Any] = demo.sheet["accounts"][role]
    return found
