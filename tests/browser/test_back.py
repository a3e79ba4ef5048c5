"""Each way back in, and acting for somebody, walked in a real browser: by member, two officers, a representative."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kartu.accounts.consents import give_consent
from kartu.accounts.models import Consent, Recovery, Role, User
from kartu.accounts.passwords import with_password
from kartu.accounts.recovery.finishing import ripen_recoveries
from kartu.accounts.recovery.opening import vouch_for
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, Actor, member_actor, staff_actor
from kartu.base.digits import link_token
from kartu.registry.members import ensure_employer, sealed_contact, start_membership
from kartu.registry.models import Branch, Employer, Member
from tests.accounts.builders import EMAIL, NIK, a_member, an_account
from tests.browser.conftest import Site
from tests.browser.devices import DESKTOP
from tests.browser.members import let_in
from tests.browser.post import arrived_code
from tests.pages.officers import sign_in_officer

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]
NEW, NEW_PHONE = "sepeda kucing awan batu", "0813 9999 0000"
LANGUAGES = pytest.mark.parametrize("language", ["id", "en"])
SCREENS = pytest.mark.parametrize("screen", ["phone", "desktop"])


@dataclass(frozen=True, slots=True)
class Town:
    """A member with an account and an old telephone, the employer, and a branch with two officers."""

    member: Member
    user: User
    employer: Employer
    officer: Actor
    supervisor: Actor
    hr: Actor


@pytest.fixture
def town(site: Site) -> Town:
    now = timezone.now() - timedelta(days=1)
    member = a_member()
    employer, _ = ensure_employer("JJ012345", actor=OPERATOR, now=now, name="PT Laut Biru")
    start_membership(member, "26040000001", employer=employer, programmes=1, actor=OPERATOR, now=now)
    branch = Branch.objects.create(code="TUAL", name="Cabang Tual", city="Tual", address="Jalan Laut 7")
    return Town(
        member,
        an_account(member),
        employer,
        staff_actor(appoint(Role.Kind.OFFICER, branch=branch, now=now).id),
        staff_actor(appoint(Role.Kind.SUPERVISOR, branch=branch, now=now).id),
        Actor("employer", appoint(Role.Kind.HR, employer=employer, grade=Role.OWNER, now=now).id),
    )


def _desk(context: BrowserContext, site: Site, officer: Actor) -> Page:
    client = Client()
    sign_in_officer(client, officer)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.base}])
    return context.new_page()


def _main(page: Page) -> None:
    """Press the one button of the page."""
    page.locator("main form button.btn:not(.alt)").first.click()


def _wait_is_over() -> None:
    """The clock of three days is stepped in the row: the server has a clock of its own."""
    Recovery.objects.filter(status=Recovery.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))
    ripen_recoveries(now=timezone.now())


def _slip(page: Page, number: str, code: str) -> None:
    page.goto("/masuk/bantuan/lembar")
    page.locator("[name=number]").fill(number.lower())
    page.locator("[name=code]").fill(code)
    _main(page)
    page.wait_for_url("**/lembar/keadaan")


def _finish(page: Page, seen: Callable[[str], None]) -> None:
    seen("siap")
    page.locator("main .panel a.btn").click()
    seen("kontak")
    page.locator("[name=contact]").fill(NEW_PHONE)
    _main(page)
    page.wait_for_url("**/lembar/kode")
    seen("kode")
    page.locator("[name=code]").fill(arrived_code())
    _main(page)
    page.wait_for_url("**/lembar/sandi")
    seen("sandi")
    page.locator("[name=password]").fill(NEW)
    _main(page)
    page.wait_for_url("**/kartu*")


@LANGUAGES
@SCREENS
def test_two_officers_and_a_slip_lead_back_in(  # noqa: PLR0915  one walk from the counter to the card
    request: pytest.FixtureRequest, browser: Browser, site: Site, town: Town, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    member = context.new_page()
    with (
        browser.new_context(base_url=site.base, **DESKTOP) as one,
        browser.new_context(base_url=site.base, **DESKTOP) as two,
    ):
        first, second = _desk(one, site, town.officer), _desk(two, site, town.supervisor)
        first.goto(f"/meja/cari?bahasa={language}")
        first.locator("[name=what]").fill(NIK)
        first.locator("[name=reason]").select_option("present")
        _main(first)
        look(first, f"meja-peserta-hadir-{language}")
        first.locator("a[href$=pemulihan].btn").click()
        _main(first)
        first.locator(".errs").wait_for()
        look(first, f"meja-pemulihan-galat-{language}")
        first.locator("[value=family_card]").check()
        first.locator("[value=entry]").check()
        _main(first)
        look(first, f"meja-lembar-{language}")
        number = first.locator(".slip .code").first.inner_text()
        code = first.locator(".slip .code").last.inner_text()
        first.locator("main a.btn").click()
        look(first, f"meja-pemulihan-milik-{language}")

        member.goto(f"/masuk?bahasa={language}")
        member.locator("a[href='/masuk/bantuan']").click()
        look(member, f"bantuan-{language}")
        for way in ("perusahaan", "kantor", "faktor"):
            member.goto(f"/masuk/bantuan/{way}")
            look(member, f"bantuan-{way}-{language}")
        member.goto("/masuk/bantuan/lembar")
        look(member, f"bantuan-lembar-{language}")
        _slip(member, number, code)
        look(member, f"bantuan-ditanya-{language}")

        second.goto(f"/meja/pemulihan?bahasa={language}")
        look(second, f"meja-pemulihan-daftar-{language}")
        second.locator("main .links a").first.click()
        look(second, f"meja-pemulihan-kedua-{language}")
        second.locator("[name=seen]").check()
        second.locator("main form .btn").first.click()
        expect(second.locator("main")).to_contain_text("WIB")
        look(second, f"meja-pemulihan-setuju-{language}")

    member.reload()
    look(member, f"bantuan-menunggu-{language}")
    _wait_is_over()
    member.reload()
    _finish(member, lambda name: look(member, f"bantuan-{name}-{language}"))
    assert with_password([User.objects.get(pk=town.user.pk)], NEW) != []


@LANGUAGES
@SCREENS
def test_the_employers_word_leads_back_in_or_is_called_off_with_one_tap(
    request: pytest.FixtureRequest, town: Town, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    page, now = context.new_page(), timezone.now()
    opened = vouch_for(town.member, town.employer, ("passport",), actor=town.hr, now=now)
    link = f"/masuk/bantuan/batal/{opened.recovery.id}/{link_token('recovery', opened.recovery.id)}"

    page.goto(f"{link}?bahasa={language}")
    look(page, f"bantuan-batal-{language}")
    _main(page)
    page.wait_for_load_state()
    look(page, f"bantuan-dibatalkan-{language}")
    _slip(page, opened.recovery.number, opened.code)
    look(page, f"bantuan-keadaan-batal-{language}")
    again = vouch_for(town.member, town.employer, ("passport",), actor=town.hr, now=now)
    _wait_is_over()
    _slip(page, again.recovery.number, again.code)
    _finish(page, lambda name: None)

    assert Recovery.objects.filter(status=Recovery.DONE).count() == 1


@LANGUAGES
@SCREENS
def test_another_contact_leads_back_in_and_a_text_message_alone_waits(
    request: pytest.FixtureRequest, town: Town, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    sealed_contact(town.member, "email", EMAIL, "roster", timezone.now()).save(force_insert=True)
    page = context.new_page()

    def walk(contact: str) -> None:
        page.goto(f"/masuk/bantuan/kontak?bahasa={language}")
        page.locator("[name=identity]").fill(NIK)
        page.locator("[name=birth_date]").fill("27-05-1990")
        _main(page)
        page.wait_for_url("**/kontak/cara")
        look(page, f"bantuan-kontak-{language}")
        page.locator("[name=contact]").fill(contact)
        _main(page)
        page.wait_for_url("**/kontak/kode")
        page.locator("[name=code]").fill(arrived_code())
        _main(page)

    walk("0812 3456 7890")
    page.wait_for_url("**/tunggu")
    look(page, f"bantuan-tunggu-{language}")
    _main(page)
    expect(page.locator("main")).to_contain_text(re.compile(r"[A-Z2-7]{5}-[A-Z2-7]{5}"))
    look(page, f"bantuan-tunggu-lembar-{language}")
    walk(EMAIL)
    page.wait_for_url("**/sandi")
    page.locator("[name=password]").fill(NEW)
    _main(page)
    page.wait_for_url("**/kartu*")


@LANGUAGES
@SCREENS
def test_power_is_given_used_and_taken_back_and_a_consent_too(  # noqa: PLR0915  one walk from giving to taking back
    request: pytest.FixtureRequest, browser: Browser, site: Site, town: Town, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    wife = a_member("3174012802011502", phone="+6281200000001", name="Dewi Lestari")
    let_in(context, town.member)
    page, actor = context.new_page(), member_actor(town.member.id)
    give_consent(
        town.member, Consent.EMPLOYER_ACTS, proof="login", actor=actor, now=timezone.now(), employer_id=town.employer.id
    )

    page.goto(f"/profil/wakil/beri?bahasa={language}")
    _main(page)
    page.locator(".errs").wait_for()
    look(page, f"wakil-beri-galat-{language}")
    page.locator("[value=report]").check()
    page.locator("[value='30']").check()
    _main(page)
    look(page, f"wakil-dibuat-{language}")
    number, code = (page.locator(".facts .xl").nth(place).inner_text() for place in (0, 1))
    with browser.new_context(base_url=site.base, **DESKTOP) as hers:
        let_in(hers, wife)
        other = hers.new_page()
        other.goto(f"/profil/wakil/terima?bahasa={language}")
        look(other, f"wakil-terima-{language}")
        other.locator("[name=number]").fill(number)
        other.locator("[name=code]").fill(code)
        _main(other)
        other.wait_for_url("**/profil/wakil")
        look(other, f"wakil-memegang-{language}")
        other.locator("form[action$=bertindak] button").click()
        other.wait_for_url("**/wakil/bertindak")
        look(other, f"wakil-bertindak-{language}")
        other.goto("/hilang")
        expect(other.locator("main .note.warn")).to_contain_text(town.member.name)
        look(other, f"wakil-hilang-{language}")
    page.goto("/profil/wakil")
    look(page, f"wakil-{language}")
    page.locator("form[action$=cabut] button").click()
    page.goto("/profil/persetujuan")
    look(page, f"persetujuan-{language}")
    page.locator("main .links a").first.click()
    look(page, f"persetujuan-beri-{language}")
    page.go_back()
    page.locator("a[href$=cabut]").click()
    look(page, f"persetujuan-cabut-{language}")
    _main(page)
    page.wait_for_url("**/profil/persetujuan")
    look(page, f"persetujuan-dicabut-{language}")
    page.goto("/profil")
    look(page, f"profil-{language}")
