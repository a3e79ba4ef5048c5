"""The pages of sign-on, looked at; and the way through them without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from kartu.accounts.signon.consents import allow
from kartu.accounts.signon.sites import NewSite, register_site
from kartu.audit.actors import OPERATOR
from tests.browser.conftest import Site
from tests.browser.members import let_in
from tests.browser.relying import a_door
from tests.pages.members import account_of, new_member
from tests.signon.builders import CHALLENGE

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


@pytest.fixture
def door() -> Iterator[str]:
    with a_door() as base:
        yield base


def _address(door: str, *, name: str = "Pelatihan Kerja Nusantara", **more: str) -> str:
    new = NewSite(name, [f"{door}/kembali"], after_sign_out=[f"{door}/dadah"])
    client, _ = register_site(new, actor=OPERATOR, now=timezone.now())
    sent = {
        "client_id": client.id,
        "redirect_uri": f"{door}/kembali",
        "response_type": "code",
        "scope": "openid profile membership_number member_status",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **more,
    }
    return f"/oidc/authorize?{urlencode(sent)}"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_look_at_every_page_of_sign_on(
    request: pytest.FixtureRequest, site: Site, look: Look, door: str, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    member, _ = new_member()
    let_in(context, member)
    page, address = context.new_page(), _address(door)

    def see(path: str, name: str) -> None:
        page.goto(f"{path}{'&' if '?' in path else '?'}bahasa={language}")
        look(page, f"situs-{name}-{language}")

    see("/profil/situs", "kosong")
    see(address, "izin")
    see("/oidc/authorize?client_id=lain", "tidak-dikenal")
    see("/oidc/logout", "keluar")
    for name in ("Pelatihan Kerja Nusantara", "Beasiswa Anak Pekerja"):
        client, _ = register_site(NewSite(name, [f"{door}/kembali"]), actor=OPERATOR, now=timezone.now())
        allow(account_of(member), client, ["openid", "profile", "member_status"], now=timezone.now())
    see("/profil/situs", "daftar")
    page.locator("form[action$=cabut] button").first.click()
    page.wait_for_url("**/profil/situs?pesan=dicabut")
    look(page, f"situs-dicabut-{language}")
    page.goto("/oidc/logout")
    page.locator("button[value=out]").click()
    expect(page.locator("h1")).to_have_text({"id": "Anda sudah keluar", "en": "You are signed out"}[language])
    look(page, f"situs-sudah-keluar-{language}")


def test_without_script_the_member_allows_and_arrives(
    plain_phone: BrowserContext, site: Site, look: Look, door: str
) -> None:
    let_in(plain_phone, new_member()[0])
    page = plain_phone.new_page()
    page.goto(_address(door))

    page.locator("button[value=allow]").click()

    page.wait_for_url(f"{door}/kembali?code=*")
