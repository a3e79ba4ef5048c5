"""Acting for workers in a real browser: yes on a phone, the box, the hand-over with a code; every page looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from kartu.accounts.models import Role
from kartu.audit.actors import SYSTEM, Actor
from kartu.base.digits import link_token, ten_characters
from kartu.base.tenancy import fund_scope
from kartu.employers import batches, consents, downloads
from kartu.employers.acting import report_for_worker
from kartu.notifications.models import Message
from kartu.replacements import boxes, states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.making import issue_replacement, mark_printed
from kartu.replacements.models import Box, Replacement
from kartu.replacements.review import approve_replacement, take_case
from tests.browser.conftest import Site
from tests.employers import acting
from tests.employers.acting import Company
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import again, staff

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


def _signed_in(context: BrowserContext, site: Site, who: Actor) -> Page:
    client = Client()
    sign_in_officer(client, who)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.base}])
    return context.new_page()


def _printed_and_sent(ours: Company, officer: Actor) -> tuple[Replacement, Box, str]:
    """The one case approved, printed and in a box; and the code its worker got."""
    case = Replacement.objects.get()
    take_case(case, actor=officer, now=timezone.now())
    add_evidence(case, "identity", actor=officer, now=timezone.now())
    approve_replacement(case, actor=officer, now=timezone.now())
    issue_replacement(case.id, actor=SYSTEM, now=timezone.now())
    mark_printed(again(case), actor=officer, now=timezone.now())
    box = boxes.pack_box(ours.branch.id, ours.employer.id, actor=officer, now=timezone.now())
    boxes.send_box(box, actor=officer, now=timezone.now())
    return case, box, ten_characters(Message.objects.get(kind="hand_over_code").values["follow"])


def _bulk_pages(page: Page, look: Look, batch: str, download: str, language: str) -> None:
    for path, name in (
        ("massal", "massal"),
        ("massal/baru", "massal-baru"),
        (f"massal/{batch}", "massal-siap"),
        ("unduh", "unduh"),
        ("unduh/baru", "unduh-baru"),
        (f"unduh/{download}", "unduhan"),
        ("pekerja", "pekerja-memilih"),
        ("daftar-pekerja/nomor", "nomor"),
    ):
        page.goto(f"/perusahaan/{path}")
        look(page, f"perusahaan-{name}-{language}")


def _request_pages(page: Page, look: Look, language: str) -> None:
    look(page, f"perusahaan-permohonan-{language}")
    request_page = page.url
    for name in ("berkas/identity", "batal"):
        page.goto(f"{request_page}/{name}")
        look(page, f"perusahaan-permohonan-{name.partition('/')[0]}-{language}")
    page.goto("/perusahaan/permohonan")
    look(page, f"perusahaan-permohonan-semua-{language}")


@pytest.mark.parametrize(("screen", "language"), [("phone", "id"), ("desktop", "en")])
def test_yes_by_the_link_then_the_box_then_the_hand(  # noqa: PLR0915  one road, step by step
    request: pytest.FixtureRequest, site: Site, look: Look, screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    say = {"id": 0, "en": 1}[language]
    with fund_scope():
        ours, now = acting.company(), timezone.now()
        one, quiet = acting.worker(ours), acting.worker(ours, "Budi Hartono")
        officer = staff(Role.Kind.OFFICER, ours.branch)
        asking = consents.ask_consent(one, "employer_acts", actor=ours.hr, now=now)
        acting.consents(quiet, "employer_downloads")
        plan = batches.Plan(states.LOST, [quiet], [2], ours.branch)
        batch = batches.prepare_batch(ours.employer, plan, acting.letter(now), acting.photo(), actor=ours.hr, now=now)
        download = downloads.ask_download(ours.employer, [quiet], "zip", "{name}", "clinic", actor=ours.hr, now=now)

    page = context.new_page()
    page.goto(f"/persetujuan/{asking.id}/{link_token('asking', asking.id)}?bahasa={language}")
    look(page, f"izin-{language}")
    page.get_by_role("button", name=("Ya, boleh", "Yes, they may")[say]).click()
    look(page, f"izin-ya-{language}")
    page.close()

    page = _signed_in(context, site, ours.hr)
    base = f"/perusahaan/pekerja/{one.id}"
    for name in ("urus", "izin", "hilang", "kartu-baru"):
        page.goto(f"{base}/{name}?bahasa={language}")
        look(page, f"perusahaan-{name}-{language}")
    page.goto(f"{base}/hilang")
    page.get_by_role("button").last.click()
    look(page, f"perusahaan-hilang-galat-{language}")
    _bulk_pages(page, look, batch.number, download.number, language)
    with fund_scope():
        report_for_worker(one, states.LOST, actor=ours.hr, now=timezone.now())
    page.goto(f"{base}/kartu-baru")
    page.locator("input[name=reason][value=lost]").check()
    page.locator("select[name=branch]").select_option(ours.branch.code)
    page.locator("input[name=vouched]").check()
    page.get_by_role("button", name=("Ajukan", "Send the request")[say]).click()
    _request_pages(page, look, language)
    case, box, code = _printed_and_sent(ours, officer)
    page.goto("/perusahaan/kotak")
    look(page, f"perusahaan-kotak-{language}")
    page.goto("/perusahaan/serah-terima")
    page.locator("input[name=case]").fill(case.number.lower())
    page.locator("input[name=code]").fill(f"{code[:5]} {code[5:]}")
    page.locator("input[name=checked]").first.check()
    look(page, f"perusahaan-serah-terima-{language}")
    page.get_by_role("button").last.click()
    look(page, f"perusahaan-diserahkan-{language}")
    desk = _signed_in(context, site, officer)
    desk.goto("/meja/kotak")
    look(desk, f"meja-kotak-{language}")
    desk.goto(f"/meja/kotak/{box.number}")
    look(desk, f"meja-kotak-isi-{language}")

    assert again(case).status == states.COLLECTED
