"""Warnings, two people, a supervisor's pages, figures, papers side by side, a case begun at the counter: looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import Actor, staff_actor
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.evidence import check_evidence
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.review import approve_replacement, take_case
from kartu.replacements.sampling import draw_samples
from tests.browser.conftest import Site
from tests.browser.desks import Counter, Look, at_the_desk
from tests.cards.builders import new_card

pytestmark = pytest.mark.slow


def _papers_accepted(case: Replacement, counter: Counter) -> None:
    take_case(case, actor=counter.officer, now=timezone.now())
    for paper in Evidence.objects.filter(replacement=case).select_related("replacement__member"):
        check_evidence(paper, accepted=True, actor=counter.officer, now=timezone.now())


def _overseen(counter: Counter) -> Actor:
    """A risky case with all its papers, a decided one that was drawn, a late one; and the branch's supervisor."""
    now, (risky, plain, late) = timezone.now(), counter.cases
    supervisor = staff_actor(appoint(Role.Kind.SUPERVISOR, branch=risky.branch, now=now - timedelta(days=1)).id)
    same = Evidence.objects.filter(replacement=late, kind="identity").values("digest")
    Evidence.objects.filter(replacement=risky, kind="identity").update(digest=same[:1])
    Replacement.objects.filter(pk=late.pk).update(due_at=now - timedelta(days=1))
    for case in (risky, plain):
        _papers_accepted(case, counter)
    approve_replacement(plain, actor=counter.officer, now=now)
    draw_samples(now=timezone.now())
    return supervisor


def _twins(counter: Counter) -> tuple[Member, Member]:
    """Two people of one name and birthday; the first has no case here."""
    one, other = counter.flagged.member, new_card(name=counter.flagged.member.name).member
    Member.objects.filter(pk=other.pk).update(person_index=one.person_index)
    return one, other


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_two_people_decide_a_risky_case_and_the_supervisors_pages_are_sound(
    request: pytest.FixtureRequest, site: Site, counter: Counter, look: Look, screen: str, language: str
) -> None:
    (risky, plain, late), supervisor, twins = counter.cases, _overseen(counter), _twins(counter)
    page = at_the_desk(request.getfixturevalue(screen), site, counter.officer)
    say = {"id": 0, "en": 1}[language]

    def seen(address: str, name: str) -> None:
        if address:
            page.goto(f"{address}{'&' if '?' in address else '?'}bahasa={language}")
        look(page, f"meja-{name}-{language}")

    base = f"/meja/permohonan/{risky.number}"
    seen(base, "berisiko")
    page.get_by_role("button", name=("Minta persetujuan kedua", "Ask for a second approval")[say]).click()
    expect(page.locator("#langkah")).to_contain_text(("menunggu penyelia", "waits for a supervisor")[say])
    seen("", "menunggu-kedua")
    seen(f"{base}/banding", "banding")
    seen("/meja/angka?hari=7", "angka")
    page.goto("/meja/cari")
    page.locator("main summary").first.click()
    page.locator("#id_name").fill(twins[0].name)
    page.locator("#id_born").fill(str(twins[0].birth_date))
    page.locator("#id_reason").select_option("present")
    page.locator("main form button:not([type=button])").click()
    seen("", "pilih")
    page.get_by_role("button", name=("Buka orang ke-1", "Open person 1")[say]).click()
    page.goto(f"/meja/peserta/permohonan?bahasa={language}")
    seen("", "mulai")
    page.get_by_label(("Kartu rusak", "Card damaged")[say]).check()
    page.get_by_label(("SIM", "Driving licence")[say], exact=True).check()
    page.get_by_role("button", name=("Mulai permohonan", "Begin the request")[say]).click()
    seen("", "dimulai")
    page.context.clear_cookies()
    second = at_the_desk(page.context, site, supervisor)
    page.close()
    page = second
    seen("/meja/penyelia", "penyelia")
    seen(f"/meja/permohonan/{late.number}/serahkan", "serahkan")
    seen(f"/meja/permohonan/{plain.number}/periksa-ulang", "periksa-ulang")
    seen(f"{base}/kembalikan-kedua", "kembalikan-kedua")
    page.goto(base)
    page.get_by_role("button", name=("Setujui sebagai orang kedua", "Approve as the second person")[say]).click()
    expect(page.locator("h1 + .tag")).to_have_text(("Kartu sedang dibuat", "Card being made")[say])

    assert Replacement.objects.get(pk=risky.pk).status == states.APPROVED
