"""The desk while its line is down: what was pressed is kept, sent once when the line is back, and told plainly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, expect

from kartu.audit.models import Event
from kartu.cards.lifecycle import lock_card
from kartu.printing.handing import hand_over_of
from kartu.replacements import states
from kartu.replacements.models import Replacement, SentForm
from tests.browser.conftest import Site, until
from tests.browser.desks import Counter, Look, at_the_desk, fill_hand_over
from tests.browser.devices import DESKTOP
from tests.browser.wire import Wire, wire_to
from tests.replacements.builders import again, new_scene, printed

pytestmark = pytest.mark.slow
LONG = 2000  # milliseconds, in which a hurried page asks four times whether the line is there


def test_a_case_taken_without_a_line_is_kept_and_taken_once_when_it_is_back(
    desktop: BrowserContext, site: Site, counter: Counter, look: Look
) -> None:
    page, case = at_the_desk(desktop, site, counter.officer), counter.cases[0]
    page.goto(f"/meja/permohonan/{case.number}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    desktop.set_offline(True)
    page.get_by_role("button", name="Ambil permohonan ini").click()
    expect(page.locator("#sambungan")).to_contain_text(f"{case.number} · Ambil permohonan ini")
    look(page, "meja-sambungan-id")
    kept = page.evaluate("Object.entries(localStorage).flat().join(' ')")
    page.goto("/meja")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sambungan terputus")
    look(page, "meja-luring-id")
    before = Replacement.objects.get(pk=case.pk).status
    desktop.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Antrean")
    expect(page.locator("#sambungan")).to_contain_text("sudah tercatat")

    # The reader changes to English, and what stands in for a page does as well.
    page.goto("/meja?bahasa=en")
    until(page, "caches.match('/meja/luring').then(page => page.headers.get('Content-Language') === 'en')")
    desktop.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("The line is down")
    look(page, "meja-luring-en")

    assert case.member.name not in kept
    assert (before, Replacement.objects.get(pk=case.pk).status) == (states.SUBMITTED, states.IN_REVIEW)
    assert Event.objects.filter(subject="replacement", subject_id=case.id, action="case-taken").count() == 1
    assert SentForm.objects.count() == 1


def test_what_was_pressed_as_the_line_went_down_is_sent_once_when_it_is_back(
    hurried: BrowserContext, wire: Wire, site: Site, counter: Counter
) -> None:
    page, case = at_the_desk(hurried, site, counter.officer), counter.cases[0]
    told, title = page.locator("#sambungan"), page.get_by_role("heading", level=1)
    page.goto(f"/meja/permohonan/{case.number}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    # Nobody answers: a page in the place of the answer says what is kept.
    wire.cut()
    page.get_by_role("button", name="Ambil permohonan ini").click()
    expect(title).to_have_text("Sambungan terputus")
    expect(told).to_contain_text(f"{case.number} · Ambil permohonan ini")
    wire.mend()
    expect(told).to_contain_text("sudah tercatat")
    expect(title).to_contain_text(case.number)
    page.get_by_role("button", name="Mengerti").click()

    # Nothing arrives: after a while the page waits no longer, and stays.
    page.get_by_role("link", name="Lihat dan periksa").first.click()
    wire.silence()
    page.get_by_role("button", name="Terima", exact=True).click()
    expect(told).to_contain_text(f"{case.number} · Terima")
    wire.mend()
    expect(told).to_contain_text("sudah tercatat")

    assert Event.objects.filter(subject="replacement", subject_id=case.id, action="case-taken").count() == 1
    assert case.evidence.filter(status=states.ACCEPTED).count() == 1
    assert SentForm.objects.count() == 2


def test_a_hand_over_sent_as_the_line_went_down_is_written_nowhere_but_in_its_tab_and_carried_out_once(
    hurried: BrowserContext, wire: Wire, site: Site, look: Look
) -> None:
    scene = new_scene()
    page, case = at_the_desk(hurried, site, scene.officer), printed(scene)
    page.goto(f"/meja/permohonan/{case.number}/serah-terima")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    fill_hand_over(page, case)

    wire.cut()
    page.get_by_role("button", name="Kartu sudah saya serahkan").click()
    expect(page.locator("#sambungan")).to_contain_text("biarkan halaman ini terbuka")
    look(page, "meja-luring-isian-id")
    kept = page.evaluate("Object.values(localStorage).join(' ')")
    wire.mend()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.number)

    done = hand_over_of(again(case))
    assert done is not None
    assert done.strokes.startswith("M")
    assert "strokes" not in kept
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert SentForm.objects.count() == 1


def test_a_case_begun_at_the_counter_as_the_line_went_down_is_begun_once_and_its_slip_comes(
    hurried: BrowserContext, wire: Wire, site: Site
) -> None:
    scene = new_scene()
    page = at_the_desk(hurried, site, scene.officer)
    page.goto("/meja/cari")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_label("Nomor permohonan, kartu, atau NIK").fill(scene.card.membership.number)
    page.get_by_label("Alasan mencari").select_option("present")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("link", name="Mulai permohonan").click()
    page.get_by_label("Kartu rusak").check()
    page.get_by_label("Plastik").check()
    page.get_by_label("Paspor").check()

    wire.cut()
    page.get_by_role("button", name="Mulai permohonan").click()
    expect(page.locator("#sambungan")).to_contain_text("biarkan halaman ini terbuka")
    before = Replacement.objects.count()
    with transaction.atomic():
        lock_card(scene.card.id)  # the fund answers, and takes its time for this form
        wire.mend()
        page.wait_for_timeout(LONG)
    expect(page.get_by_role("heading", level=1)).to_contain_text("diterima")

    assert (before, Replacement.objects.count()) == (0, 1)


def test_a_hand_over_sent_after_the_session_ended_is_carried_out_once_its_officer_is_back(
    desktop: BrowserContext, site: Site
) -> None:
    scene = new_scene()
    page, case = at_the_desk(desktop, site, scene.officer), printed(scene)
    page.goto(f"/meja/permohonan/{case.number}/serah-terima")
    fill_hand_over(page, case)
    [session] = [each["value"] for each in desktop.cookies() if each["name"] == settings.SESSION_COOKIE_NAME]
    desktop.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Kartu sudah saya serahkan").click()
    page.wait_for_url("**/meja/masuk?lanjut=*")
    before = again(case).status

    desktop.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.base}])
    page.evaluate("location.assign(new URLSearchParams(location.search).get('lanjut'))")
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.number)

    assert (before, again(case).status) == (states.PRINTED, states.COLLECTED)


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    with wire_to(site.base) as relay:
        yield relay


@pytest.fixture
def hurried(browser: Browser, wire: Wire) -> Iterator[BrowserContext]:
    """A browser at the end of the wire, in which a second takes a tenth of one."""
    with browser.new_context(base_url=wire.base, **DESKTOP) as context:
        context.add_init_script(
            "for (const each of ['setTimeout', 'setInterval'])"
            "{ const real = window[each]; window[each] = (act, wait) => real(act, wait / 10); }"
        )
        yield context
