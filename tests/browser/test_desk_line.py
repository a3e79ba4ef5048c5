"""The desk while its line is down: what was pressed is kept, sent once when the line is back, and told plainly."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from kartu.audit.models import Event
from kartu.replacements import states
from kartu.replacements.models import Replacement, SentForm
from tests.browser.conftest import Site
from tests.browser.desks import Counter, Look, at_the_desk

pytestmark = pytest.mark.slow


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

    assert case.member.name not in kept
    assert (before, Replacement.objects.get(pk=case.pk).status) == (states.SUBMITTED, states.IN_REVIEW)
    assert Event.objects.filter(subject="replacement", subject_id=case.id, action="case-taken").count() == 1
    assert SentForm.objects.count() == 1
