"""The printer's pages, the drawer, what is destroyed, the relative's code: sound on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from kartu.printing import destroying, handing, queue, sealing, states, stock
from kartu.printing.printers import Set, set_printer
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from tests.browser.conftest import Site
from tests.pages.members import sign_in
from tests.pages.officers import sign_in_officer
from tests.printing.handed import hand_over_at_branch
from tests.replacements.builders import Scene, again, issued, new_scene, printed

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


def _filled(scene: Scene) -> tuple[int, str, Replacement]:
    """Two cards that wait, one sent, one to collect, one to destroy, blanks, a count; the printer, run and case."""
    branch, now = scene.branch.id, timezone.now()
    cases = [issued(scene), *(issued(new_scene()) for _ in range(3)), printed(new_scene()), printed(new_scene())]
    Replacement.objects.filter(pk__in=[case.pk for case in cases]).update(branch=scene.branch)
    stock.receive_blanks(branch, "BJP0001", "BJP0030", "SJ-12", actor=scene.officer, now=now)
    stock.count_blanks(branch, 28, "lost", actor=scene.colleague, now=now)
    printer = set_printer(branch, Set(name="Loket 2, kiri", machine="cr80", bleed=10), actor=scene.officer, now=now)
    numbers = [case.number for case in cases[1:3]]
    run = queue.send_to_printer(
        branch, states.CR80, numbers, printer_id=printer.id, actor=scene.officer, now=now - timedelta(minutes=1)
    )
    queue.note_spoiled(queue.prints_in(run)[0], "misfed", actor=scene.officer, now=now)
    given = handing.Given(card=copy_made_for(again(cases[5])).code, checked=("passport",), old_card=True)
    hand_over_at_branch(again(cases[5]), given, actor=scene.colleague, now=now)
    first = destroying.leftovers_at(branch)[0].key
    destroying.note_destroyed(branch, [first], actor=scene.colleague, now=now)
    return printer.id, run.number, again(cases[4])


@pytest.mark.parametrize(("screen", "language"), [("phone", "id"), ("desktop", "en")])
def test_the_pages_of_the_printer_and_the_drawer_are_sound(
    request: pytest.FixtureRequest, site: Site, look: Look, screen: str, language: str
) -> None:
    scene = new_scene()
    printer, run, case = _filled(scene)
    context, client, wrong = request.getfixturevalue(screen), Client(), []
    sign_in_officer(client, scene.officer)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.base}])
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)

    for address, picture in (
        ("cetak", "cetak"),
        (f"cetak/{run}", "cetak-kiriman"),
        ("cetak/pencetak", "pencetak"),
        (f"cetak/pencetak/{printer}", "pencetak-satu"),
        ("persediaan", "persediaan"),
        ("pemusnahan", "pemusnahan"),
        (f"permohonan/{case.number}/serah-terima", "serah-terima-isi"),
        (f"permohonan/{case.number}/tanda-terima", "tanda-terima-kertas"),
        (f"permohonan/{case.number}/keluarga", "keluarga"),
    ):
        page.goto(f"/meja/{address}?bahasa={language}")
        look(page, f"meja-{picture}-{language}")

    assert wrong == []


def test_what_a_member_does_meanwhile_is_sound_on_a_phone(
    request: pytest.FixtureRequest, site: Site, look: Look
) -> None:
    sealing.make_own(now=timezone.now())
    scene = new_scene()
    case, client = printed(scene), Client()
    sign_in(client, scene.card.member)
    context = request.getfixturevalue("phone")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.base}])
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")

    page.goto(f"/permohonan/{case.number}")
    look(page, "permohonan-siap-id")
    page.get_by_role("link", name="Surat keterangan sementara").click()
    look(page, "surat-keterangan-id")
    page.get_by_role("button", name="Buat surat sekarang").click()
    look(page, "surat-keterangan-jadi-id")
    page.goto(f"/permohonan/{case.number}/keluarga")
    look(page, "keluarga-id")
    page.get_by_label("Siapa yang mengambil").fill("Kakak Wati")
    page.get_by_role("button", name="Buat kode").click()
    look(page, "keluarga-kode-id")
    page.goto("/periksa/keterangan")
    look(page, "periksa-keterangan-id")
