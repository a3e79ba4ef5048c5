"""Messages in a real browser: codes that fill themselves in, another channel, and notices by the service worker."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from kartu.notifications.account_words import SENT_CODE
from kartu.notifications.catalogue import REPLACEMENT_APPROVED
from kartu.notifications.delivery import deliver
from kartu.notifications.health import note_failure
from kartu.notifications.messages import tell
from kartu.notifications.models import Message
from kartu.notifications.trouble import Failing
from tests.accounts.builders import EMAIL, NIK, a_member, last_code
from tests.browser.conftest import Site, until
from tests.browser.members import let_in
from tests.pages.members import new_member

# The notices that are shown, once there are some; each is put away, so that the next one stands alone.
NOTICES = """async () => {
  const registration = await navigator.serviceWorker.ready;
  for (;;) {
    const all = await registration.getNotifications();
    if (all.length) {
      const words = all.map(each => [each.title, each.body, each.data]);
      all.forEach(each => each.close());
      return words;
    }
    await new Promise(done => setTimeout(done, 50));
  }
}"""

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


def _ask(page: Page, language: str = "id") -> None:
    page.goto(f"/daftar?bahasa={language}")
    page.fill("[name=identity]", NIK)
    page.fill("[name=birth_date]", "27-05-1990")
    page.locator("form button:not([type=button])").click()
    page.wait_for_url("**/daftar/cara")
    page.check("[value=email]")
    page.locator("form button").first.click()
    page.wait_for_url("**/daftar/kode")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_link_fills_in_the_code_and_a_channel_that_fails_is_said_on_the_open_page(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    a_member(email=EMAIL)
    page = context.new_page()
    page.goto(f"/kode?bahasa={language}#123456")
    page.get_by_text("123 456").wait_for()
    look(page, f"kode-lain-{language}")
    _ask(page, language)
    assert page.locator("[data-channel]").is_hidden()

    # Without a channel named, everything goes to the folder.
    note_failure("outbox", Failing("OSError", certain=True), now=timezone.now())
    page.locator("[data-channel]").wait_for(timeout=15_000)
    look(page, f"kode-terganggu-{language}")

    page.goto(f"/kode#{last_code()}")
    page.wait_for_url("**/daftar/kode")
    assert page.input_value("[name=code]") == last_code()
    page.keyboard.press("Enter")
    page.wait_for_url("**/daftar/sandi")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_messages_with_their_state_and_their_words(
    request: pytest.FixtureRequest, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    member, _ = new_member()
    now = timezone.now()
    sent = tell(member, REPLACEMENT_APPROVED, now=now, number="4H7K-29RX")
    Message.objects.filter(id=sent.id).update(arrived_at=now, status="sent", channel="sms")
    deliver(tell(member, REPLACEMENT_APPROVED, now=now, number="4H7K-29RY"), now=now)
    tell(member, SENT_CODE, now=now, seed="abcdefghijklmnopqrstuvwx", purpose="sign_in")
    let_in(context, member)
    page = context.new_page()

    page.goto(f"/profil/pesan?bahasa={language}")
    look(page, f"pesan-{language}")
    page.locator(".links a").last.click()
    page.wait_for_url("**/profil/pesan/*")
    look(page, f"pesan-satu-{language}")


def test_a_push_shows_a_notice_that_names_nobody(phone: BrowserContext, site: Site) -> None:
    member, _ = new_member()
    let_in(phone, member)
    phone.grant_permissions(["notifications"], origin=site.base)
    page = phone.new_page()
    page.goto("/profil")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    network = phone.new_cdp_session(page)
    found: list[str] = []
    network.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    network.send("ServiceWorker.enable")
    until(page, "!!navigator.serviceWorker.controller")
    until(page, lambda: bool(found))

    for text in (
        "",
        json.dumps({"title": "Balai Jaminan Pekerja", "text": "Ada kabar untuk Anda.", "path": "/profil/pesan"}),
    ):
        network.send(
            "ServiceWorker.deliverPushMessage", {"origin": site.base, "registrationId": found[-1], "data": text}
        )
        shown = page.evaluate(NOTICES)
        assert shown == [["Balai Jaminan Pekerja", "Ada kabar untuk Anda.", "/profil/pesan"]]
