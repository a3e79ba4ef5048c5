"""The employer's door in a real browser: a newcomer's first roster, with and without script, phone and desktop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from kartu.audit.actors import Actor
from kartu.base.tenancy import fund_scope
from kartu.employers.models import Upload
from kartu.employers.reading import read_upload
from kartu.employers.writing import write_upload
from kartu.registry.models import Membership
from tests.browser.conftest import Site
from tests.browser.members import let_in
from tests.employers.builders import employer
from tests.employers.uploads import Company, company, roster
from tests.pages.officers import sign_in_officer
from tests.registry.rosters import entry

pytestmark = pytest.mark.slow
Look = Callable[[Page, str], None]


@pytest.fixture
def mine(site: Site) -> Iterator[Company]:
    with fund_scope():
        made = company("11", timezone.now(), name="PT Contoh Sandang")
        employer("12", timezone.now(), name="PT Contoh Sandang, Pabrik Solo", parent=made.employer)
        made.has(entry(number, staff_number=f"S-{number:03}") for number in range(1, 6))
        yield made


def _comes(context: BrowserContext, mine: Company) -> Page:
    client = Client()
    sign_in_officer(client, Actor("staff", mine.hr.id))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}])
    return context.new_page()


def _file(folder: Path) -> str:
    rows = [entry(1, staff_number="S-901"), entry(2, staff_number="S-002", name="Budi Cahyawan"), entry(4), entry(5)]
    path = folder / "pekerja november.csv"
    path.write_bytes(roster([*rows, entry(8), entry(9), entry(10, nik="31740128")]))
    return str(path)


def test_a_first_roster_from_the_file_to_written_down(
    desktop: BrowserContext, mine: Company, look: Look, tmp_path: Path
) -> None:
    page = _comes(desktop, mine)
    page.goto("/perusahaan?bahasa=en")
    look(page, "perusahaan-en")
    page.get_by_role("link", name="Rosters Send a file").click()
    look(page, "perusahaan-daftar-en")
    page.get_by_label("The file with your workers").set_input_files(_file(tmp_path))
    page.get_by_role("button", name="Send and compare").click()
    expect(page.get_by_text("Being read: 0%")).to_be_visible()
    look(page, "perusahaan-dibaca-en")
    upload = Upload.objects.latest("id")

    read_upload(upload.id, now=timezone.now())

    # The page finds out by itself.
    expect(page.get_by_role("button", name="Yes, write it down")).to_be_visible(timeout=15_000)
    look(page, "perusahaan-beda-en")
    page.get_by_role("link", name="Refused").first.click()
    look(page, "perusahaan-ditolak-en")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows (Excel)").click()
    assert download.value.suggested_filename == f"ditolak-{upload.id}.xlsx"
    page.get_by_role("button", name="Yes, write it down").click()
    write_upload(upload.id, now=timezone.now())
    expect(page.get_by_role("button", name="Take it back")).to_be_visible(timeout=15_000)
    look(page, "perusahaan-selesai-en")
    assert Membership.objects.filter(employer=mine.employer).count() == 7


def test_every_page_fits_a_phone_without_script(
    plain_phone: BrowserContext, phone: BrowserContext, mine: Company, look: Look, tmp_path: Path
) -> None:
    page = _comes(plain_phone, mine)
    page.goto("/perusahaan/daftar-pekerja")
    page.get_by_label("Berkas daftar pekerja").set_input_files(_file(tmp_path))
    page.get_by_role("button", name="Kirim dan bandingkan").click()
    upload = Upload.objects.latest("id")
    read_upload(upload.id, now=timezone.now())
    # Without script the page fetches itself anew.
    expect(page.get_by_role("button", name="Setuju, catat")).to_be_visible(timeout=15_000)

    page = _comes(phone, mine)
    worker = Membership.objects.get(number=entry(1).kpj)
    for address, name in (
        ("", "perusahaan"),
        ("/daftar-pekerja", "perusahaan-daftar"),
        (f"/daftar-pekerja/{upload.id}", "perusahaan-beda"),
        (f"/daftar-pekerja/{upload.id}/refused", "perusahaan-ditolak"),
        (f"/daftar-pekerja/{upload.id}/left", "perusahaan-tidak-disebut"),
        ("/pekerja", "perusahaan-pekerja"),
        (f"/pekerja/{worker.id}", "perusahaan-satu-pekerja"),
        (f"/pekerja/{worker.id}/keluar", "perusahaan-keluar"),
        ("/lembar", "perusahaan-lembar"),
        ("/kabar", "perusahaan-kabar"),
        ("/orang", "perusahaan-orang"),
        ("/orang/undang", "perusahaan-undang"),
        (f"/orang/{mine.hr.roles.get().id}", "perusahaan-satu-orang"),
        ("/keluar-kerja", "perusahaan-baru-keluar"),
        ("/masuk", "perusahaan-masuk"),
    ):
        page.goto(f"/perusahaan{address}")
        look(page, name)
    page.goto("/perusahaan/kabar")
    page.get_by_label("Alamat email Anda").fill("rina@contoh.id")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("button", name="Kirim lagi")).to_be_visible()
    look(page, "perusahaan-kabar-kode")


def test_a_member_answers_a_proposal_on_a_phone(phone: BrowserContext, mine: Company, look: Look) -> None:
    other = company("22", timezone.now(), name="CV Contoh Beton")
    other.has([entry(1)])
    member = Membership.objects.select_related("member").get(number=entry(1).kpj).member
    let_in(phone, member)
    page = phone.new_page()
    page.goto("/profil/usulan")
    look(page, "profil-usulan")

    page.get_by_role("button", name="Ya, benar").click()

    expect(page.get_by_text("Dicatat sesuai jawaban Anda")).to_be_visible()
    assert Membership.objects.get(number=entry(1).kpj).employer == other.employer
